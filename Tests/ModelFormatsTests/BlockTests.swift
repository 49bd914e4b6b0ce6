import Foundation
import ModelFormats
import Testing

/// Quantised blocks against what ggml-org's own package makes of them (Fixtures/README.md).
@Suite struct BlockTests {
    struct Sample: Decodable {
        let blocks: Data
        let values: Data
    }

    /// The types with their numbers in a file.
    static let numbers: [(type: TensorType, number: UInt32)] = [
        (.q4_0, 2), (.q4_1, 3), (.q5_0, 6), (.q5_1, 7), (.q8_0, 8), (.q2_K, 10), (.q3_K, 11), (.q4_K, 12), (.q5_K, 13), (.q6_K, 14),
        (.iq4_nl, 20),
    ]

    private static let samples = Result {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/blocks", withExtension: "json"))
        return try JSONDecoder().decode([String: Sample].self, from: Data(contentsOf: url))
    }

    /// A tensor of one block a row.
    private func tensor(_ type: TensorType, _ number: UInt32, _ data: Data) throws -> TensorView {
        let dimensions = [UInt64(type.blockSize), UInt64(data.count / type.bytesPerBlock)]
        return try GGUFBytes(entries: [], tensors: [.init("x", dimensions, number, at: 0)], data: Array(data)).open().tensor("x")
    }

    @Test(arguments: numbers) func blocksAreTheFloatsOfTheReferenceBitForBit(type: TensorType, number: UInt32) throws {
        let sample = try #require(try Self.samples.get()[type.rawValue])
        let view = try tensor(type, number, sample.blocks)
        #expect(view.type == type && view.rows >= 5)
        let expected = sample.values.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
        #expect(view.dequantized().map(\.bitPattern) == expected)
        // Any row alone, as an embedding is read.
        var row = [Float](repeating: .nan, count: type.blockSize)
        for index in 0..<view.rows {
            row.withUnsafeMutableBufferPointer { view.dequantize(rows: index..<index + 1, into: $0.baseAddress!) }
            #expect(row.map(\.bitPattern) == Array(expected[index * type.blockSize..<(index + 1) * type.blockSize]))
        }
    }

    @Test func everyQuantisedTypeIsTested() throws {
        let plain: [TensorType] = [.f32, .f16, .bf16]
        #expect(Set(Self.numbers.map(\.type) + plain) == Set(TensorType.allCases))
    }

    @Test(arguments: numbers) func rowsThatBlocksDoNotDivideAreAnErrorThatNamesTheType(type: TensorType, number: UInt32) {
        let length = UInt64(type.blockSize + 16)
        let file = GGUFBytes(entries: [], tensors: [.init("x", [length, 2], number, at: 0)], data: [UInt8](repeating: 0, count: 4096))
        let error = #expect(throws: ModelFormatError.self) { try file.open() }
        let message = error.map { "\($0)" } ?? ""
        #expect(message.contains("rows of \(length), which blocks of \(type.blockSize) (\(type.rawValue)) don't divide"))
    }
}
