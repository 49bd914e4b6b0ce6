import Foundation
import Scoring
import Testing

struct EvaluationTests {
    private struct Stub: Answerer {
        struct Broken: Error, CustomStringConvertible { var description: String { "the prompt is too long" } }

        func answer(_ item: Case, arm: Arm) throws -> ArmOutput {
            if item.id == "broken", arm == .rag { throw Broken() }
            if item.id == "cancelled" { throw CancellationError() }
            let right = arm == .rag || item.id == "easy"
            return ArmOutput(
                text: right ? "14 days" : "no idea at all", citedDocuments: ["d.md"], grounding: arm.retrieves ? .cited : .none,
                promptTokens: 20,
                completionTokens: 4, milliseconds: arm == .rag ? 300 : 100)
        }
    }

    private func makeCase(_ id: String, cluster: String? = nil) -> Case {
        Case(id: id, question: "How long, \(id)?", facts: [["14 days"]], document: "d.md", cluster: cluster)
    }

    @Test func everyArmAnswersEveryCaseAndIsReported() {
        let cases = ["easy", "hard", "harder"].map { makeCase($0) }
        var seen = 0
        let results = Evaluation.run(arms: [.prompt, .rag], cases: cases, answerer: Stub()) { progress in
            if case .finished(_, let done, let total) = progress {
                seen += 1
                #expect(done == seen && total == 6)
            }
            return .more
        }
        #expect(results.count == 6 && seen == 6)

        let report = EvaluationReport.make(run: "r1", results: results)
        #expect(report.n == 3 && report.clusters == 3 && report.notes.isEmpty)
        #expect(report.arms.map(\.arm) == [.prompt, .rag])
        #expect(report.arms.map(\.passed) == [1, 3])
        #expect(report.arms[0].citation == nil && report.arms[1].citation == 1)
        #expect(report.arms[1].milliseconds == 300 && report.arms[1].tokens == 24 && report.arms[0].words > report.arms[1].words)
        #expect(report.flips.map(\.case) == ["hard", "harder"])
        #expect(report.flips.allSatisfy { $0.passed == [.rag] && $0.failed == [.prompt] })
        let contrast = report.contrasts[0]
        #expect(contrast.a == .rag && contrast.b == .prompt && contrast.aOnly == 2 && contrast.bOnly == 0 && contrast.both == 1)
        #expect(contrast.p == 0.5 && contrast.clusterP == 0.5 && contrast.adjustedP == 0.5)
        #expect(contrast.low < contrast.difference && contrast.difference < contrast.high)
    }

    /// Means of times that are no round numbers depend on the order of their sum.
    @Test func theSameResultsGiveTheSameReportToTheLastDigit() {
        let cases = (0..<40).map { makeCase("\($0)") }
        var results = Evaluation.run(arms: [.rag], cases: cases, answerer: Stub()) { _ in .more }
        for index in results.indices { results[index].output.milliseconds = 1000 / Double(3 + index) }
        let first = EvaluationReport.make(run: "r", results: results)
        for _ in 0..<20 { #expect(EvaluationReport.make(run: "r", results: results) == first) }
    }

    @Test func aFailedAnswerIsAResultAndIsNoted() {
        let results = Evaluation.run(arms: [.prompt, .rag], cases: [makeCase("broken"), makeCase("easy")], answerer: Stub()) { _ in .more }
        #expect(results.count == 4)
        #expect(results.first { $0.arm == .rag && $0.case == "broken" }?.error == "the prompt is too long")
        let report = EvaluationReport.make(run: "r", results: results)
        #expect(report.arms[1].errors == 1 && report.notes.contains { $0.contains("1 answers failed") })
    }

    @Test func stoppingKeepsWhatIsThereAndResumingAsksOnlyTheRest() {
        let cases = ["easy", "hard", "harder"].map { makeCase($0) }
        var asked = 0
        let first = Evaluation.run(arms: [.prompt, .rag], cases: cases, answerer: Stub()) { progress in
            if case .finished = progress { asked += 1 }
            return asked < 3 ? .more : .stop
        }
        #expect(first.count == 3)
        let partial = EvaluationReport.make(run: "r", results: first)
        #expect(partial.n == 1 && partial.notes.contains { $0.contains("1 cases are left out") })

        asked = 0
        let all = Evaluation.run(arms: [.prompt, .rag], cases: cases, answerer: Stub(), known: first) { progress in
            if case .finished = progress { asked += 1 }
            return .more
        }
        #expect(all.count == 6 && asked == 3)
    }

    @Test func aCancelledAnswererEndsTheRun() {
        let results = Evaluation.run(arms: [.prompt], cases: [makeCase("easy"), makeCase("cancelled"), makeCase("hard")], answerer: Stub())
        { _ in .more }
        #expect(results.map(\.case) == ["easy"])
    }

    @Test func plannedContrastsHoldBothAgainstTheBetterPart() {
        let rates: [Arm: Double] = [.prompt: 0.1, .fewshot: 0.2, .rag: 0.5, .lora: 0.6, .ragLora: 0.9]
        let pairs = PlannedContrasts.pairs(Arm.plain) { rates[$0] ?? 0 }
        #expect(pairs.map { "\($0.0.rawValue)-\($0.1.rawValue)" } == ["fewshot-prompt", "rag-prompt", "lora-prompt", "rag+lora-lora"])
        let formed = PlannedContrasts.pairs([.prompt, .prompt.constrained, .rag.constrained, .lora]) { _ in 0.5 }
        #expect(formed.map { "\($0.0.rawValue)-\($0.1.rawValue)" } == ["prompt+form-prompt", "rag+form-prompt", "lora-prompt"])
        let tied = PlannedContrasts.pairs([.rag, .lora, .ragLora]) { _ in 0.5 }
        #expect(tied.map { "\($0.0.rawValue)-\($0.1.rawValue)" } == ["lora-rag", "rag+lora-rag"])
    }

    @Test func anArmIsWrittenAsItsApproachAndItsForm() throws {
        let all = Arm.plain.flatMap { [$0, $0.constrained] }
        #expect(all == all.sorted(), "a form costs less than the next approach")
        #expect(all.map { Arm(rawValue: $0.rawValue) } == all)
        #expect(all.map(\.rawValue).suffix(2) == ["rag+lora", "rag+lora+form"])
        #expect(["", "form", "+form", "prompt+form+form", "Prompt"].allSatisfy { Arm(rawValue: $0) == nil })
        #expect(String(decoding: try JSONEncoder().encode([Arm.rag.constrained]), as: UTF8.self) == #"["rag+form"]"#)
        #expect(try JSONDecoder().decode([Arm].self, from: Data(#"["rag+form", "lora"]"#.utf8)) == [.rag.constrained, .lora])
    }

    @Test func clustersWidenTheInterval() {
        var results: [ArmCaseResult] = []
        for index in 0..<40 {
            let cluster = "k\(index / 4)"
            results.append(.made(.prompt, "c\(index)", cluster: cluster, passed: index / 4 == 9))
            results.append(.made(.rag, "c\(index)", cluster: cluster, passed: index / 4 < 5))
        }
        let report = EvaluationReport.make(run: "r", results: results)
        #expect(report.n == 40 && report.clusters == 10)
        let contrast = report.contrasts[0]
        let naive = Newcombe.interval(PairedCells(both: 0, aOnly: 20, bOnly: 4, neither: 16))
        #expect(contrast.low < naive.low && contrast.high > naive.high)
        #expect(contrast.p < 0.01 && contrast.clusterP.map { $0 > 0.05 } == true)
        let rag = report.arms[1]
        #expect(rag.clusterInterval.map { $0.low < rag.low && $0.high > rag.high } == true)
        #expect(report == EvaluationReport.make(run: "r", results: results), "the same seed gives the same report")
    }

    @Test func nothingAnsweredGivesAnEmptyReport() {
        let report = EvaluationReport.make(run: "r", results: [])
        #expect(report.n == 0 && report.arms.isEmpty && report.contrasts.isEmpty)
    }

    @Test func allPassedAndAllFailedStayHonest() {
        let results = (0..<20).flatMap { index in
            [ArmCaseResult.made(.prompt, "c\(index)", passed: true), .made(.rag, "c\(index)", passed: true)]
        }
        let report = EvaluationReport.make(run: "r", results: results)
        #expect(report.arms.allSatisfy { $0.rate == 1 && $0.low < 0.9 && $0.high == 1 })
        #expect(report.contrasts[0].p == 1 && report.contrasts[0].low < -0.05 && report.contrasts[0].high > 0.05)
    }

    @Test func aReportSurvivesEncoding() throws {
        let results = (0..<12).flatMap {
            [
                ArmCaseResult.made(.prompt, "c\($0)", cluster: "k\($0 / 2)", passed: $0 < 3),
                .made(.rag, "c\($0)", cluster: "k\($0 / 2)", passed: $0 > 3),
            ]
        }
        let report = EvaluationReport.make(run: "r", results: results)
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: JSONEncoder().encode(report)) == report)
    }
}
