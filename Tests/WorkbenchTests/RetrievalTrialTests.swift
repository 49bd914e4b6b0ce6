import Foundation
import Testing
import Workbench

/// `assay eval retrieval` on five cases with the real encoder, and the settings of search.
@Suite struct RetrievalTrialTests {
    @Test func everyWayOfSearchingIsScoredOnTheCases() throws {
        let small = try SmallProject()
        let file = "cases/cases.jsonl"
        let lost =
            #"{"id":"lost","question":"Who?","facts":[["x"]],"document":"knowledge/hours.md","quote":"Nobody wrote this.","split":"development"}"#
        try small.scratch.write(file, try small.scratch.text(file) + lost + "\n")
        _ = try small.session.sync()
        let report = try small.session.measureRetrieval(split: "development", chunks: [32]) { _ in true }
        #expect(report.cases == 5 && report.clusters == 4 && report.unfindable == ["lost"] && report.promptPassages == 1)
        #expect(report.settings.map(\.name).prefix(3) == ["present", "dense", "lexical"])
        #expect(report.settings.contains { $0.name == "hybrid, words × 2" } && report.settings.last?.name == "passages of 32")
        #expect(report.settings[0].difference == nil && report.settings.dropFirst().allSatisfy { $0.difference != nil })
        for setting in report.settings {
            let shares = ["1", "3", "5", "10", "30"].compactMap { setting.recall[$0]?.value }
            #expect(shares.count == 5 && shares == shares.sorted() && shares[4] == 1)
            for figure in setting.recall.values + [setting.gain, setting.reciprocalRank] {
                #expect(0 <= figure.low && figure.low <= figure.value && figure.value <= figure.high && figure.high <= 1)
            }
            #expect(setting.reciprocalRank.value >= shares[0] && setting.gain.value <= 1 && setting.promptTokens > 0)
        }
        let first = report.settings[0].recall["1"]?.value ?? 0
        #expect(report.misses.count == Int(((1 - first) * 5).rounded()))
        #expect(report.ceilings.allSatisfy { abs($0.gain.value - (1 - first)) < 1e-12 })
        #expect(report.misses.allSatisfy { $0.rank ?? 0 > 1 && $0.found.count == 1 })
        let text = ReportText.retrieval(report, withMisses: true)
        #expect(text.contains("| present |") && text.contains("Is reranking worth it?") && text.contains("lost"))
        let decoded = try JSONDecoder().decode(RetrievalReport.self, from: JSONEncoder().encode(report))
        #expect(decoded == report)
        #expect(throws: WorkbenchError.self) { try small.session.measureRetrieval(split: "development") { _ in false } }
    }

    /// The same question about two texts: only the texts tell which document answers.
    @Test func whatAQuestionIsAboutIsSearchedForAsWell() throws {
        let small = try SmallProject()
        func line(_ id: String, _ input: String, _ document: String, _ quote: String) -> String {
            #"{"id":"\#(id)","question":"Sort this message.","input":"\#(input)","facts":[["x"]],"document":"knowledge/\#(document).md","quote":"\#(quote)"}"#
        }
        let cases = [
            line("price", "How many euros a month is the Osprey plan?", "prices", "The Osprey plan costs 81 euros a month."),
            line("opening", "I stood before a closed workshop this morning, when does it open?", "hours", "It closes at 16:15."),
        ]
        try small.scratch.write("cases/cases.jsonl", cases.joined(separator: "\n") + "\n")
        _ = try small.session.sync()
        let report = try small.session.measureRetrieval(split: "test") { _ in true }
        #expect(report.settings[0].recall["1"]?.value == 1 && report.misses.isEmpty)
        _ = try small.session.evaluate(arms: [.rag], split: "test") { _ in true }
        let stored = try small.scratch.text(".assay/evaluations/eval-1.json")
        for document in ["prices", "hours"] { #expect(stored.contains(#""contextDocuments":["knowledge/\#(document).md"]"#)) }
    }

    @Test func aLongTextIsSearchedForWithItsBeginning() {
        let input = (1...400).map { "word\($0)" }.joined(separator: " ")
        let text = SearchQuery.text(question: "What is\nwrong here?", input: input)
        #expect(text.hasPrefix("What is\nwrong here?\n\nword1 word2 ") && text.hasSuffix(" word156"))
        #expect(text.split(whereSeparator: \.isWhitespace).count == SearchQuery.mostWords)
        #expect(SearchQuery.text(question: "Short?", input: "text \n") == "Short?\n\ntext \n")
    }

    @Test func theProjectsWeightsAndACallsOwnCount() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        let session = try small.reopened(adding: "[dataset]\nseed = 1")
        func score(_ session: ProjectSession, _ tuning: SearchTuning = SearchTuning()) throws -> Double {
            let hit = try #require(try session.search("heron plan", mode: .hybrid, limit: 1, filters: [], tuning: tuning).hits.first)
            return hit.score
        }
        let plain = try score(session)
        var tuning = SearchTuning()
        (tuning.denseWeight, tuning.lexicalWeight) = (2, 2)
        #expect(abs(try score(session, tuning) - 2 * plain) < 1e-12)
        let hit = try #require(try session.search("herom plan", mode: .lexical, limit: 1, filters: ["kind=md"]).hits.first)
        #expect(hit.matches == ["herom → heron", "plan"])
        #expect(throws: WorkbenchError.self) { try session.search("x", mode: .lexical, limit: 1, filters: ["colour=red"]) }
    }

    @Test func searchSettingsAreReadAndChecked() {
        let (good, warning) = ProjectConfiguration.parse(
            "[knowledge]\ndenseWeight = 1\nlexicalWeight = 0.5\ncollapseDuplicates = true\ndiversity = 0.7\n", defaultName: "x")
        #expect(warning == nil && good.denseWeight == 1 && good.lexicalWeight == 0.5 && good.collapseDuplicates && good.diversity == 0.7)
        for bad in ["denseWeight = -1", "lexicalWeight = 1000", "diversity = 2", "denseWeight = 0\nlexicalWeight = 0"] {
            let (c, warning) = ProjectConfiguration.parse("[knowledge]\n\(bad)\n", defaultName: "x")
            #expect(warning != nil && c.denseWeight == 1 && c.lexicalWeight == 1 && c.diversity == nil, "\(bad)")
        }
    }
}
