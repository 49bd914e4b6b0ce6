import Foundation
import Inference
import ModelFormats
import Testing

@Suite struct AdapterTests {
    /// A random adapter with full-sized B on all weights of the model.
    static func adapter(_ tiny: TinyModel, rank: Int, alpha: Float = 8, dora: Bool = false) -> LoRAAdapter {
        var random = TestRandom(11)
        let keys = tiny.keyValueHeads * (tiny.width / tiny.heads)
        let modules = (0..<tiny.layers).flatMap { layer in
            LinearProjection.allCases.map { projection in
                let (outputs, inputs): (Int, Int) =
                    switch projection {
                    case .q, .o: (tiny.width, tiny.width)
                    case .k, .v: (keys, tiny.width)
                    case .gate, .up: (tiny.feedForward, tiny.width)
                    case .down: (tiny.width, tiny.feedForward)
                    }
                return AdapterModule(
                    layer: layer, projection: projection, inputs: inputs, outputs: outputs,
                    a: (0..<rank * inputs).map { _ in random.number() * 0.2 }, b: (0..<outputs * rank).map { _ in random.number() * 0.2 },
                    magnitude: dora ? (0..<outputs).map { _ in 1 + random.number() * 0.5 } : nil)
            }
        }
        return LoRAAdapter(rank: rank, alpha: alpha, modules: modules)
    }

    @Test(arguments: [3, 8, 16], Precision.allCases) func scoresAgreeWithThePlainForward(rank: Int, precision: Precision) throws {
        let tiny = TinyModel(type: .q8_0)
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let adapter = Self.adapter(tiny, rank: rank)
        let model = try LanguageModel(path: path)
        let prepared = try model.prepare(adapter: adapter)
        let expected = try ReferenceForward(tiny, path: path, adapter: adapter).logits(ForwardTests.text, at: [0, 6, 39, 69])
        for length in [1, 7, 40, 70] {
            let scores = try model.logits(Array(ForwardTests.text[..<length]), adapter: prepared, precision: precision)
            #expect(difference(scores, expected[length - 1]!) < (precision == .precise ? 2e-5 : fastTolerance))
        }
    }

    @Test(arguments: Precision.allCases) func aDoRAAdapterAgreesWithThePlainForward(precision: Precision) throws {
        let tiny = TinyModel(type: .q8_0)
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let adapter = Self.adapter(tiny, rank: 4, dora: true)
        let expected = try ReferenceForward(tiny, path: path, adapter: adapter).logits(ForwardTests.text, at: [0, 39, 69])
        for model in [try LanguageModel(path: path), try LanguageModel(path: path, computePath: .packed)] {
            let prepared = try model.prepare(adapter: adapter)
            for length in [1, 40, 70] {
                let scores = try model.logits(Array(ForwardTests.text[..<length]), adapter: prepared, precision: precision)
                #expect(difference(scores, expected[length - 1]!) < (precision == .precise ? 2e-5 : fastTolerance), "\(length)")
            }
        }
    }

    @Test func packedCopiesOfTheWeightsGiveTheSameScores() throws {
        let tiny = TinyModel(type: .q4_1, tableType: .q8_0)
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let adapter = Self.adapter(tiny, rank: 8)
        let model = try LanguageModel(path: path, computePath: .packed)
        let prepared = try model.prepare(adapter: adapter)
        let expected = try ReferenceForward(tiny, path: path, adapter: adapter).logits(ForwardTests.text, at: [69])
        let scores = try model.logits(Array(ForwardTests.text[..<70]), adapter: prepared, precision: .precise)
        #expect(difference(scores, expected[69]!) < 2e-5)
        #expect(model.packedWeightBytes > 0)
        model.releasePackedWeights()
        #expect(model.packedWeightBytes == 0)
    }

    @Test func halfTheScaleIsHalfTheAlpha() throws {
        let tiny = TinyModel()
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let tokens = Array(ForwardTests.text[..<9])
        let scaled = try model.prepare(adapter: Self.adapter(tiny, rank: 4), scale: 0.5)
        let weaker = try model.prepare(adapter: Self.adapter(tiny, rank: 4, alpha: 4))
        #expect(try model.logits(tokens, adapter: scaled) == model.logits(tokens, adapter: weaker))
    }

    @Test(arguments: Precision.allCases) func scaleZeroIsTheBaseModelBitForBit(precision: Precision) throws {
        let tiny = TinyModel(type: .q4_1, tableType: .q8_0)
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        for dora in [false, true] {
            let none = try model.prepare(adapter: Self.adapter(tiny, rank: 8, dora: dora), scale: 0)
            for length in [1, 80] {
                let tokens = Array(ForwardTests.text[..<length])
                #expect(try model.logits(tokens, adapter: none, precision: precision) == model.logits(tokens, precision: precision))
            }
        }
    }

    @Test func anAdapterOfAnotherModelIsRefused() throws {
        let tiny = TinyModel()
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        var wide = Self.adapter(tiny, rank: 2)
        wide.modules[3].inputs = 128
        var deep = Self.adapter(tiny, rank: 2)
        deep.modules[0].layer = 9
        var ragged = Self.adapter(tiny, rank: 2)
        ragged.modules[1].b.removeLast()
        var short = Self.adapter(tiny, rank: 2, dora: true)
        short.modules[1].magnitude?.removeLast()
        for (adapter, word) in [(wide, "64 × 128"), (deep, "layer 9"), (ragged, "rank 2"), (short, "magnitudes")] {
            let error = #expect(throws: InferenceError.self) { try model.prepare(adapter: adapter) }
            #expect(error?.description.contains(word) == true)
        }
    }
}
