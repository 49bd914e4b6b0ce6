import Decision
import Scoring
import Testing

struct SeedEvidenceTests {
    private func decide(_ lora: [Int]) -> DecisionReport {
        let evaluations = lora.map { [ArmCaseResult].nested(120, [.prompt: 60, .lora: $0]) }
        return DecisionReport.make(
            DecisionInput(
                results: evaluations[0], parameters: DecisionParameters(resamples: 300), trainingSeeds: lora.count,
                otherSeeds: Array(evaluations.dropFirst())))
    }

    @Test func trainingsThatAgreeConfirmAVerdict() {
        let report = decide([100, 98, 101])
        #expect(report.state == .recommend && report.arm == .lora)
        #expect(report.limits.contains("LoRA passes 83 %, 82 % and 84 % with its 3 trainings."))
        #expect(!report.limits.contains { $0.contains("one draw") })
    }

    @Test func aLeadOfOneLuckyTrainingIsInconclusive() {
        let report = decide([100, 62, 58])
        #expect(report.state == .inconclusive && report.arm == nil)
        #expect(report.reasons.contains { $0.hasPrefix("With other training seeds LoRA and Prompt could come out otherwise") })
        #expect(report.reasons.contains("More trainings with other seeds would settle it, not more cases alone."))
        #expect(decide([100]).state == .recommend)
    }

    @Test func evaluationsOfOtherCasesAreLeftOut() {
        let report = DecisionReport.make(
            DecisionInput(
                results: .nested(120, [.prompt: 60, .lora: 100]), parameters: DecisionParameters(resamples: 300),
                otherSeeds: [.nested(80, [.prompt: 40, .lora: 10])]))
        #expect(report.state == .recommend)
    }
}
