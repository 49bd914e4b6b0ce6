import TerminalCells
import Testing
import Workbench
import WorkbenchUI

struct HealthTests {
    private func script() -> Script {
        var script = Script()
        script.press("2<Right><Right>")
        return script
    }

    @Test
    func theListHoldsTheOverviewAndEveryFinding() {
        let script = script()
        #expect(script.screen.contains("39 of 40 usable"))
        #expect(script.screen.contains("near duplicate"))
        #expect(script.screen.contains("personal data  ignored"))
        #expect(script.screen.contains("worth"))
    }

    @Test
    func aFindingSaysWhereItIsWhyItMattersAndWhatToDo() {
        var script = script()
        script.press("jj")
        for text in ["training/examples.jsonl line 21", "nearly repeats line 3", "Why it matters", "keep the better one"] {
            #expect(script.screen.contains(text), "\(text)")
        }
    }

    @Test
    func aFindingIsFixedInTheEditorAtItsLineAndLookedAtAnew() {
        var script = script()
        #expect(script.press("jje") == [.open(path: "training/examples.jsonl", line: 21), .request(.examples), .request(.health)])
    }

    @Test
    func anExampleIsDroppedAndTakenBack() {
        var script = script()
        #expect(script.press("jjd") == [.request(.dropExamples(["ex-20"]))])
        #expect(script.press("u") == [.request(.restoreDecisions(["ex-20"]))], "at once, before the check has gone through all examples")
        var health = Sample.health
        health.dropped = ["ex-20"]
        script.receive(.health(health))
        #expect(script.press("u") == [.request(.restoreDecisions(["ex-20"]))])
    }

    @Test
    func aFindingIsIgnoredAndLookedAtAgain() {
        var script = script()
        #expect(script.press("jji") == [.request(.ignoreFinding("f2"))])
        #expect(script.press("ji") == [.request(.restoreDecisions(["f3"]))])
    }

    @Test
    func whatCannotBeDoneIsSaid() {
        var script = script()
        #expect(script.press("d") == [])
        #expect(script.screen.contains("Choose a finding about an example."))
        #expect(script.press("jjjje") == [])
        #expect(script.screen.contains("Choose a finding that names a line."))
    }

    @Test
    func theSelectionStaysOnItsFindingWhenOthersGo() {
        var script = script()
        script.press("jjj")
        var health = Sample.health
        health.findings.removeFirst()
        script.receive(.health(health))
        #expect(script.press("i") == [.request(.restoreDecisions(["f3"]))])
        health.findings = []
        script.receive(.health(health))
        #expect(script.press("i") == [])
    }
}
