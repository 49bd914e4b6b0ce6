import Scoring
import Testing

/// Graded metrics and citations in a report.
struct GradedReportTests {
    private struct Stub: Answerer {
        func answer(_ item: Case, arm: Arm) -> ArmOutput {
            let cited = arm.retrieves ? (item.id.hasSuffix("0") ? ["d.md", "e.md"] : ["e.md"]) : []
            return ArmOutput(
                text: arm == .rag ? "It takes 14 days." : "No idea.", citedDocuments: cited, grounding: arm.retrieves ? .cited : .none)
        }
    }

    private func report(references: [String]) -> EvaluationReport {
        let cases = (0..<20).map {
            Case(
                id: "c\($0)", question: "Q?", facts: [["14 days"]], references: $0 < 12 ? references : [], document: "d.md",
                cluster: "k\($0 / 2)")
        }
        let results = Evaluation.run(arms: [.prompt, .rag], cases: cases, answerer: Stub()) { _ in .more }
        return EvaluationReport.make(run: "r", results: results, resamples: 500)
    }

    @Test func casesWithAReferenceAreGraded() throws {
        let report = report(references: ["It takes 14 days."])
        #expect(report.arms.map(\.referenced) == [12, 12])
        #expect(report.arms[1].overlap == ReferenceOverlap(tokenF1: 1, rougeL: 1, chrF: 1))
        #expect(report.arms[0].overlap?.tokenF1 == 0)
        let graded = try #require(report.graded)
        #expect(graded.map(\.metric) == [.tokenF1, .rougeL, .chrF])
        #expect(graded[0].difference == 1 && graded[0].p == 2.0 / 64)
    }

    @Test func withoutReferencesNothingIsGraded() {
        let report = report(references: [])
        #expect(report.graded == nil && report.arms.allSatisfy { $0.overlap == nil && $0.referenced == nil })
    }

    @Test func citationsHavePrecisionAndRecall() {
        let report = report(references: [])
        // Cases 0 and 10 cite the right document among two, the others a wrong one.
        #expect(report.arms[1].citationPrecision == 2.0 / 22 && report.arms[1].citationRecall == 0.1)
        #expect(report.arms[0].citationPrecision == nil && report.arms[0].citationRecall == nil)
    }

    @Test func allPassedAndAllFailedAreSaid() {
        func notes(_ passed: Bool) -> [String] {
            EvaluationReport.make(run: "r", results: (0..<12).map { .made($0 % 2 == 0 ? .prompt : .rag, "c\($0 / 2)", passed: passed) })
                .notes
        }
        #expect(notes(true).contains { $0.hasPrefix("Every answer of every arm passed") })
        #expect(notes(false).contains { $0.hasPrefix("No answer of any arm passed") })
    }
}
