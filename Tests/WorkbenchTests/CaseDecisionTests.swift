import Foundation
import Testing
import Workbench

@Suite struct CaseDecisionTests {
    @Test func aCaseThatIsLeftOutOrCorrectedChangesWhatWasMeasured() throws {
        let small = try SmallProject()
        let session = small.session
        let before = try session.evaluate(arms: [.prompt], split: "test") { _ in true }
        #expect(before.n == 5 && before.arms[0].passed < 5)
        let answer = try session.caseDetail(run: before.run, case: "osprey-test").answers[0].text
        let word = try #require(answer.split { !$0.isLetter }.first { $0.count > 3 })

        try session.excludeCase("heron-test", reason: "It is asked twice.")
        try session.correctCase("osprey-test", facts: [[String(word)]], answerable: nil, reason: "The label was wrong.")
        // What was answered is scored anew: no answer is made, and the cases file is as it was.
        let after = try #require(try session.evaluation(before.run))
        #expect(after.n == 4 && after.arms[0].passed == before.arms[0].passed + 1)
        #expect(after.notes.contains("Case heron-test is left out: It is asked twice."))
        #expect(try session.evaluate(arms: [.prompt], split: "test") { _ in true }.n == 4)
        #expect(try small.scratch.text("cases/cases.jsonl").contains("heron-test"))

        let decided = try session.decidedCases()
        #expect(decided.map(\.case) == ["heron-test", "osprey-test"] && decided.map(\.isExcluded) == [true, false])
        #expect(decided[1].passed == [] && decided[1].correctedFacts == [[String(word)]])
        let report = try session.report(.md)
        #expect(report.contains("Cases decided about") && report.contains("It is asked twice."))

        try session.includeCase("heron-test")
        try session.includeCase("osprey-test")
        #expect(try session.evaluation(before.run) == before)
        #expect(throws: WorkbenchError.self) { try session.includeCase("heron-test") }
    }

    @Test func aDecisionNeedsACaseAndAReason() throws {
        let small = try SmallProject()
        #expect(throws: WorkbenchError.self) { try small.session.excludeCase("none", reason: "why") }
        #expect(throws: WorkbenchError.self) { try small.session.excludeCase("heron-test", reason: "  ") }
        #expect(throws: WorkbenchError.self) { try small.session.correctCase("heron-test", facts: nil, answerable: nil, reason: "why") }
        #expect(throws: WorkbenchError.self) { try small.session.correctCase("heron-test", facts: [[" "]], answerable: nil, reason: "why") }
        try small.scratch.write("cases/cases.decisions.jsonl", "oops\n")
        #expect(throws: WorkbenchError.self) { try small.session.evaluate(arms: [.prompt], split: "test") { _ in true } }
    }
}
