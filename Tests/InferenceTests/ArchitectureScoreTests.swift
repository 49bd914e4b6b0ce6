import Compute
import Foundation
import Inference
import ModelFormats
import Testing

/// Small random models of every architecture, and of llamas that stretch their context, against what transformers computes with them.
/// Texts go beyond windows (48 positions), pages of the cache and slices (256).
@Suite struct ArchitectureScoreTests {
    struct Reference: Decodable {
        struct Scores: Decodable { let length: Int, values: [Float] }
        struct Greedy: Decodable { let length: Int, tokens: [Int], margins: [Float] }
        let tokens: [Int]
        let logits: [Scores]
        let greedy: [Greedy]
    }

    static let names = ["qwen2", "qwen3", "gemma3", "llama-linear", "llama-yarn", "llama3", "qwen2-yarn"]
    static let references = Result {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/Architectures/architectures", withExtension: "json"))
        return try JSONDecoder().decode([String: Reference].self, from: Data(contentsOf: url))
    }

    static func path(_ name: String) throws -> String {
        try #require(Bundle.module.url(forResource: "Fixtures/Architectures/\(name)", withExtension: "gguf")).path
    }

    private func load(_ name: String, threads: Int? = nil) throws -> (LanguageModel, Reference) {
        let model = try LanguageModel(path: Self.path(name), pool: threads.map { ThreadPool(threads: $0) } ?? .shared)
        return (model, try #require(try Self.references.get()[name]))
    }

    @Test(arguments: names, Precision.allCases) func scoresAreThoseOfTransformers(name: String, precision: Precision) throws {
        let (model, reference) = try load(name)
        let tolerance = precision == .precise ? 2e-5 : fastTolerance
        for scores in reference.logits {
            let found = try model.logits(Array(reference.tokens[..<scores.length]), precision: precision)
            let off = difference(found, scores.values.map(Double.init))
            #expect(off < tolerance, "\(scores.length) tokens: \(off)")
        }
    }

    /// Where two tokens are nearly as likely, rounding decides: equal up to the first such step.
    @Test(arguments: names, [(Precision.precise, Float(0.001)), (.default, 0.05)])
    func greedyAnswersAreThoseOfTransformers(name: String, precision: (Precision, margin: Float)) throws {
        let (model, reference) = try load(name)
        for greedy in reference.greedy {
            let prompt = Array(reference.tokens[..<greedy.length])
            let answer = try model.generate(prompt, parameters: .init(maxTokens: greedy.tokens.count, precision: precision.0))
            let tokens = answer.tokens + (answer.stop == .end ? [257] : [])
            let same = zip(tokens, greedy.tokens).prefix { $0 == $1 }.count
            #expect(same == greedy.tokens.count || greedy.margins[same] < precision.margin)
        }
    }

    @Test(arguments: names, Precision.allCases) func theNumberOfThreadsDoesNotChangeABit(name: String, precision: Precision) throws {
        let (one, reference) = try load(name, threads: 1)
        let (two, _) = try load(name, threads: 2)
        for length in [5, 305, 640] {
            let text = Array(reference.tokens[..<length])
            #expect(try one.logits(text, precision: precision) == two.logits(text, precision: precision))
        }
    }

    @Test(.disabled(if: MatrixPrecision.hasBFloat16, "long parts go through bf16 here"), arguments: names)
    func aTextInPartsGivesTheBitsOfTheWhole(name: String) throws {
        let (model, reference) = try load(name)
        let session = Session(model)
        for length in [1, 2, 9, 10, 17, 48, 49, 60, 250, 256, 257, 258, 300, 303, 304, 305, 511, 513, 640] {
            let text = Array(reference.tokens[..<length])
            try session.process(text)
            #expect(try Array(session.logits) == model.logits(text), "\(length) tokens")
        }
        // Back behind a page and on again over what it held.
        session.rewind(to: 250)
        try session.process(reference.tokens)
        #expect(try Array(session.logits) == model.logits(reference.tokens))
    }

    @Test(.disabled(if: MatrixPrecision.hasBFloat16, "nothing is reused here"), arguments: names)
    func aKnownBeginningGivesTheSameBits(name: String) throws {
        let (model, reference) = try load(name)
        let pool = SessionPool(model, capacity: 4)
        try pool.withSession(for: reference.tokens) { _ = try $0.process(reference.tokens) }
        for shared in [30, 270, 600] {
            let text = reference.tokens[..<shared] + reference.tokens[100..<140]
            let scores = try pool.withSession(for: Array(text)) { session in
                #expect(session.tokens.count >= shared)
                try session.process(Array(text))
                return Array(session.logits)
            }
            #expect(try scores == model.logits(Array(text)))
        }
    }

    @Test(arguments: names, Precision.allCases) func answersInABatchAreThoseAlone(name: String, precision: Precision) throws {
        let (model, reference) = try load(name)
        let parameters = GenerationParameters(maxTokens: 12, precision: precision)
        let prompts = [3, 40, 250, 300, 560].map { Array(reference.tokens[..<$0]) }
        let together = try BatchGenerator(model, places: 3, precision: precision)
            .generate(prompts.map { .init(prompt: $0, parameters: parameters) })
        for (prompt, answer) in zip(prompts, together) {
            #expect(try answer == model.generate(prompt, parameters: parameters))
        }
    }

    /// The biases' rows stand as the weights' do: paired.
    @Test func aLlamaWithBiasesAgreesWithThePlainForward() throws {
        var tiny = TinyModel()
        for layer in 0..<2 {
            for (name, width) in [("q", 64), ("k", 32), ("v", 32)] { tiny.additions["blk.\(layer).attn_\(name).bias"] = width }
        }
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let expected = try ReferenceForward(tiny, path: path).logits(ForwardTests.text, at: [39])
        let scores = try LanguageModel(path: path).logits(Array(ForwardTests.text[..<40]), precision: .precise)
        #expect(difference(scores, expected[39]!) < 2e-5)
    }

    @Test(arguments: ["llama", "qwen2", "qwen3", "gemma3"], [TensorType.f32, .q4_1])
    func scoresWithAnAdapterAgreeWithThePlainForward(architecture: String, type: TensorType) throws {
        let tiny = TinyModel(architecture: architecture, type: type)
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let adapter = AdapterTests.adapter(tiny, rank: 4)
        let model = try LanguageModel(path: path)
        let prepared = try model.prepare(adapter: adapter)
        let lengths = [1, 7, 48, 90]
        let bare = try ReferenceForward(tiny, path: path).logits(ForwardTests.text, at: Set(lengths.map { $0 - 1 }))
        let adapted = try ReferenceForward(tiny, path: path, adapter: adapter).logits(ForwardTests.text, at: Set(lengths.map { $0 - 1 }))
        for length in lengths {
            let text = Array(ForwardTests.text[..<length])
            #expect(difference(try model.logits(text, precision: .precise), bare[length - 1]!) < 2e-5)
            #expect(difference(try model.logits(text), bare[length - 1]!) < fastTolerance)
            #expect(difference(try model.logits(text, adapter: prepared, precision: .precise), adapted[length - 1]!) < 2e-5)
            #expect(difference(try model.logits(text, adapter: prepared), adapted[length - 1]!) < fastTolerance)
        }
    }
}
