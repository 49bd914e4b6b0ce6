import Compute
import Foundation
import Inference
import Testing

/// Every way to compute an answer gives the same bytes: threads, a prompt whole or in pieces, a beginning that was kept, guesses ahead,
/// alone or beside others, with and without an adapter or a form. Each test sweeps all combinations of one precision.
@Suite struct DeterminismTests {
    private struct Way: CustomStringConvertible {
        var threads: Int
        var inPieces: Bool
        var beginningIsKept: Bool
        var drafts: Bool
        /// Answers in progress at once; nil is alone.
        var places: Int?

        var description: String {
            "\(threads) threads, prompt \(inPieces ? "in pieces" : "whole"), beginning \(beginningIsKept ? "kept" : "new"), "
                + "drafts \(drafts ? "on" : "off"), " + (places.map { "\($0) at once" } ?? "alone")
        }

        static let all: [Way] = [1, 2].flatMap { threads in
            [false, true].flatMap { inPieces in
                [false, true].flatMap { kept in
                    [false, true].flatMap { drafts in
                        [nil, 2, 8].map {
                            Way(threads: threads, inPieces: inPieces, beginningIsKept: kept, drafts: drafts, places: $0)
                        }
                    }
                }
            }
        }
    }

    /// Texts that repeat themselves, so that guesses are made, of lengths around slices and pages.
    private static let prompts: [[Int]] = [30, 200, 255, 256, 280].map { length in
        let text = (0..<length).map { ($0 * 5 + $0 * $0) % 97 }
        return text + text.prefix(20)
    }

    private static let tiny = TinyModel(type: .q4_1, tableType: .q8_0)

    private struct Setting {
        let model: LanguageModel
        let requests: [BatchGenerator.Request]

        init(path: String, threads: Int, precision: Precision) throws {
            model = try LanguageModel(path: path, pool: ThreadPool(threads: threads))
            let adapters = [nil, try model.prepare(adapter: AdapterTests.adapter(DeterminismTests.tiny, rank: 4))]
            let form = try TokenConstraint(Automaton(regex: "[a-z ]{1,40}\\."), vocabulary: model.constraintVocabulary())
            requests = DeterminismTests.prompts.flatMap { prompt in
                adapters.flatMap { adapter in
                    [nil, form].map {
                        BatchGenerator.Request(
                            prompt: prompt, adapter: adapter, parameters: .init(maxTokens: 24, precision: precision), constraint: $0)
                    }
                }
            }
        }

        /// The answers in this way, with the sessions that it needs.
        func answers(_ way: Way, _ precision: Precision) throws -> [Generation] {
            let pool = SessionPool(model, capacity: 8)
            if way.beginningIsKept {
                for request in requests {
                    let beginning = Array(request.prompt.prefix(request.prompt.count * 2 / 3))
                    try pool.withSession(for: beginning, adapter: request.adapter, precision: precision) { _ = try $0.process(beginning) }
                }
            }
            if let places = way.places {
                return try BatchGenerator(model, places: places, precision: precision, pool: pool)
                    .generate(requests).map { try #require($0) }
            }
            return try requests.map { request in
                try pool.withSession(for: request.prompt, adapter: request.adapter, precision: precision) { session in
                    session.usesDrafts = session.usesDrafts && way.drafts
                    if way.inPieces {
                        for length in Swift.stride(from: session.tokens.count + 1, to: request.prompt.count, by: 37) {
                            try session.process(Array(request.prompt[..<length]))
                        }
                    }
                    return try session.generate(request.prompt, parameters: request.parameters, constraint: request.constraint)
                }
            }
        }
    }

    @Test(arguments: [Precision.default, .precise])
    func everyWayGivesTheSameBytes(_ precision: Precision) throws {
        let path = try Self.tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let settings = try [1, 2].map { try Setting(path: path, threads: $0, precision: precision) }
        let expected = try settings[0].requests.map {
            try settings[0].model.generate($0.prompt, adapter: $0.adapter, parameters: $0.parameters, constraint: $0.constraint)
        }
        #expect(expected.contains { $0.tokens.count > 10 })
        for way in Way.all {
            let answers = try settings[way.threads - 1].answers(way, precision)
            for (index, answer) in answers.enumerated() { #expect(answer == expected[index], "\(way), request \(index)") }
        }
    }
}
