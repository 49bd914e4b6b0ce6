import CKernels

/// Scans the codes of many vectors for those that a query's tables rank highest.
public enum CodeScan {
    /// Vectors that stand together in scanned codes.
    public static let block = Int(CK_CODE_BLOCK)
    public static let maximumColumns = Int(CK_CODE_MAX_COLUMNS)
    /// Largest entry of a scanned table.
    public static let tableMaximum = Float(CK_CODE_TABLE_MAX)

    /// Rows and their sums, in the order of rows. Room is made once; `reset` begins anew.
    public struct Hits {
        public private(set) var count = 0
        public private(set) var rows: [UInt32]
        public private(set) var sums: [UInt16]
        private var threshold: Int32 = -1
        private var histogram: [Int32]
        private let wanted: Int

        /// - Parameters:
        ///   - wanted: how many of the best rows are kept at the end.
        ///   - columns: of the codes that are scanned.
        public init(wanted: Int, columns: Int) {
            self.wanted = wanted
            let capacity = max(2 * wanted, wanted + 8 * CodeScan.block)
            rows = [UInt32](repeating: 0, count: capacity)
            sums = [UInt16](repeating: 0, count: capacity)
            histogram = [Int32](repeating: 0, count: 2 * columns * Int(CK_CODE_TABLE_MAX) + 1)
        }

        /// Scans `live.count` blocks. `codes` is [block][column][32 rows], `tables` [2 · columns][16].
        public mutating func scan(
            _ codes: UnsafeBufferPointer<UInt8>, live: UnsafeBufferPointer<UInt32>, tables: [UInt8], columns: Int, base: Int
        ) {
            precondition(codes.count >= live.count * columns * CodeScan.block && tables.count == 32 * columns)
            var next: Int64 = 0
            while next < live.count {
                rows.withUnsafeMutableBufferPointer { rows in
                    sums.withUnsafeMutableBufferPointer { sums in
                        var hits = ck_code_hits(
                            rows: rows.baseAddress, sums: sums.baseAddress, count: Int64(count), capacity: Int64(rows.count),
                            threshold: threshold)
                        next = ck_code_scan(
                            &hits, codes.baseAddress, live.baseAddress, tables, Int64(columns), Int64(base), next, Int64(live.count))
                        count = Int(hits.count)
                    }
                }
                if next < live.count { keepBest() }
            }
        }

        /// Drops all but the `wanted` best; of equal sums the lower rows stay. What comes later must beat the worst of them.
        public mutating func keepBest() {
            guard count > wanted else { return }
            for i in 0..<count { histogram[Int(sums[i])] += 1 }
            var sum = histogram.count - 1
            var above = 0
            while above + Int(histogram[sum]) < wanted {
                above += Int(histogram[sum])
                sum -= 1
            }
            for i in 0..<count { histogram[Int(sums[i])] = 0 }
            var equals = wanted - above
            var kept = 0
            for i in 0..<count where sums[i] >= sum {
                if sums[i] == sum {
                    if equals == 0 { continue }
                    equals -= 1
                }
                rows[kept] = rows[i]
                sums[kept] = sums[i]
                kept += 1
            }
            count = kept
            threshold = Int32(sum)
        }
    }

    /// `sums[i]`: what `tables` ([2 · columns][16]) say of row `rows[i] − base` of `codes` (rows × columns).
    public static func sums(
        of rows: UnsafeBufferPointer<UInt32>, codes: UnsafeBufferPointer<UInt8>, tables: [Float], columns: Int, base: Int,
        into sums: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(sums.count >= rows.count && tables.count == 32 * columns)
        guard !rows.isEmpty else { return }
        ck_code_sums(sums.baseAddress, rows.baseAddress, Int64(rows.count), codes.baseAddress, tables, Int64(columns), Int64(base))
    }

    /// Tells damaged bytes from whole ones; not cryptographic.
    public static func fingerprint(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state: [UInt64] = [0x6173_7361_7920_6b62, 0x636f_6465_7320_3031]
        ck_fingerprint(&state, bytes.baseAddress, Int64(bytes.count))
        return state[0] ^ state[1]
    }
}
