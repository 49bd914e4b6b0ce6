import TextEncoder

/// Which half bytes of a code say what about a vector's coordinates.
///
/// A coordinate has 8 bits (an even grid, two half bytes), 4, 2 or 1 (levels that lie where the values lie), or none. A half byte
/// holds one coordinate of 4 bits, two of 2 or four of 1, so that one table of 16 numbers answers for it.
struct CodeLayout: Codable, Equatable {
    /// Bytes of a code.
    let columns: Int
    /// Per coordinate, those that vary most first; coordinates beyond the end have no bits.
    let bits: [UInt8]
    /// Per coordinate its 2^bits levels in ascending order; for 8 bits the lowest level and the step.
    let levels: [[Float]]

    /// Whether its parts fit together: it may come from a damaged file.
    func isSound(directions: Int) -> Bool {
        guard (1...CodeScan.maximumColumns).contains(columns), bits.count <= directions, levels.count == bits.count else { return false }
        for (bits, levels) in zip(bits, levels) {
            let expected = bits == 8 ? 2 : 1 << Int(bits)
            guard [1, 2, 4, 8].contains(bits), levels.count == expected else { return false }
        }
        var halves = 0
        eachPlace { coordinate, half, _ in halves = half + (bits[coordinate] == 8 ? 2 : 1) }
        return halves <= 2 * columns
    }

    /// Calls `body` with each coordinate's half byte and the place in it.
    private func eachPlace(_ body: (_ coordinate: Int, _ half: Int, _ shift: Int) -> Void) {
        var half = 0
        var shift = 0
        var width: UInt8 = 0
        for (coordinate, bits) in bits.enumerated() {
            if bits != width, shift > 0 {
                half += 1
                shift = 0
            }
            width = bits
            body(coordinate, half, shift)
            if bits >= 4 {
                half += Int(bits) / 4
            } else {
                shift += Int(bits)
                if shift == 4 {
                    half += 1
                    shift = 0
                }
            }
        }
    }

    /// - Parameters:
    ///   - coordinates: at least `bits.count` of them.
    ///   - code: `columns` bytes, the first half byte in the low bits.
    func encode(_ coordinates: UnsafeBufferPointer<Float>, into code: UnsafeMutableBufferPointer<UInt8>) {
        code.update(repeating: 0)
        eachPlace { coordinate, half, shift in
            let x = coordinates[coordinate]
            let levels = levels[coordinate]
            if bits[coordinate] == 8 {
                let step = min(255, max(0, ((x - levels[0]) / levels[1]).rounded()))
                let value = UInt8(step.isNaN ? 0 : step)
                code[half / 2] |= (value >> 4) << UInt8(half % 2 * 4)
                code[(half + 1) / 2] |= (value & 15) << UInt8((half + 1) % 2 * 4)
            } else {
                var value: UInt8 = 0
                for i in 1..<levels.count where x > (levels[i - 1] + levels[i]) / 2 { value = UInt8(i) }
                code[half / 2] |= value << UInt8(half % 2 * 4 + shift)
            }
        }
    }

    /// The tables of a query: [2 · columns][16] parts of its inner product with the vector behind a code.
    func tables(for query: [Float]) -> [Float] {
        var tables = [Float](repeating: 0, count: 32 * columns)
        eachPlace { coordinate, half, shift in
            let q = query[coordinate]
            let levels = levels[coordinate]
            let bits = Int(bits[coordinate])
            for value in 0..<16 {
                if bits == 8 {
                    tables[16 * half + value] += q * (levels[0] + levels[1] * 16 * Float(value))
                    tables[16 * half + 16 + value] += q * levels[1] * Float(value)
                } else {
                    tables[16 * half + value] += q * levels[(value >> shift) & (1 << bits - 1)]
                }
            }
        }
        return tables
    }

    /// The same in small whole numbers, 0 … 127, of one common step: sums keep their order but for rounding.
    static func rounded(_ tables: [Float]) -> [UInt8] {
        var lowest = [Float](repeating: 0, count: tables.count / 16)
        var range: Float = 0
        for half in lowest.indices {
            let table = tables[16 * half..<16 * half + 16]
            lowest[half] = table.min() ?? 0
            range = max(range, (table.max() ?? 0) - lowest[half])
        }
        let scale = range > 0 ? CodeScan.tableMaximum / range : 0
        return tables.indices.map { UInt8((tables[$0] - lowest[$0 / 16]) * scale + 0.5) }
    }
}
