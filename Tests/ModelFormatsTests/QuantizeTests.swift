import Foundation
import ModelFormats
import Testing

@Suite struct QuantizeTests {
    private static let fixture: [String: Data] = {
        let url = Bundle.module.url(forResource: "Fixtures/quantized", withExtension: "json")!
        let members = (try? JSONDecoder().decode([String: String].self, from: Data(contentsOf: url))) ?? [:]
        return members.compactMapValues { Data(base64Encoded: $0) }
    }()

    private func stored(_ values: [Float], _ type: TensorType) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xaa, count: values.count / type.blockSize * type.bytesPerBlock)
        values.withUnsafeBufferPointer { source in bytes.withUnsafeMutableBytes { type.quantize(source, into: $0.baseAddress!) } }
        return bytes
    }

    @Test(arguments: [TensorType.f16, .q8_0, .q4_1]) func bytesAreThoseOfTheReference(type: TensorType) throws {
        let values = try #require(Self.fixture["values"]).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        #expect(values.count == 17 * 32)
        #expect(stored(values, type) == Array(try #require(Self.fixture[type.rawValue])))
    }

    @Test(arguments: [TensorType.f16, .q8_0, .q4_1]) func aRoundTripErrsByHalfAStepAtMost(type: TensorType) throws {
        var random = SeededGenerator(seed: 3)
        let values = (0..<64 * 32).map { _ in Float.random(in: -1...1, using: &random) }
        let bytes = stored(values, type)
        let number: UInt32 = [.f16: 1, .q8_0: 8, .q4_1: 3][type]!
        let back = try GGUFBytes(entries: [], tensors: [.init("x", [64, 32], number, at: 0)], data: bytes).open().tensor("x").dequantized()
        // Half a step: 2^-11 of the number; 1/254 of the largest; 1/30 of the span. The rounding of the scale adds up to 2^-11 of the largest.
        let bound: Float = [.f16: 0x1p-11, .q8_0: 1.13 / 254, .q4_1: 2.02 / 30][type]!
        let worst = zip(values, back).map { abs($0 - $1) }.max()!
        #expect(worst <= bound && worst > bound / 4)
    }

    /// The types nothing is written in are refused before a number is lost.
    @Test func writableTypesAreThoseOfAnExport() {
        #expect(TensorType.allCases.filter(\.isWritable) == [.f32, .f16, .q8_0, .q4_1])
    }
}
