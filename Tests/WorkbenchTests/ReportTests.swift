import Foundation
import Testing
import Workbench

/// The three renderings of one report, on evaluations that are written by hand so that every number is known.
@Suite(.serialized) struct ReportTests {
    private typealias JSON = [String: Any]

    private static let hostile = "<script>alert('x')</script> & \"quoted\" \u{202E}reversed\u{202C} \u{07}bell </td>|`*_[a](b) <\u{301}img>"

    /// Writes an evaluation of prompt and RAG over cases of their own cluster each.
    /// - Parameter passes: whether an arm passes the case of that number.
    private func write(
        _ small: SmallProject, _ name: String = "eval-1", cases: Int = 40, question: String = "What is it?", text: String = "An answer.",
        passes: (String, Int) -> Bool
    ) throws {
        var results: [JSON] = []
        var expected: JSON = [:]
        for index in 0..<cases {
            expected["case-\(index)"] = [[text]]
            for arm in ["prompt", "rag"] {
                let passed = passes(arm, index)
                let score: JSON = [
                    "fact": passed, "format": true, "passed": passed, "reasons": passed ? [] : [text], "words": 2, "abstained": false,
                    "factsFound": passed ? 1 : 0, "factsAsked": 1,
                ]
                var output: JSON = [
                    "text": text, "citedDocuments": [], "grounding": "none", "promptTokens": 10, "completionTokens": 5, "milliseconds": 100,
                ]
                if arm == "rag" { output["contextDocuments"] = ["knowledge/<b>prices</b>.md"] }
                results.append([
                    "arm": arm, "case": "case-\(index)", "question": question, "cluster": "case-\(index)", "output": output, "score": score,
                ])
            }
        }
        let stored: JSON = [
            "run": name, "started": 1_700_000_000, "split": "test", "adapters": [:],
            "parameters": ["maxFactWords": 120, "requiresCitation": false],
            "results": results, "expected": expected, "modelHash": String(repeating: "ab", count: 32), "version": "0.1.0",
        ]
        let data = try JSONSerialization.data(withJSONObject: stored)
        try small.scratch.write(".assay/evaluations/\(name).json", String(decoding: data, as: UTF8.self))
    }

    private func json(_ session: ProjectSession) throws -> JSON {
        try #require(try JSONSerialization.jsonObject(with: Data(try session.report(.json).utf8)) as? JSON)
    }

    /// The texts of elements of one kind, tags inside removed.
    private func texts(_ html: String, _ element: String) -> [String] {
        html.components(separatedBy: "<\(element)").dropFirst().compactMap { part in
            guard let start = part.firstIndex(of: ">"), let end = part.range(of: "</\(element)>") else { return nil }
            return String(part[part.index(after: start)..<end.lowerBound]).replacing(/<[^>]*>/, with: "")
        }
    }

    @Test func beforeAnyEvaluationTheReportSaysWhatToDo() throws {
        let small = try SmallProject()
        let html = try small.session.report(.html)
        #expect(html.contains("No verdict: what was measured cannot carry one."))
        #expect(html.contains("assay eval run") && html.contains("assay eval gaps"))
        #expect(!html.contains("<svg") && !html.contains("NaN") && !html.contains(">nan"))
        #expect(try small.session.report(.md).contains("## Verdict: VOID"))
        let json = try json(small.session)
        #expect((json["decision"] as? JSON)?["state"] as? String == "void")
        #expect((json["claims"] as? [JSON])?.contains { ($0["section"] as? String) == "arms" } == false)
    }

    @Test func theFilesNameTellsTheFormat() throws {
        let small = try SmallProject()
        defer { withExtendedLifetime(small) {} }
        let place = try small.session.writeReport(to: "report.HTML")
        #expect(place == small.scratch.root + "/report.HTML")
        #expect(try String(contentsOfFile: place, encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
        #expect(throws: WorkbenchError.self) { try small.session.writeReport(to: "report.docx") }
        #expect(!FileManager.default.fileExists(atPath: small.scratch.root + "/report.docx"))
    }

    @Test func textsOfUsersAreInertInEveryRendering() throws {
        let small = try SmallProject()
        try write(small, question: Self.hostile, text: Self.hostile) { arm, index in arm == "rag" && index % 4 != 0 }
        let session = try small.reopened(adding: "")
        let html = try session.report(.html)
        #expect(!html.contains("<script") && !html.contains("<b>prices") && !html.contains("<\u{301}"))
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted&quot; [U+202E]reversed[U+202C] ␇bell"))
        let controls = html.unicodeScalars.filter { ($0.value < 0x20 && $0 != "\n") || (0x202A...0x202E).contains($0.value) }
        #expect(controls.isEmpty)
        // Nothing is fetched and nothing runs.
        for active in ["http:", "https:", "src=", "<link", "url(", "@import", "javascript:", " onload"] { #expect(!html.contains(active)) }
        let markdown = try session.report(.md)
        #expect(!markdown.contains("<script") && !markdown.contains("[a](b)") && !markdown.contains("\u{202E}"))
        for line in markdown.split(separator: "\n") where line.hasPrefix("| ") { #expect(line.hasSuffix(" |")) }
    }

    @Test func theRenderingsCarryTheNumbersOfTheJSON() throws {
        let small = try SmallProject()
        try write(small, cases: 60) { arm, index in arm == "rag" ? index % 3 != 0 : index % 10 == 0 }
        let json = try json(small.session)
        let html = try small.session.report(.html)
        let markdown = try small.session.report(.md)
        let decision = try #require(json["decision"] as? JSON)
        let rates = try #require(decision["rates"] as? [JSON])
        #expect(rates.map { $0["passed"] as? Int } == [6, 40])
        let cells = texts(html, "td")
        for rate in rates {
            let low = try #require(rate["low"] as? Double)
            let high = try #require(rate["high"] as? Double)
            let range = "\(Int((low * 100).rounded()))–\(Int((high * 100).rounded())) %"
            #expect(cells.contains(range) && markdown.contains("| \(range) |"))
        }
        let contrast = try #require((decision["contrasts"] as? [JSON])?.first)
        let difference = Int(((contrast["difference"] as? Double ?? 0) * 100).rounded())
        #expect(difference == 57 && cells.contains("+57") && markdown.contains("| +57 |"))
        // Every drawing has a title, a description and the numbers in a table right behind it.
        let drawings = html.components(separatedBy: "<svg").dropFirst()
        #expect(drawings.count == 2)
        for drawing in drawings { #expect(drawing.contains("<title") && drawing.contains("<desc") && drawing.contains("<table>")) }

        let claims = try #require(json["claims"] as? [JSON])
        #expect(claims.map { $0["id"] as? Int } == (1...claims.count).map { $0 })
        let reasons = try #require(decision["reasons"] as? [String])
        for (index, reason) in reasons.enumerated() where reason.contains(where: \.isNumber) {
            let claim = try #require(claims.first { $0["section"] as? String == "reasons" && $0["index"] as? Int == index })
            #expect(claim["text"] as? String == reason && claim["run"] as? String == "eval-1")
            #expect(claim["n"] as? Int == 60 && claim["clusters"] as? Int == 60)
            #expect((claim["hashes"] as? [String: String])?["model"]?.hasPrefix("abab") == true)
            #expect(claim["command"] as? String == "assay decide --run eval-1")
        }
        let lead = try #require(claims.first { ($0["text"] as? String)?.hasPrefix("RAG beats Prompt by 57 points") == true })
        #expect(abs((lead["estimate"] as? Double ?? 0) - 34.0 / 60) < 1e-9)
        #expect((lead["low"] as? Double ?? 0) > 0.4 && lead["p"] != nil)
        for claim in claims {
            let id = try #require(claim["id"] as? Int)
            #expect(html.contains("id=\"claim-\(id)\"") && html.contains("href=\"#claim-\(id)\""))
        }
    }

    @Test(arguments: [true, false]) func whereEveryAnswerIsAlikeNothingIsInvented(passed: Bool) throws {
        let small = try SmallProject()
        try write(small) { _, _ in passed }
        let html = try small.session.report(.html)
        #expect(html.contains("No case is passed by some arms and failed by others."))
        #expect(
            html.contains(passed ? "class=\"headline\">Build Prompt" : "class=\"headline\">Build none of these yet")
                || html.contains("Not settled"))
        for word in ["NaN", ">nan", ">inf", "Optional("] { #expect(!html.contains(word)) }
        let decision = try #require(try json(small.session)["decision"] as? JSON)
        #expect((decision["rates"] as? [JSON])?.compactMap { $0["rate"] as? Double } == (passed ? [1, 1] : [0, 0]))
    }

    @Test func theHistoryGrowsOnlyWhenTheVerdictOrItsEvidenceChanges() throws {
        let small = try SmallProject()
        func keep(_ evaluation: String? = nil) throws {
            try small.session.keep(try small.session.decide(answersFile: nil, evaluation: evaluation), evaluation: evaluation)
        }
        try keep()
        try keep()
        #expect(try small.session.decisionHistory().map(\.state) == [.void])
        try write(small, cases: 20) { arm, index in arm == "rag" && index < 12 }
        try keep()
        try write(small, "eval-2", cases: 80) { arm, index in arm == "rag" && index < 60 }
        try keep()
        let before = try small.scratch.text(".assay/decisions.jsonl")
        try keep("eval-1")
        let html = try small.session.report(.html)
        #expect(try small.scratch.text(".assay/decisions.jsonl") == before, "nothing new was seen")
        let history = try small.session.decisionHistory()
        #expect(history.map(\.n) == [0, 20, 80])
        #expect(history.map(\.state) == [.void, .inconclusive, .recommend] && history.last?.arm == .rag)
        #expect(html.contains("The verdict was inconclusive on 20 cases and is recommend (RAG) on 80 cases"))
        // A line that a crash cut off takes nothing with it.
        try small.scratch.write(".assay/decisions.jsonl", before + "{\"when\":17")
        #expect(try small.session.decisionHistory().count == 3)
    }
}
