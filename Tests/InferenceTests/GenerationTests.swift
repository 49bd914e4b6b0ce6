import Foundation
import Inference
import Testing
import Tokenization

@Suite struct GenerationTests {
    let model: LanguageModel
    let prompt = Array(ForwardTests.text[..<30])

    init() throws {
        let path = try TinyModel(type: .q4_1, tableType: .q8_0).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        model = try LanguageModel(path: path)
    }

    @Test func eventsTellTheAnswer() throws {
        var (processed, tokens, text) = ([Int](), [Int](), "")
        let answer = try model.generate(prompt, parameters: .init(maxTokens: 20)) { event in
            switch event {
            case .promptProcessed(let count): processed.append(count)
            case .token(let token): tokens.append(token)
            case .text(let piece): text += piece
            }
            return .more
        }
        #expect(processed == [30])
        #expect(tokens == answer.tokens && text == answer.text)
        #expect(answer.promptTokens == 30)
        #expect(answer.tokens.count == 20 ? answer.stop == .length : answer.stop == .end)
        #expect(answer.text == model.tokenizer.decode(answer.tokens.filter { $0 < 261 }))
    }

    @Test func greedyTakesTheLikeliestTokenAtEachStep() throws {
        let answer = try model.generate(prompt, parameters: .init(maxTokens: 6))
        var text = prompt
        for token in answer.tokens {
            let scores = try model.logits(text)
            #expect(token == scores.indices.max { scores[$0] < scores[$1] })
            text.append(token)
        }
    }

    @Test func cancellingEndsAtOnce() throws {
        var count = 0
        let answer = try model.generate(prompt, parameters: .init(maxTokens: 50)) { event in
            if case .token = event { count += 1 }
            return count == 3 ? .stop : .more
        }
        #expect(answer.stop == .cancelled && answer.tokens.count == 3)

        let early = try model.generate(prompt) { _ in .stop }
        #expect(early.stop == .cancelled && early.tokens.isEmpty && early.text.isEmpty)
    }

    @Test func aLongPromptCanBeCancelledBetweenItsSlices() throws {
        var seen: [Int] = []
        let answer = try model.generate((0..<560).map { $0 % 256 }) { event in
            if case .promptProcessed(let count) = event { seen.append(count) }
            return seen.count == 2 ? .stop : .more
        }
        #expect(seen == [256, 512] && answer.stop == .cancelled)
    }

    @Test func aStopTextEndsTheAnswerBeforeIt() throws {
        let full = try model.generate(prompt, parameters: .init(maxTokens: 40)).text
        let characters = Array(full)
        let stop = String(characters[10..<13])
        let before = String(full[..<(try #require(full.range(of: stop))).lowerBound])
        var streamed = ""
        let answer = try model.generate(prompt, parameters: .init(maxTokens: 40, stop: ["never there", stop])) {
            if case .text(let piece) = $0 { streamed += piece }
            return .more
        }
        #expect(answer.stop == .stop)
        #expect(answer.text == before && streamed == before)
    }

    @Test func noTokensAskedForGivesNone() throws {
        let answer = try model.generate(prompt, parameters: .init(maxTokens: 0))
        #expect(answer.tokens.isEmpty && answer.stop == .length && answer.text.isEmpty)
    }

    @Test func theContextEndsAnAnswerAndRefusesALongerPrompt() throws {
        let long = (0..<597).map { $0 % 256 }
        let answer = try model.generate(long, parameters: .init(maxTokens: 50))
        #expect(answer.tokens.count <= 3 && (answer.stop == .length || answer.stop == .end))
        #expect(throws: InferenceError.contextExceeded(tokens: 601, context: 600)) {
            try model.generate([Int](repeating: 1, count: 601))
        }
    }

    @Test func impossiblePromptsAndParametersAreErrors() throws {
        #expect(throws: InferenceError.emptyPrompt) { try model.generate([]) }
        #expect(throws: InferenceError.unknownToken(id: 9999, vocabulary: 264)) { try model.logits([1, 9999]) }
        #expect(throws: InferenceError.unknownToken(id: -1, vocabulary: 264)) { try model.logits([-1]) }
        for parameters: GenerationParameters in [
            .init(temperature: -1), .init(temperature: .nan), .init(topK: -1), .init(topP: 0), .init(minP: 2), .init(maxTokens: -1),
            .init(stop: [""]),
        ] {
            #expect(throws: InferenceError.self) { try model.generate(prompt, parameters: parameters) }
        }
    }

    @Test func aSeedRepeatsAnAnswerAndAnotherOneChangesIt() throws {
        func answer(_ seed: UInt64) throws -> [Int] {
            try model.generate(prompt, parameters: .init(maxTokens: 30, temperature: 1, seed: seed)).tokens
        }
        #expect(try answer(1) == answer(1))
        #expect(try answer(1) != answer(2))
    }

    @Test func aConversationGoesOnWhereItStopped() throws {
        let session = Session(model)
        let first = try session.generate(prompt, parameters: .init(maxTokens: 5))
        let next = prompt + first.tokens + [65, 66, 67]
        var processed: [Int] = []
        let second = try session.generate(next, parameters: .init(maxTokens: 5)) {
            if case .promptProcessed(let count) = $0 { processed.append(count) }
            return .more
        }
        #expect(second == (try model.generate(next, parameters: .init(maxTokens: 5))))
        // Another text from the start is processed anew.
        let other = Array(prompt.reversed())
        #expect(try session.generate(other, parameters: .init(maxTokens: 5)) == model.generate(other, parameters: .init(maxTokens: 5)))
    }
}
