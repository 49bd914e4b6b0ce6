import Compute
import Foundation
import Inference
import ModelFormats
import Testing

/// Models whose weights are K-quants or Q5_1, whose rows are unpacked on the way into the kernels.
@Suite struct KQuantTests {
    private static let text = (0..<80).map { ($0 * 37 + $0 * $0) % 256 }

    /// Rows of 256 numbers, the least that such a block takes.
    private static func tiny(_ type: TensorType, tableType: TensorType? = nil, types: [String: TensorType] = [:]) -> TinyModel {
        TinyModel(layers: 1, width: 256, heads: 4, keyValueHeads: 2, feedForward: 256, type: type, tableType: tableType, types: types)
    }

    /// As the files called Q4_K_M and Q5_K_M mix them, and all others.
    private static let mixes: [TinyModel] = [
        tiny(.q4_K, tableType: .q6_K, types: ["attn_v": .q6_K, "ffn_down": .q6_K]),
        tiny(.q5_K, tableType: .q8_0, types: ["attn_q": .q3_K, "attn_k": .q2_K, "ffn_down": .q6_K]),
        tiny(.q5_1, tableType: .q5_0, types: ["attn_q": .iq4_nl, "attn_k": .q5_0, "ffn_up": .q4_1, "ffn_gate": .q4_K]),
    ]

    @Test(arguments: mixes) func scoresAreThoseOfTheDequantisedModel(tiny: TinyModel) throws {
        let path = try tiny.write()
        let plainPath = try tiny.write(numbersOf: path)
        defer { for path in [path, plainPath] { try? FileManager.default.removeItem(atPath: path) } }
        let (model, plain) = (try LanguageModel(path: path), try LanguageModel(path: plainPath))
        let packing = try LanguageModel(path: path, computePath: .packed)
        let portable = try LanguageModel(path: path, computePath: .portable)
        for length in [1, 5, 20, 80] {
            let prompt = Array(Self.text[..<length])
            let expected = try plain.logits(prompt, precision: .precise)
            #expect(expected.contains { abs($0) > 0.5 } && expected.allSatisfy(\.isFinite))
            for model in [model, packing, portable] {
                #expect(difference(try model.logits(prompt, precision: .precise), expected.map(Double.init)) < 2e-5)
                #expect(difference(try model.logits(prompt), expected.map(Double.init)) < fastTolerance)
            }
        }
        let reference = try ReferenceForward(tiny, path: path).logits(Self.text, at: [19])[19]!
        #expect(difference(try model.logits(Array(Self.text[..<20]), precision: .precise), reference) < 2e-5)
    }

    /// Nothing is rounded on the way into the kernels.
    @Test(arguments: [TensorType.q5_1, .q2_K, .q3_K, .q4_K, .q5_K, .q6_K])
    func preciseScoresHaveTheBitsOfTheSameModelStoredAsFloats(type: TensorType) throws {
        let tiny = Self.tiny(type)
        let path = try tiny.write()
        let plainPath = try tiny.write(numbersOf: path)
        defer { for path in [path, plainPath] { try? FileManager.default.removeItem(atPath: path) } }
        let (model, plain) = (try LanguageModel(path: path), try LanguageModel(path: plainPath))
        for length in [1, 13, 80] {
            let prompt = Array(Self.text[..<length])
            #expect(try model.logits(prompt, precision: .precise) == plain.logits(prompt, precision: .precise))
        }
    }

    @Test(arguments: mixes)
    func tokenByTokenGivesTheSameBitsAsAtOnce(tiny: TinyModel) throws {
        // Q2_K alone is multiplied with floats, whose sums of many rows are others.
        var tiny = tiny
        tiny.types = tiny.types.mapValues { $0 == .q2_K ? .q3_K : $0 }
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let session = Session(model)
        for length in [1, 2, 5, 13, 14, 22, 55, 80] {
            try session.process(Array(Self.text[..<length]))
            #expect(Array(session.logits) == (try model.logits(Array(Self.text[..<length]))))
        }
    }

    @Test(arguments: mixes) func weightsAndEmbeddingsForTrainingAreExact(tiny: TinyModel) throws {
        let path = try tiny.write()
        let plainPath = try tiny.write(numbersOf: path)
        defer { for path in [path, plainPath] { try? FileManager.default.removeItem(atPath: path) } }
        let (model, plain) = (try LanguageModel(path: path), try LanguageModel(path: plainPath))
        for projection in LinearProjection.allCases {
            #expect(model.weight(layer: 0, projection) == plain.weight(layer: 0, projection))
        }
        #expect(model.embeddingTable == plain.embeddingTable && model.outputHead == plain.outputHead)
        #expect(model.quantization == tiny.type.rawValue)
    }

    @Test func theNumberOfThreadsDoesNotChangeABit() throws {
        let path = try Self.mixes[0].write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let results = try [1, 3].map { try LanguageModel(path: path, pool: ThreadPool(threads: $0)).logits(Self.text) }
        #expect(results[0] == results[1])
    }

    @Test func aWidthThatBlocksDoNotDivideIsAnErrorThatSaysSo() throws {
        let path = try TinyModel(layers: 1, types: ["ffn_down": .q4_K]).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: ModelFormatError.self) { try LanguageModel(path: path) }
        let message = error.map { "\($0)" } ?? ""
        #expect(message.contains("blk.0.ffn_down.weight") && message.contains("rows of 96, which blocks of 256 (Q4_K)"))
    }
}
