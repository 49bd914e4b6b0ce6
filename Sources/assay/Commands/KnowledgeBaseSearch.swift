import ArgumentParser
import Foundation
import Workbench

extension KnowledgeBase {
    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Search the passages.")
        enum Mode: String, ExpressibleByArgument, CaseIterable { case hybrid, dense, lexical }

        @Argument(help: "Words, or a question.")
        var query: String
        @Option(help: "At most this many hits.")
        var limit = 10
        @Option(help: "hybrid, dense or lexical.")
        var mode: Mode = .hybrid
        @Option(help: "path=DOCUMENT, prefix=PATH, kind=md, since=2026-01-31 or until=2026-01-31; may be given more than once.")
        var filter: [String] = []
        @Option(help: "What a rank by meaning counts in hybrid mode; assay.toml's by default.")
        var denseWeight: Double?
        @Option(help: "What a rank by words counts in hybrid mode.")
        var lexicalWeight: Double?
        @Flag(inversion: .prefixedNo, help: "Leave out passages that nearly repeat a better one.")
        var collapse: Bool?
        @Option(help: "0 to 1: less mixes in more different passages (maximal marginal relevance).")
        var diversity: Double?
        @Flag(inversion: .prefixedNo, help: "Search for the nearest word in place of one that stands nowhere.")
        var typoHelp = true
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        private struct Hit: Encodable {
            var rank: Int
            var score: Double
            var passage: Int64
            var document: String
            var path: String
            var heading: String
            var page: Int?
            var start: Int
            var end: Int
            var dense: Int?
            var lexical: Int?
            var matches: [String]
            var duplicates: [Int64]
            var text: String
        }
        private struct Result: Encodable {
            var hits: [Hit]
            var milliseconds: Double
        }

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
            for weight in [denseWeight, lexicalWeight].compactMap({ $0 }) where !(0...100).contains(weight) {
                throw ValidationError("Weights are 0 to 100.")
            }
            if let diversity, !(0...1).contains(diversity) { throw ValidationError("--diversity is 0 to 1.") }
        }

        func run() throws {
            let session = try project.open()
            let mode = WorkbenchRequest.SearchMode(rawValue: mode.rawValue) ?? .hybrid
            var tuning = SearchTuning()
            tuning.denseWeight = denseWeight
            tuning.lexicalWeight = lexicalWeight
            tuning.collapseDuplicates = collapse
            tuning.diversity = diversity
            tuning.helpsWithTypos = typoHelp
            let found = try session.search(query, mode: mode, limit: limit, filters: filter, tuning: tuning)
            let hits = found.hits.map {
                Hit(
                    rank: $0.rank, score: $0.score, passage: $0.passage.id, document: $0.passage.document, path: $0.passage.document,
                    heading: $0.passage.heading, page: $0.passage.page, start: $0.passage.start, end: $0.passage.end, dense: $0.denseRank,
                    lexical: $0.lexicalRank, matches: $0.matches, duplicates: $0.duplicates, text: $0.passage.text)
            }
            if output.json { return try Console.writeJSON(Result(hits: hits, milliseconds: found.milliseconds)) }
            if hits.isEmpty { Console.note("Nothing found.") }
            for hit in hits {
                let ranks = [hit.dense.map { "dense #\($0)" }, hit.lexical.map { "lexical #\($0)" }].compactMap { $0 }
                let words = hit.matches.isEmpty ? [] : ["words: " + hit.matches.joined(separator: " ")]
                let copies = hit.duplicates.isEmpty ? [] : ["\(hit.duplicates.count) near-duplicates left out"]
                let found = (ranks + words + copies).joined(separator: ", ")
                Console.write(
                    "\(hit.rank). \(hit.path) › \(hit.heading)  (\(found))\n   \(hit.text.replacingOccurrences(of: "\n", with: "\n   "))\n")
            }
        }
    }

    struct Context: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Exactly what a model would see for a question.")
        @Argument(help: "The question.")
        var question: String
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        private struct Passage: Encodable {
            var passage: Int64
            var path: String
            var heading: String
            var start: Int
            var end: Int
            var text: String
        }
        private struct Result: Encodable {
            var prompt: String
            var passages: [Passage]
            var tokens: Int
        }

        func run() throws {
            let preview = try project.open().context(for: question)
            if output.json {
                let passages = preview.passages.map {
                    Passage(passage: $0.id, path: $0.document, heading: $0.heading, start: $0.start, end: $0.end, text: $0.text)
                }
                return try Console.writeJSON(Result(prompt: preview.prompt, passages: passages, tokens: preview.tokens))
            }
            Console.write(preview.prompt)
            Console.note("\(preview.tokens) tokens, \(preview.passages.count) passages")
        }
    }
}
