import Decision
import Scoring
import Testing

/// How often the verdict is right when the truth is known: every scenario of `assay eval self-test --simulate` with fewer projects,
/// and bounds as much wider as their number asks for.  Seeds are fixed, so that a run is repeatable.
struct SimulationTests {
    @Test(arguments: SimulatedScenario.all.filter { $0.project.cases <= 125 && $0.looks.isEmpty }.map(\.name))
    func verdictsStandToTheTruthAsTheyMust(name: String) throws {
        let scenario = try #require(SimulatedScenario.all.first { $0.name == name })
        let row = try #require(SimulationReport.make([scenario], runs: 16)?.rows.first)
        let broken = row.bounds.filter { !$0.holds }
        #expect(broken.isEmpty, "\(row)")
        #expect(row.void == 0 && row.right + row.near + row.wrong + row.undecided > 0.999)
    }

    @Test func aSimulatedProjectHasTheTruthItWasGiven() throws {
        let agreement = SimulatedProject.agreement(0.5, 0.7, discordance: 0.3)
        let project = SimulatedProject(rates: [.prompt: 0.5, .rag: 0.7], clusters: 4_000, agreement: agreement)
        let table = OutcomeTable(project.results(seed: 1))
        #expect(abs(table.rate(.prompt) - 0.5) < 0.03 && abs(table.rate(.rag) - 0.7) < 0.03)
        let cells = table.cells(.rag, .prompt)
        #expect(abs(Double(cells.discordant) / Double(cells.n) - 0.3) < 0.03)
        #expect(project.rightArm(delta: 0.05, bar: 0.5) == .rag && project.rightArm(delta: 0.2, bar: 0.5) == .prompt)
        #expect(project.rightArm(delta: 0.05, bar: 0.8) == nil)
    }

    @Test func aVerdictIsJudgedByTheTruth() {
        func judge(_ rates: [Arm: Double], _ results: [ArmCaseResult]) -> SimulatedProject.Judgement {
            let report = DecisionReport.make(DecisionInput(results: results, parameters: DecisionParameters(resamples: 200)))
            return SimulatedProject(rates: rates, clusters: 1).judge(report, delta: 0.05, bar: 0.5)
        }
        let rag = [ArmCaseResult].nested(200, [.prompt: 20, .rag: 140])
        #expect(judge([.prompt: 0.1, .rag: 0.7], rag) == .right)
        #expect(judge([.prompt: 0.7, .rag: 0.7], rag) == .wrong)
        #expect(judge([.prompt: 0.67, .rag: 0.7], rag) == .near)
        #expect(judge([.prompt: 0.1, .rag: 0.42], rag) == .wrong)
        #expect(judge([.prompt: 0.1, .rag: 0.47], rag) == .near)
        let tie = [ArmCaseResult].nested(200, [.prompt: 20, .rag: 140, .lora: 140])
        #expect(judge([.prompt: 0.1, .rag: 0.7, .lora: 0.7], tie) == .right)
        #expect(judge([.prompt: 0.1, .rag: 0.7, .lora: 0.6], tie) == .wrong)
        #expect(judge([.prompt: 0.1, .rag: 0.7, .lora: 0.8], tie) == .wrong)
        #expect(judge([.prompt: 0.1, .rag: 0.6], .nested(20, [.prompt: 2, .rag: 14])) == .undecided)
    }

    @Test func stoppingASimulationGivesNothing() {
        #expect(SimulationReport.make(runs: 5) { _, _ in false } == nil)
    }
}
