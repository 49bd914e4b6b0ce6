import CKernels
import Testing
import TextEncoder

/// The scan of short codes beside a plain one in Swift.
struct CodeScanTests {
    /// Repeatable numbers; the middle of a linear congruential generator's state.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 16 ^ state << 40
        }
    }

    private struct Input {
        var codes: [UInt8]
        var live: [UInt32]
        var tables: [UInt8]
        let columns: Int

        init(blocks: Int, columns: Int) {
            var generator = Numbers(state: UInt64(blocks * 1_000 + columns))
            self.columns = columns
            codes = (0..<blocks * columns * CodeScan.block).map { _ in UInt8.random(in: 0...255, using: &generator) }
            live = (0..<blocks).map { _ in UInt32.random(in: 0 ... .max, using: &generator) | 1 }
            tables = (0..<32 * columns).map { _ in UInt8.random(in: 0...UInt8(CodeScan.tableMaximum), using: &generator) }
        }

        /// Living rows and their sums.
        var expected: [(row: Int, sum: Int)] {
            (0..<live.count * CodeScan.block).compactMap { row in
                let (block, place) = row.quotientAndRemainder(dividingBy: CodeScan.block)
                guard live[block] >> UInt32(place) & 1 == 1 else { return nil }
                var sum = 0
                for column in 0..<columns {
                    let code = Int(codes[(block * columns + column) * CodeScan.block + place])
                    sum += Int(tables[32 * column + code % 16]) + Int(tables[32 * column + 16 + code / 16])
                }
                return (row, sum)
            }
        }
    }

    @Test(arguments: [1, 2, 5, 32, 128], [1, 3, 200])
    func theBestRowsAreThoseOfThePlainScan(columns: Int, blocks: Int) {
        let input = Input(blocks: blocks, columns: columns)
        for wanted in [1, 40, 10_000] {
            var hits = CodeScan.Hits(wanted: wanted, columns: columns)
            input.codes.withUnsafeBufferPointer { codes in
                input.live.withUnsafeBufferPointer { hits.scan(codes, live: $0, tables: input.tables, columns: columns, base: 7) }
            }
            hits.keepBest()
            let expected = input.expected.sorted { ($0.sum, -$0.row) > ($1.sum, -$1.row) }.prefix(wanted).sorted { $0.row < $1.row }
            #expect(hits.rows[..<hits.count].map { Int($0) - 7 } == expected.map(\.row))
            #expect(hits.sums[..<hits.count].map(Int.init) == expected.map(\.sum))
        }
    }

    @Test(arguments: [-1, 300, 2_100])
    func plainAndFastKernelsFindTheSame(threshold: Int32) {
        let input = Input(blocks: 20, columns: 32)
        typealias Kernel = (
            UnsafeMutablePointer<ck_code_hits>?, UnsafePointer<UInt8>?, UnsafePointer<UInt32>?, UnsafePointer<UInt8>?, Int64, Int64, Int64,
            Int64
        ) -> Int64
        func run(_ kernel: Kernel) -> [[Int]] {
            var rows = [UInt32](repeating: 0, count: 640)
            var sums = [UInt16](repeating: 0, count: 640)
            return rows.withUnsafeMutableBufferPointer { rows in
                sums.withUnsafeMutableBufferPointer { sums in
                    var hits = ck_code_hits(rows: rows.baseAddress, sums: sums.baseAddress, count: 0, capacity: 640, threshold: threshold)
                    #expect(kernel(&hits, input.codes, input.live, input.tables, 32, 0, 0, 20) == 20)
                    return (0..<Int(hits.count)).map { [Int(rows[$0]), Int(sums[$0])] }
                }
            }
        }
        #expect(run(ck_code_scan) == run(ck_code_scan_portable))
        #expect(run(ck_code_scan_portable) == input.expected.filter { $0.sum > threshold }.map { [$0.row, $0.sum] })
    }

    @Test func longCodesAreSummedAsTheTablesSay() {
        let columns = 9
        let codes = (0..<50 * columns).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let tables = (0..<32 * columns).map { Float($0 % 11) }
        let rows: [UInt32] = [100, 103, 149]
        var sums = [Float](repeating: 0, count: 3)
        rows.withUnsafeBufferPointer { rows in
            codes.withUnsafeBufferPointer { codes in
                sums.withUnsafeMutableBufferPointer {
                    CodeScan.sums(of: rows, codes: codes, tables: tables, columns: columns, base: 100, into: $0)
                }
            }
        }
        for (row, sum) in zip(rows, sums) {
            let expected = (0..<columns).reduce(Float(0)) { total, column in
                let code = Int(codes[(Int(row) - 100) * columns + column])
                return total + tables[32 * column + code % 16] + tables[32 * column + 16 + code / 16]
            }
            #expect(sum == expected)
        }
    }
}
