import Compute
import Foundation
import Inference
import Testing

@Suite struct BatchGeneratorTests {
    private static func requests(_ adapters: [PreparedAdapter?]) -> [BatchGenerator.Request] {
        let text = ForwardTests.text
        return (0..<11).map { index in
            let prompt = Array(text[index % 3 * 20..<index % 3 * 20 + [5, 40, 250, 12][index % 4]]) + [index]
            let parameters = GenerationParameters(maxTokens: [0, 1, 4, 9, 30][index % 5], temperature: index % 4 == 3 ? 0.8 : 0, seed: 5)
            return .init(prompt: prompt, adapter: adapters[index % adapters.count], parameters: parameters)
        }
    }

    @Test(arguments: [1, 2, 3], [1, 3, 8])
    func everyAnswerIsTheOneThatItsRequestGetsAlone(threads: Int, places: Int) throws {
        let tiny = TinyModel(type: .q4_1, tableType: .q8_0)
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path, pool: ThreadPool(threads: threads))
        let requests = Self.requests([
            nil, try model.prepare(adapter: AdapterTests.adapter(tiny, rank: 4)),
            try model.prepare(adapter: AdapterTests.adapter(tiny, rank: 8)),
        ])
        var told = [[Int]](repeating: [], count: requests.count)
        let answers = try BatchGenerator(model, places: places).generate(requests) { event in
            if case .progress(let index, .token(let token)) = event { told[index].append(token) }
            return .more
        }
        for (index, request) in requests.enumerated() {
            let alone = try model.generate(request.prompt, adapter: request.adapter, parameters: request.parameters)
            #expect(answers[index] == alone, "request \(index)")
            #expect(told[index] == alone.tokens, "request \(index)")
        }
    }

    @Test func preciseAnswersAgreeToo() throws {
        let path = try TinyModel().write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let requests = [7, 30, 90].map {
            BatchGenerator.Request(prompt: Array(ForwardTests.text[..<$0]), parameters: .init(maxTokens: 6, precision: .precise))
        }
        let answers = try BatchGenerator(model, places: 3, precision: .precise).generate(requests)
        for (answer, request) in zip(answers, requests) {
            #expect(answer == (try model.generate(request.prompt, parameters: request.parameters)))
        }
    }

    @Test func aStoppedAnswerLeavesTheOthersAlone() throws {
        let path = try TinyModel(type: .q4_1, tableType: .q8_0).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let requests = Self.requests([nil])
        let answers = try BatchGenerator(model, places: 4).generate(requests) { event in
            if case .progress(3, .token) = event { .stop } else { .more }
        }
        #expect(answers[3]?.stop == .cancelled && answers[3]?.tokens.count == 1)
        for index in requests.indices where index != 3 {
            #expect(answers[index] == (try model.generate(requests[index].prompt, parameters: requests[index].parameters)))
        }
    }

    @Test func workIsToldAndCanBeEnded() throws {
        let path = try TinyModel(type: .q4_1, tableType: .q8_0).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let requests = Self.requests([nil])
        var (steps, finished, most) = (0, Set<Int>(), 0)
        let answers = try BatchGenerator(try LanguageModel(path: path), places: 4).generate(requests) { event in
            switch event {
            case .worked(let indices):
                steps += 1
                most = max(most, indices.count)
                return steps == 20 ? .stop : .more
            case .finished(let index, let answer):
                finished.insert(index)
                #expect(answer.tokens.count <= requests[index].parameters.maxTokens)
                return .more
            case .progress: return .more
            }
        }
        #expect(steps == 20 && most == 4)
        #expect(!finished.isEmpty && finished.count < requests.count)
        #expect(requests.indices.allSatisfy { (answers[$0] != nil) == finished.contains($0) })
    }

    @Test func aRequestThatCannotBeAnsweredSaysWhy() throws {
        let path = try TinyModel().write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let generator = BatchGenerator(model, places: 2)
        #expect(throws: InferenceError.emptyPrompt) { try generator.generate([.init(prompt: [1]), .init(prompt: [])]) }
        #expect(try generator.generate([]).isEmpty)
    }
}
