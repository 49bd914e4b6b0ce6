import Compute
import Foundation
import Inference
import Testing

@Suite struct SessionPoolTests {
    /// Prompts that share beginnings of several lengths, over the borders of slices and pages, in an order in which beginnings come back.
    private static let prompts: [[Int]] = {
        let text = ForwardTests.text
        var prompts = [40, 120, 40, 290, 257].map { Array(text[..<$0]) }
        for length in [3, 40, 255, 256, 260] { prompts.append(Array(text[..<length]) + [7, 8, 9]) }
        prompts.append(Array(text[50..<90]))
        return prompts
    }()

    @Test(arguments: [1, 2, 3], [1, 3, 8])
    func reusedBeginningsDoNotChangeABit(threads: Int, capacity: Int) throws {
        let tiny = TinyModel(type: .q4_1, tableType: .q8_0)
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path, pool: ThreadPool(threads: threads))
        let adapters = [nil, try model.prepare(adapter: AdapterTests.adapter(tiny, rank: 4))]
        let pool = SessionPool(model, capacity: capacity)
        let parameters = GenerationParameters(maxTokens: 5)
        for prompt in Self.prompts {
            for adapter in adapters {
                let (answer, scores) = try pool.withSession(for: prompt, adapter: adapter) {
                    try $0.process(prompt)
                    let scores = Array($0.logits)
                    return (try $0.generate(prompt, parameters: parameters), scores)
                }
                #expect(answer == (try model.generate(prompt, adapter: adapter, parameters: parameters)))
                #expect(scores == (try model.logits(prompt, adapter: adapter)))
            }
        }
    }

    @Test
    func whatIsKnownIsNotProcessedAgain() throws {
        let path = try TinyModel(type: .q4_1, tableType: .q8_0).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let pool = SessionPool(try LanguageModel(path: path))
        func held(_ prompt: [Int], _ precision: Precision = .default) throws -> Int {
            try pool.withSession(for: prompt, precision: precision) {
                let held = $0.tokens.count
                try $0.process(prompt)
                return held
            }
        }
        #expect(try held(Self.prompts[1]) == 0)
        #expect(try held(Self.prompts[3]) == 120)
        #expect(try held(Self.prompts[0]) == 40)
        #expect(try held(Self.prompts[4]) == 257)
        #expect(try held(Self.prompts[1], .precise) == 0)
        #expect(try held(Self.prompts[1], .precise) == 0)
    }

    @Test
    func onlySoManySessionsAreKept() throws {
        let path = try TinyModel(type: .q4_1, tableType: .q8_0).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let pool = SessionPool(model, capacity: 2)
        for prompt in Self.prompts.prefix(3) { try pool.withSession(for: prompt) { _ = try $0.process(prompt) } }
        let one = Session(model)
        try one.process(Self.prompts[0])
        #expect(pool.bytes == 2 * one.cacheBytes)
    }
}
