import Foundation
import Inference
import Testing

private let gemmaPath = RealModel.path("gemma-3-270m-q4_k_m.gguf")

/// Gemma 3 270M, where its file lies beside the other models, against transformers on the same weights. The file is not fetched with
/// the others (Gemma's terms): without it, the suite is skipped.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: gemmaPath), "gemma-3-270m-q4_k_m.gguf is not among the models"))
struct Gemma3Tests {
    static let model = Result { try LanguageModel(path: gemmaPath) }

    struct Reference: Decodable {
        struct Prompt: Decodable {
            struct Entry: Decodable { let id: Int, logprob: Float }
            let tokens, greedy: [Int]
            let margins: [Float]
            let top: [Entry]
        }
        let prompts: [Prompt]
    }

    let reference: Reference

    init() throws {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/gemma3-270m", withExtension: "json"))
        reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    }

    @Test(arguments: [(Precision.precise, Float(2e-4)), (.default, 0.01)])
    func theLikeliestNextTokensAgree(precision: Precision, tolerance: Float) throws {
        let model = try Self.model.get()
        for prompt in reference.prompts {
            let found = try model.logProbabilities(prompt.tokens, precision: precision)
            for entry in prompt.top { #expect(abs(found[entry.id] - entry.logprob) < tolerance) }
        }
    }

    /// Where two tokens are nearly as likely, rounding decides: equal up to the first such step.
    @Test(arguments: [(Precision.precise, Float(5e-4)), (.default, 0.02)])
    func greedyAnswersAgree(precision: Precision, margin: Float) throws {
        let model = try Self.model.get()
        for prompt in reference.prompts {
            let answer = try model.generate(prompt.tokens, parameters: .init(maxTokens: prompt.greedy.count, precision: precision))
            let same = zip(answer.tokens, prompt.greedy).prefix { $0 == $1 }.count
            #expect(same == prompt.greedy.count || prompt.margins[same] < margin)
        }
    }

    @Test func theModelIsWhatItsFileSays() throws {
        let c = try Self.model.get().configuration
        #expect((c.layers, c.width, c.heads, c.keyValueHeads, c.headWidth, c.feedForward) == (18, 640, 4, 1, 256, 2048))
        #expect(c.rotation.base == 1_000_000 && c.window?.rotation.base == 10_000 && c.attentionScale == 1 / 16)
        #expect((0..<c.layers).filter { c.positionsSeen(layer: $0) == nil } == [5, 11, 17] && c.positionsSeen(layer: 0) == 512)
    }
}
