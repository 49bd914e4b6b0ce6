import TerminalCells
import Testing
import Workbench
import WorkbenchUI

struct DraftTests {
    private func script() -> Script {
        var script = Script()
        script.press("2<Right><Right><Right>")
        return script
    }

    @Test
    func aDraftIsShownWithWhatItRestsOn() {
        let script = script()
        for text in ["[Drafts]", "How long is a refund possible?", "It rests on", "within 14 days", "plans/refunds.md", "SmolLM2-135M"] {
            #expect(script.screen.contains(text), "\(text)")
        }
    }

    @Test
    func aDraftIsAcceptedAsItStands() {
        var script = script()
        #expect(script.press("ja") == [.request(.acceptDraft("d2", completion: nil))])
    }

    @Test
    func aDraftIsCorrectedInTheEditor() {
        var script = script()
        #expect(script.press("e") == [.edit("A refund is possible for 14 days.")])
        #expect(script.send(.edited(nil)) == [])
        #expect(script.screen.contains("was not changed"))
        script.press("e")
        #expect(script.send(.edited("Within 14 days.")) == [.request(.acceptDraft("d1", completion: "Within 14 days."))])
        #expect(script.send(.edited("something else")) == [], "the editor's text belongs to one draft only")
    }

    @Test
    func aDraftIsThrownAwayAndBroughtBack() {
        var script = script()
        #expect(script.press("d") == [.request(.rejectDraft("d1"))])
        script.receive(.drafts([Sample.drafts[1]]))
        #expect(script.press("u") == [.request(.keepDraft(Sample.drafts[0]))])
        #expect(script.press("u") == [])
    }

    @Test
    func newDraftsAreAJobThatCanBeStopped() {
        var script = script()
        #expect(script.press("x") == [])
        #expect(script.press("n") == [.request(.makeDrafts(count: 10))])
        script.receive(.job(Sample.job(.draft, id: 7)))
        #expect(!script.press("n").contains(.request(.makeDrafts(count: 10))))
        #expect(script.press("x").contains(.request(.cancel(JobID(7)))))
        script.receive(.drafts([]))
        #expect(script.screen.contains("the model is writing"))
    }

    @Test
    func withoutDraftsTheirUseIsExplained() {
        var script = script()
        script.receive(.drafts([]))
        #expect(script.screen.contains("No drafts.") && script.screen.contains("assay data draft"))
        #expect(script.press("a") == [])
        #expect(script.screen.contains("There is no draft here."))
    }
}
