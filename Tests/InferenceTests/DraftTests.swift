import Compute
import Foundation
import Inference
import Testing

@Suite struct DraftTests {
    /// Random texts that repeat parts of themselves, as answers repeat their passages.
    private static let prompts: [[Int]] = (0..<6).map { seed in
        let text = (0..<40 + 30 * seed).map { ($0 * (seed + 3) + $0 * $0) % 97 }
        return text + text.prefix(20) + text.prefix(9)
    }

    private struct Trace: Equatable {
        var answer: Generation
        var tokens: [Int]
        var scores: [Float]
        var told: [GenerationEvent] = []
    }

    private func trace(_ model: LanguageModel, _ prompt: [Int], _ parameters: GenerationParameters, drafts: Bool) throws -> Trace {
        let session = Session(model)
        session.usesDrafts = drafts
        var told: [GenerationEvent] = []
        let answer = try session.generate(prompt, parameters: parameters) {
            told.append($0)
            return .more
        }
        return Trace(answer: answer, tokens: session.tokens, scores: Array(session.logits), told: told)
    }

    @Test(arguments: [0, 0.7], [1, 7, 60])
    func guessesDoNotChangeABit(temperature: Float, maxTokens: Int) throws {
        let path = try TinyModel(type: .q4_1, tableType: .q8_0).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        for prompt in Self.prompts {
            let parameters = GenerationParameters(maxTokens: maxTokens, temperature: temperature, seed: 3)
            #expect(
                try trace(model, prompt, parameters, drafts: true) == trace(model, prompt, parameters, drafts: false))
        }
    }

    @Test func anAnswerThatRepeatsTakesFewerPasses() throws {
        let path = try TinyModel(type: .q4_1, tableType: .q8_0).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        // A small random model soon goes round in a circle.
        let answer = try model.generate(Self.prompts[0], parameters: .init(maxTokens: 100)).tokens
        var finder = DraftFinder(prompt: Self.prompts[0])
        var (held, index) = (0, 0)
        while index < answer.count {
            finder.append(answer[index])
            index += 1
            let draft = finder.draft(atMost: answer.count - index)
            let right = zip(draft, answer[index...]).prefix { $0 == $1 }.count
            finder.note(held: right, of: draft.count)
            for token in answer[index..<index + right] { finder.append(token) }
            held += right
            index += right
        }
        #expect(held > 20)
    }
}
