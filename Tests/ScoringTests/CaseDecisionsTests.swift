import Scoring
import Testing

@Suite struct CaseDecisionsTests {
    private let cases = [
        Case(id: "a", question: "How much?", facts: [["49"]]), Case(id: "b", question: "When?", facts: [["noon"]]),
        Case(id: "c", question: "Where?", facts: [["here"]]),
    ]

    @Test func decisionsHoldForTheCaseTheyWereMadeAbout() throws {
        var decisions = CaseDecisions()
        decisions.add(.init(cases[0], exclude: true, reason: "asked twice", at: 1))
        decisions.add(.init(cases[1], facts: [["12:00", "noon"]], reason: "both are right", at: 2))
        decisions.add(.init(cases[2], answerable: false, reason: "the page is gone", at: 3))
        #expect(try CaseDecisions(decisions.text) == decisions)

        let applied = decisions.applied(to: cases)
        #expect(applied.cases.map(\.id) == ["b", "c"] && applied.problems.isEmpty && applied.holding.map(\.case) == ["a", "b", "c"])
        #expect(applied.cases[0].facts == [["12:00", "noon"]] && !applied.cases[1].answerable)

        // An edited case is looked at anew; a decision about no case is told.
        var edited = cases
        edited[0].question = "How much is it?"
        let after = decisions.applied(to: Array(edited.prefix(2)))
        #expect(after.cases.map(\.id) == ["a", "b"] && after.problems.count == 2)

        #expect(decisions.restore("a") && !decisions.restore("a"))
        #expect(decisions.applied(to: cases).cases.count == 3)
    }

    @Test func theLastDecisionAboutACaseCounts() {
        var decisions = CaseDecisions()
        decisions.add(.init(cases[0], exclude: true, reason: "one", at: 1))
        decisions.add(.init(cases[0], facts: [["50"]], reason: "two", at: 2))
        #expect(decisions.entries.count == 1 && decisions.applied(to: cases).cases[0].facts == [["50"]])
    }

    @Test(arguments: ["{}", "not JSON", #"{"case":"a","content":"0","reason":"r","at":1}"#])
    func aLineThatIsNoDecisionIsAnError(line: String) {
        #expect(throws: CaseDecisions.Unreadable(line: 2)) { try CaseDecisions("\n" + line + "\n") }
    }

    @Test func contentDependsOnEverythingTheCaseSays() {
        var other = cases[0]
        other.tags = ["x"]
        #expect(other.contentID != cases[0].contentID && cases[0].contentID.count == 16)
    }
}
