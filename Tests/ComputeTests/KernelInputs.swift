import CKernels
import Foundation

/// Splitmix64: the same numbers on every run.
struct Random {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func floats(_ count: Int, _ scale: Float = 1) -> [Float] {
        (0..<count).map { _ in (Float(next() >> 40) / Float(1 << 23) - 1) * scale }
    }

    /// Weight rows in a file's format: random codes, scales of a size that weights have.
    mutating func rows(_ format: ck_row_format, outputs: Int, inputs: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        func half(_ value: Float) -> [UInt8] {
            let h = ck_half_of_float(value)
            return [UInt8(h & 255), UInt8(h >> 8)]
        }
        for _ in 0..<outputs * inputs / 32 {
            switch format {
            case CK_ROW_Q4_0: bytes += half(floats(1)[0]) + (0..<16).map { _ in UInt8(truncatingIfNeeded: next()) }
            case CK_ROW_Q4_1: bytes += half(floats(1)[0]) + half(floats(1)[0]) + (0..<16).map { _ in UInt8(truncatingIfNeeded: next()) }
            case CK_ROW_Q5_0: bytes += half(floats(1)[0]) + (0..<20).map { _ in UInt8(truncatingIfNeeded: next()) }
            case CK_ROW_IQ4_NL: bytes += half(floats(1, 0.1)[0]) + (0..<16).map { _ in UInt8(truncatingIfNeeded: next()) }
            case CK_ROW_Q8_0: bytes += half(floats(1, 0.1)[0]) + (0..<32).map { _ in UInt8(truncatingIfNeeded: next()) }
            case CK_ROW_F16: bytes += floats(32).flatMap { half($0) }
            case CK_ROW_BF16: bytes += floats(32).flatMap { [UInt8($0.bitPattern >> 16 & 255), UInt8($0.bitPattern >> 24)] }
            default: bytes += floats(32).flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) } }
            }
        }
        return bytes
    }
}

/// One weight as the format's definition reads it.
func value(_ format: ck_row_format, _ rows: [UInt8], row: Int, column: Int, inputs: Int) -> Float {
    func half(_ i: Int) -> Float { ck_float_of_half(UInt16(rows[i]) | UInt16(rows[i + 1]) << 8) }
    func bits(_ i: Int, _ count: Int) -> UInt32 { (0..<count).reduce(0) { $0 | UInt32(rows[i + $1]) << (8 * $1) } }
    let (block, k) = ((row * inputs + column) / 32, column % 32)
    func nibble(_ codes: Int) -> Float { Float(k < 16 ? rows[codes + k] & 15 : rows[codes + k - 16] >> 4) }
    switch format {
    case CK_ROW_Q4_0: return half(block * 18) * (nibble(block * 18 + 2) - 8)
    case CK_ROW_Q4_1: return half(block * 20) * nibble(block * 20 + 4) + half(block * 20 + 2)
    case CK_ROW_Q5_0:
        let fifth = Float(bits(block * 22 + 2, 4) >> UInt32(k) & 1)
        return half(block * 22) * (nibble(block * 22 + 6) + 16 * fifth - 16)
    case CK_ROW_IQ4_NL:
        let table: [Float] = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113]
        return half(block * 18) * table[Int(nibble(block * 18 + 2))]
    case CK_ROW_Q8_0: return half(block * 34) * Float(Int8(bitPattern: rows[block * 34 + 2 + k]))
    case CK_ROW_F16: return half((row * inputs + column) * 2)
    case CK_ROW_BF16: return Float(bitPattern: bits((row * inputs + column) * 2, 2) << 16)
    default: return Float(bitPattern: bits((row * inputs + column) * 4, 4))
    }
}

func interleave(_ format: ck_row_format, _ rows: [UInt8], order: [Int32]?, outputs: Int, inputs: Int) -> [UInt8] {
    let groups = (outputs + 7) / 8
    var out = [UInt8](repeating: 0xff, count: groups * ck_group_bytes(ck_held_type(format), Int32(inputs)))
    ck_interleave(format, rows, order, Int32(outputs), Int32(inputs), 0, Int32(groups), &out)
    return out
}

func quantized(_ x: [Float], _ kernels: ck_kernels) -> [ck_block_i16] {
    var blocks = [ck_block_i16](repeating: ck_block_i16(), count: x.count / 32)
    kernels.quantize(&blocks, x, Int32(x.count / 32))
    return blocks
}

func same(_ a: ck_block_i16, _ b: ck_block_i16) -> Bool {
    withUnsafeBytes(of: a) { a in withUnsafeBytes(of: b) { b in a.elementsEqual(b) } }
}

/// Whether all values agree within `tolerance` of the largest one's size.
func close(_ a: [Float], _ b: [Float], _ tolerance: Float) -> Bool {
    let size = max(1, a.map { abs($0) }.max() ?? 0)
    return a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * size }
}

func cosine(_ angle: Float) -> Float { Foundation.cos(angle) }
