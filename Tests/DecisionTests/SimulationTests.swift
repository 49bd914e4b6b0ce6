import Decision
import Scoring
import Testing

/// How often the verdict is right when the truth is known.  Seeds are fixed, so that a run is repeatable.
struct SimulationTests {
    private func verdicts(
        _ rates: [Arm: Double], clusters: Int, casesPerCluster: Int = 1, sharing: Double = 0, runs: Int = 30
    ) -> [DecisionReport] {
        (0..<runs).map { run in
            var project = SimulatedProject(
                seed: UInt64(run), clusters: clusters, casesPerCluster: casesPerCluster, rates: rates, sharing: sharing)
            return DecisionReport.make(DecisionInput(results: project.results(), parameters: DecisionParameters(resamples: 200)))
        }
    }

    private func share(_ reports: [DecisionReport], _ holds: (DecisionReport) -> Bool) -> Double {
        Double(reports.count(where: holds)) / Double(reports.count)
    }

    @Test func tenPointsOnTwentyCasesAreInconclusive() {
        let reports = verdicts([.prompt: 0.6, .rag: 0.7], clusters: 20)
        #expect(share(reports) { $0.state == .inconclusive } >= 0.8)
        #expect(reports.allSatisfy { $0.neededCases.map { $0 >= 30 } ?? true })
    }

    @Test func tenPointsOnFortyCasesAreMostlyInconclusive() {
        #expect(share(verdicts([.prompt: 0.6, .rag: 0.7], clusters: 40)) { $0.state == .inconclusive } >= 0.7)
    }

    @Test func twentyPointsOnAHundredCasesAreFound() {
        let reports = verdicts([.prompt: 0.5, .rag: 0.7, .lora: 0.5], clusters: 100)
        #expect(share(reports) { $0.arm == .rag } >= 0.8)
        #expect(reports.allSatisfy { $0.arm == nil || $0.arm == .rag })
    }

    @Test func equalArmsAreNeverRecommendedAboveTheCheapest() {
        let reports = verdicts([.prompt: 0.6, .rag: 0.6, .lora: 0.6], clusters: 30, casesPerCluster: 4, sharing: 0.9)
        #expect(share(reports) { $0.arm != nil && $0.arm != .prompt } <= 0.05)
    }

    @Test func aDearerArmThatIsWorthItIsNotMissedInSilence() {
        // RAG+LoRA is truly ten points better: taking RAG would be the wrong verdict.
        let reports = verdicts([.prompt: 0.2, .rag: 0.6, .ragLora: 0.7], clusters: 40, casesPerCluster: 3, sharing: 0.5)
        #expect(share(reports) { $0.arm == .rag } <= 0.05)
    }
}
