import Foundation
import Inference
import Testing
import Tokenization

/// The real model against what llama.cpp and transformers compute with the same weights.
@Suite struct ReferenceTests {
    struct Reference: Decodable {
        struct Greedy: Decodable {
            let user, prompt: String
            let promptTokens, outputTokens: [Int]
            let stepMarginTop1Top2: [Float]
        }
        struct NextToken: Decodable {
            struct Entry: Decodable { let id: Int, logprob: Float }
            let prompt: String
            let promptTokens: [Int]
            let top: [Entry]
        }
        struct Logits: Decodable {
            struct Row: Decodable { let tokens: [Int], values: [Float] }
            let ids: [Int]
            let rows: [Row]
        }
        let greedy: [Greedy]
        let nextToken: [NextToken]
        let logits: Logits
    }

    let model: LanguageModel
    let reference: Reference

    init() throws {
        model = try RealModel.shared.get()
        let url = try #require(Bundle.module.url(forResource: "Fixtures/reference", withExtension: "json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        reference = try decoder.decode(Reference.self, from: Data(contentsOf: url))
    }

    @Test(arguments: [(Precision.precise, Float(0.02)), (.default, 0.15)])
    func theLikeliestNextTokensAgree(precision: Precision, tolerance: Float) throws {
        for text in reference.nextToken {
            #expect(model.tokenizer.encode(text.prompt, parseSpecial: true) == text.promptTokens)
            let found = try model.logProbabilities(text.promptTokens, precision: precision)
            for entry in text.top { #expect(abs(found[entry.id] - entry.logprob) < tolerance) }
        }
    }

    /// Where two tokens are nearly as likely, rounding decides: equal up to the first such step.
    @Test(arguments: [(Precision.precise, Float(0.02)), (.default, 0.2)])
    func greedyAnswersAgree(precision: Precision, margin: Float) throws {
        for chat in reference.greedy {
            #expect(model.tokenizer.encode(chat.prompt, parseSpecial: true) == chat.promptTokens)
            let message = ChatMessage(role: .user, content: chat.user)
            let rendered = try model.template.encode([message], addGenerationPrompt: true, with: model.tokenizer)
            #expect(rendered == chat.promptTokens)
            let answer = try model.generate(chat.promptTokens, parameters: .init(maxTokens: chat.outputTokens.count, precision: precision))
            let tokens = answer.tokens + (answer.stop == .end ? [2] : [])
            let same = zip(tokens, chat.outputTokens).prefix { $0 == $1 }.count
            #expect(same == chat.outputTokens.count || chat.stepMarginTop1Top2[same] < margin)
        }
    }

    /// The shortest of the prompts, in plain C.
    @Test func greedyAnswersAgreeOnAProcessorWithoutVectors() throws {
        let portable = try LanguageModel(path: model.path, computePath: .portable)
        let chat = try #require(reference.greedy.min { $0.promptTokens.count < $1.promptTokens.count })
        let expected = chat.outputTokens.prefix(12)
        let answer = try portable.generate(chat.promptTokens, parameters: .init(maxTokens: expected.count))
        let same = zip(answer.tokens, expected).prefix { $0 == $1 }.count
        #expect(same == expected.count || chat.stepMarginTop1Top2[same] < 0.2)
    }

    @Test func theDefaultArithmeticAgreesWithSinglePrecision() throws {
        let text = try #require(reference.greedy.max { $0.promptTokens.count < $1.promptTokens.count }).promptTokens
        let found = try model.comparePrecisions(tokens: text, window: 16)
        // Every window's first token is given.
        #expect(found.positions == text.count - (text.count + 14) / 16)
        #expect(found.agreeing >= found.positions - 1)
        #expect(found.meanDivergence >= 0 && found.meanDivergence < 1e-3)
    }

    @Test func preciseScoresAgreeWithTransformers() throws {
        for row in reference.logits.rows {
            let scores = try model.logits(row.tokens, precision: .precise)
            for (id, value) in zip(reference.logits.ids, row.values) { #expect(abs(scores[id] - value) < 1e-3) }
        }
    }

    @Test func theModelIsWhatItsFileSays() {
        #expect(model.parameters == 134_515_008 && model.quantization == "Q4_1")
        #expect(model.configuration.context == 8192 && model.configuration.rotation.base == 100_000)
    }
}

/// The model that the tests run on, loaded once.
enum RealModel {
    /// Where a model file of this name is looked for.
    static func path(_ name: String) -> String {
        let environment = ProcessInfo.processInfo.environment
        let data = environment["XDG_DATA_HOME"] ?? NSString(string: "~/.local/share").expandingTildeInPath
        return (environment["ASSAY_MODELS"] ?? data + "/assay/models") + "/" + name
    }

    static let shared: Result<LanguageModel, any Error> = Result {
        let path = RealModel.path("SmolLM2-135M-Instruct.Q4_1.gguf")
        guard FileManager.default.fileExists(atPath: path) else { throw MissingModel(path: path) }
        return try LanguageModel(path: path)
    }

    struct MissingModel: Error, CustomStringConvertible {
        let path: String
        var description: String { "The tests need \(path). `make models` fetches it." }
    }
}
