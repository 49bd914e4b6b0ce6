import Decision
import Foundation
import Scoring
import Testing

/// The team's answers beside what was measured.
struct QuestionRowsTests {
    private func estimate(_ value: Double) -> Estimate { Estimate(estimate: value, low: value - 0.05, high: value + 0.05) }

    private func report(
        _ answers: [Question: String], gaps: Gaps? = nil, measurements: Measurements = Measurements(),
        results: [ArmCaseResult] = ArmCaseResult.nested(120, [.prompt: 20, .rag: 90])
    ) -> DecisionReport {
        DecisionReport.make(
            DecisionInput(
                results: results, gaps: gaps, measurements: measurements, answers: answers, parameters: DecisionParameters(resamples: 100)))
    }

    @Test func withoutMeasurementsNothingConflicts() {
        let result = report([.gap: "knowledge", .change: "daily", .examples: "yes"])
        #expect(result.questions.map(\.question) == Question.allCases)
        #expect(result.questions.allSatisfy { !$0.conflict } && result.conflicts.isEmpty)
        #expect(result.questions[0].answer == "knowledge" && result.questions[0].measured == nil)
    }

    @Test func theGapThatWasMeasuredIsHeldAgainstTheAnswer() {
        let behaviour = Gaps(knowledge: estimate(0.03), retrieval: estimate(0.02), reader: estimate(0.1), behaviour: estimate(0.41), n: 90)
        let wrong = report([.gap: "knowledge"], gaps: behaviour)
        #expect(wrong.conflicts == ["You said a knowledge gap; measured: behaviour gap 41 points, knowledge gap 3 points."])
        #expect(wrong.questions[0].conflict && wrong.questions[0].measured?.hasPrefix("behaviour: knowledge gap 3 points") == true)
        #expect(report([.gap: "behaviour"], gaps: behaviour).conflicts.isEmpty)
        #expect(report([.gap: "unsure"], gaps: behaviour).conflicts.isEmpty)
        #expect(report([.gap: "both"], gaps: behaviour).conflicts.count == 1)
    }

    @Test func churnIsHeldAgainstTheAnswer() {
        let rare = Measurements(churn: .init(changeDays: 1, watchedDays: 120), freshness: .init(facts: 10, followed: 9, stale: 10))
        let wrong = report([.change: "daily"], measurements: rare)
        #expect(wrong.conflicts == ["You said the knowledge changes daily; measured: rarely: documents changed on 1 day of 120."])
        #expect(
            wrong.questions[1].measured?.contains("after 10 changed facts RAG followed 9 times, LoRA repeated the old one 10 times") == true
        )
        #expect(report([.change: "monthly"], measurements: rare).conflicts.isEmpty, "one step apart is a matter of words")
        let short = Measurements(churn: .init(changeDays: 0, watchedDays: 3))
        #expect(report([.change: "daily"], measurements: short).conflicts.isEmpty, "three days prove nothing")
    }

    @Test func examplesAreCounted() {
        #expect(report([.examples: "yes"], measurements: Measurements(effectiveExamples: 120)).conflicts.count == 1)
        #expect(report([.examples: "yes"], measurements: Measurements(effectiveExamples: 220)).conflicts.isEmpty)
        #expect(report([.examples: "no"], measurements: Measurements(effectiveExamples: 220)).conflicts.count == 1)
    }

    @Test func promptingIsJudgedByTheSearchOrByFewShot() {
        let search = Measurements(promptSearch: .init(tried: 12, plateau: false, first: 0.2, best: 0.35))
        #expect(
            report([.prompting: "yes"], measurements: search).conflicts == [
                "You said prompting is exhausted; the search over prompts was still improving."
            ])
        let better = Measurements(
            promptSearch: .init(
                tried: 24, plateau: true, first: 0.2, best: 0.35, cases: 40, heldOut: Estimate(estimate: 0.08, low: -0.02, high: 0.18),
                isInUse: false))
        let unused = report([.prompting: "yes"], measurements: better)
        #expect(
            unused.questions[4].measured
                == "not exhausted: 24 prompts tried on 40 development cases, +15 points over the first (+8 points, from −2 to +18 points, on "
                + "cases that had no say in the choice); the last tries brought nothing; the better prompt is not in use")
        #expect(
            unused.conflicts == ["You said prompting is exhausted; a search found a prompt that is better by 15 points and not in use."])
        let done = Measurements(promptSearch: .init(tried: 24, plateau: true, first: 0.2, best: 0.2, cases: 40))
        #expect(report([.prompting: "yes"], measurements: done).conflicts.isEmpty)
        #expect(report([.prompting: "no"], measurements: done).conflicts.count == 1)
        let results = ArmCaseResult.nested(120, [.prompt: 20, .fewshot: 60, .rag: 90])
        let fewshot = report([.prompting: "yes"], results: results)
        #expect(
            fewshot.conflicts.first?.hasPrefix("You said prompting is exhausted; few-shot against the plain prompt: +33 points") == true)
        #expect(report([.prompting: "no"], results: results).conflicts.isEmpty)
    }

    @Test func breakEvenCountsQueries() {
        #expect(BreakEven.queries(invested: 600, perQuery: 1, against: 3) == 300)
        #expect(BreakEven.queries(invested: 600, perQuery: 3, against: 3) == nil)
    }

    @Test func aReportIsWrittenUnderTheAgreedNames() throws {
        let gaps = Gaps(knowledge: estimate(0.3), retrieval: estimate(0.1), reader: estimate(0.1), behaviour: estimate(0.2), n: 90)
        let result = report([.gap: "knowledge"], gaps: gaps)
        let data = try JSONEncoder().encode(result)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for key in ["state", "arm", "reasons", "gaps", "contrasts", "wouldFlip", "conflicts", "limits"] {
            #expect(object[key] != nil, "\(key)")
        }
        #expect(try JSONDecoder().decode(DecisionReport.self, from: data) == result)
    }
}
