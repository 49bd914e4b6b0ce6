import TerminalCells
import Testing
import Workbench
import WorkbenchUI

/// Several rows at once: marked one by one, by a range, or all that are shown.
struct MarkTests {
    private func script(_ pane: Pane) -> Script { Script(Size(140, 45), start: pane) }

    @Test
    func spaceMarksAndGoesOnAndTheTitleCounts() {
        var script = script(.dataset)
        script.press("<Space><Space>")
        #expect(script.state.dataset.marks.names == ["ex-1", "ex-2"])
        #expect(script.state.dataset.list.selected == 2)
        #expect(script.screen.contains("2 marked · 40"))
        #expect(script.screen.contains("✓ ● How do I add a seat? (1)"), "\(script.screen)")
        #expect(script.screen.contains("▌  ● How large may"), "\(script.screen)")
        script.press("k<Space>")
        #expect(script.state.dataset.marks.names == ["ex-1"])
    }

    @Test
    func aRangeGoesFromWhereItWasBegunToThePointer() {
        var script = script(.dataset)
        script.press("jvjj")
        #expect(script.screen.contains("3 marked · 40"))
        #expect(script.screen.contains("v end"))
        script.press("k")
        #expect(script.screen.contains("2 marked · 40"))
        script.press("vjj")
        #expect(script.state.dataset.marks.names == ["ex-2", "ex-3"])
        script.press("vG<Esc>")
        #expect(script.state.dataset.marks.names == ["ex-2", "ex-3"], "Esc takes the range away and leaves the marks")
        script.press("<Esc>")
        #expect(script.state.dataset.marks.isEmpty)
    }

    @Test
    func allThatAreShownUnderTheFilterAreMarkedOrNone() {
        var script = script(.dataset)
        script.press("/refund<Enter>A")
        #expect(script.state.dataset.marks.names.count == 13)
        #expect(script.screen.contains("13 marked · 13 of 40"))
        script.press("A")
        #expect(script.state.dataset.marks.isEmpty)
        script.press("vj/attach<Enter>")
        #expect(script.state.dataset.marks.names == ["ex-2", "ex-5"], "a range ends where the rows change")
        script.press("d")
        #expect(script.screen.contains("Leave 2 marked examples out?") && script.screen.contains("The filter hides 2 of them."))
    }

    @Test
    func markedExamplesAreLeftOutAndTakenBackTogether() {
        var script = script(.dataset)
        script.press("<Space>j<Space>")
        #expect(script.screen.contains("d drop 2"))
        #expect(script.press("d") == [])
        #expect(script.screen.contains("Leave 2 marked examples out?"))
        #expect(script.press("d") == [], "another key than the one that asked")
        #expect(script.press("y") == [.request(.dropExamples(["ex-1", "ex-3"]))])
        #expect(script.state.dataset.marks.isEmpty)
        var health = Sample.health
        health.dropped = ["ex-9", "ex-1", "ex-3"]
        script.receive(.examples(Sample.examples.filter { !health.dropped.contains($0.id) }), .health(health))
        #expect(script.press("u") == [.request(.restoreDecisions(["ex-1", "ex-3"]))])
        health.dropped = ["ex-9"]
        script.receive(.health(health))
        #expect(script.press("u") == [.request(.restoreDecisions(["ex-9"]))])
    }

    @Test
    func oneExampleIsLeftOutAtOnce() {
        var script = script(.dataset)
        #expect(script.press("jd") == [.request(.dropExamples(["ex-2"]))])
        #expect(script.press("u") == [.request(.restoreDecisions(["ex-2"]))])
    }

    @Test
    func markedDocumentsAreRemovedAndTakenBackTogether() {
        var script = script(.knowledge)
        script.press("<Space>j<Space>")
        #expect(script.screen.contains("2 marked · 5"))
        script.press("d")
        #expect(script.screen.contains("Remove 2 marked documents?") && script.screen.contains("Their 9 passages"))
        #expect(script.press("y") == [.request(.removeDocuments(paths: ["plans/pricing.md", "policies/refunds.md"]))])
        #expect(script.press("u") == [.request(.restoreDocuments(paths: ["plans/pricing.md", "policies/refunds.md"]))])
        #expect(script.press("u") == [])
        #expect(script.screen.contains("No document was removed"))
    }

    @Test
    func marksStayOnTheirRowsWhenTheListIsReadAnew() {
        var script = script(.knowledge)
        script.press("j<Space>jv")
        script.receive(.documents(Array(Sample.documents.dropFirst().dropLast())))
        #expect(script.state.knowledge.marks.names == ["plans/limits.md", "changelog/2024-06.md"])
        script.receive(.documents(Array(Sample.documents.suffix(1))))
        #expect(script.state.knowledge.marks.names.isEmpty, "what is gone is not marked")
    }

    @Test
    func aSmallScreenSaysHowManyAreMarkedAndWhatCanBeDoneWithThem() {
        for (pane, verb) in [(Pane.knowledge, "d remove 2"), (.dataset, "d drop 2")] {
            var script = Script(Size(80, 24), start: pane)
            script.press("<Space><Space>")
            #expect(script.screen.contains("2 marked") && script.screen.contains(verb), "\(script.screen)")
        }
    }

    /// The sign says it without colour, on a terminal that only has ASCII as well.
    @Test
    func marksAreSeenWithoutColour() {
        var script = script(.knowledge)
        script.state.configuration.symbols = .ascii
        script.press("<Space>")
        #expect(script.screen.contains("+ * plans/pricing.md"), "\(script.screen)")
    }
}
