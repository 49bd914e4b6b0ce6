import ModelFormats
import Testing

@Suite struct DequantizeTests {
    /// One tensor of `values` through a GGUF file, without metadata.
    private func tensor(_ type: UInt32, _ dimensions: [UInt64], _ data: [UInt8]) throws -> TensorView {
        try GGUFBytes(entries: [], tensors: [.init("x", dimensions, type, at: 0)], data: data).open().tensor("x")
    }

    @Test func halvesOfEveryKindBecomeFloats() {
        let expected: [(UInt16, Float)] = [
            (0x0000, 0), (0x3c00, 1), (0xc000, -2), (0x7bff, 65_504), (0x0400, 6.103515625e-05), (0x0001, 5.960464477539063e-08),
            (0x03ff, 6.097555160522461e-05), (0x8001, -5.960464477539063e-08), (0x3555, 0.333251953125), (0x7c00, .infinity),
            (0xfc00, -.infinity),
        ]
        for (half, float) in expected { #expect(floatFromHalf(half) == float) }
        #expect(floatFromHalf(0x8000).sign == .minus)
        #expect(floatFromHalf(0x7e00).isNaN)
    }

    @Test func floatsPassThrough() throws {
        let values: [Float] = [1, -2.5, .leastNonzeroMagnitude, 3e38]
        #expect(try tensor(0, [2, 2], values.flatMap { little($0.bitPattern) }).dequantized() == values)
    }

    @Test func halvesAndBrainFloatsWiden() throws {
        #expect(try tensor(1, [2], little(UInt16(0x3c00)) + little(UInt16(0xb800))).dequantized() == [1, -0.5])
        #expect(try tensor(30, [2], little(UInt16(0x3f80)) + little(UInt16(0xc040))).dequantized() == [1, -3])
    }

    @Test func eightBitBlocksAreScaledSignedBytes() throws {
        let quants = (0..<32).map { Int8($0 * 8 - 128) }
        let block = little(UInt16(0x3800)) + quants.map { UInt8(bitPattern: $0) }
        #expect(try tensor(8, [32], block).dequantized() == quants.map { Float($0) * 0.5 })
    }

    @Test func fourBitBlocksHoldTheirFirstHalfInTheLowNibbles() throws {
        let nibbles = (0..<16).map { UInt8($0) | UInt8(15 - $0) << 4 }
        let low = (0..<16).map { Float($0) }
        let high = low.reversed()
        let offset = little(UInt16(0x4000)) + nibbles
        #expect(try tensor(2, [32], offset).dequantized() == (low + high).map { ($0 - 8) * 2 })
        let minimum = little(UInt16(0x4000)) + little(UInt16(0xbc00)) + nibbles
        #expect(try tensor(3, [32], minimum).dequantized() == (low + high).map { $0 * 2 - 1 })
    }

    @Test func aRangeOfRowsEqualsThatPartOfTheWhole() throws {
        var random = SeededGenerator(seed: 1)
        let data = (0..<8 * 2 * 20).map { $0 % 20 < 4 ? UInt8($0 % 2 == 0 ? 0x11 : 0x2c) : UInt8.random(in: 0...255, using: &random) }
        let view = try tensor(3, [64, 8], data)
        let whole = view.dequantized()
        var part = [Float](repeating: .nan, count: 3 * 64)
        part.withUnsafeMutableBufferPointer { view.dequantize(rows: 2..<5, into: $0.baseAddress!) }
        #expect(part == Array(whole[2 * 64..<5 * 64]))
        #expect(whole.allSatisfy { $0.isFinite })
    }
}
