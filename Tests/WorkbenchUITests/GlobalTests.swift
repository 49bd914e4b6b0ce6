import TerminalCells
import Testing
import Workbench
import WorkbenchUI

struct GlobalTests {
    @Test
    func theStartAsksForEverythingTheScreenShows() {
        var state = AppState()
        let effects = update(&state, .input(.started(TerminalTraits(colors: 256, name: "xterm"), Size(80, 24))))
        #expect(
            effects == [
                .request(.history), .request(.project), .request(.documents), .request(.examples), .request(.health), .request(.drafts),
                .request(.runs), .request(.evaluation), .request(.decision),
            ])
    }

    @Test
    func numbersFocusAndAgainZoom() {
        var script = Script()
        script.press("3")
        #expect(script.state.focus == .decision)
        #expect(!script.state.isZoomed)
        script.press("3")
        #expect(script.state.isZoomed)
        script.press("3")
        #expect(!script.state.isZoomed)
        script.press("<Tab>")
        #expect(script.state.focus == .playground)
        script.press("<Tab><Shift-Tab><Shift-Tab>")
        #expect(script.state.focus == .decision)
    }

    @Test
    func escNeverQuits() {
        for pane in 1...4 {
            var script = Script()
            script.press("\(pane)<Enter><Enter>")
            for _ in 0..<10 { #expect(!script.press("<Esc>").contains(.quit)) }
            #expect(script.state.overlays.isEmpty)
        }
    }

    @Test
    func qQuitsAtOnceWhenNothingRuns() {
        var script = Script()
        #expect(script.press("q") == [.quit])
        #expect(script.press("<Ctrl-C>") == [.quit])
    }

    @Test
    func qAsksWhileATrainingRunsAndStopsItFirst() {
        var script = Script()
        script.receive(.job(Sample.job(.train)))
        #expect(script.press("q") == [])
        #expect(script.screen.contains("Stopping keeps the"))
        #expect(script.press("q") == [], "the key that asked does not answer")
        #expect(script.press("y") == [.request(.cancel(JobID(1)))])
        #expect(!script.effects.contains(.quit))
        script.receive(.job(Sample.job(.train, .cancelled)))
        #expect(script.effects.contains(.quit))
    }

    @Test
    func theSecondCtrlCQuitsWithoutAsking() {
        var script = Script()
        script.receive(.job(Sample.job(.evaluate)))
        #expect(script.press("<Ctrl-C>") == [])
        #expect(script.press("<Ctrl-C>") == [.quit])
        #expect(Script(start: .playground).pressed("i<Ctrl-C>") == [.quit], "also while typing")
    }

    @Test
    func answeringDoesNotHoldUpQuitting() {
        var script = Script()
        script.receive(.job(Sample.job(.ask)))
        #expect(script.press("q") == [.quit])
    }

    @Test
    func ticksComeOnlyWhileSomethingMoves() {
        var script = Script()
        #expect(script.receive(.job(Sample.job(.sync))) == [.tick(true)])
        #expect(script.receive(.job(Sample.job(.sync))) == [])
        #expect(script.receive(.job(Sample.job(.sync, .finished))).contains(.tick(false)))
    }

    @Test
    func withReducedMotionNothingTurns() {
        var script = Script()
        script.state.configuration.reducedMotion = true
        script.receive(.job(Sample.job(.sync)))
        let screens = (0..<8).map { step in
            script.send(.input(.tick(seconds: 20 + Double(step) / 100)))
            return script.screen
        }
        #expect(Set(screens).count == 1)
    }

    @Test
    func aFinishedJobBringsWhatItChanged() {
        var script = Script()
        script.receive(.job(Sample.job(.sync)))
        script.receive(.job(Sample.job(.sync, .finished)))
        #expect(script.requests == [.project, .documents])
        script.receive(.job(Sample.job(.evaluate, id: 2)))
        script.receive(.job(Sample.job(.evaluate, .finished, id: 2)))
        #expect(script.requests == [.evaluation, .decision])
        script.receive(.job(Sample.job(.evaluate, .finished, id: 2)))
        #expect(script.requests == [], "once")
    }

    @Test
    func aFailedJobSaysWhy() {
        var script = Script()
        script.receive(.job(Sample.job(.train)))
        script.receive(.job(Sample.job(.train, .failed("the disk is full: 40 MB are needed"))))
        #expect(script.screen.contains("the disk is full: 40 MB are needed"))
        script.press("j")
        #expect(!script.screen.contains("the disk is full"), "the next key takes the line away")
        script.press("M")
        #expect(script.screen.contains("the disk is full"), "the messages keep it")
    }

    @Test
    func jobsAreCancelledWithAnotherKeyThanTheOneThatAsks() {
        var script = Script()
        script.receive(.job(Sample.job(.evaluate)))
        script.press("J")
        #expect(script.press("xx") == [])
        #expect(script.press("y") == [.request(.cancel(JobID(1)))])
        script.press("<Esc>")
        #expect(script.state.overlays.isEmpty)
    }

    @Test
    func thePaletteFindsAndRunsCommandsOfOtherPanes() {
        var script = Script()
        #expect(script.press(":sync<Enter>") == [.request(.sync)])
        script.press(":evaluate the<Enter>")
        #expect(script.state.focus == .decision)
        #expect(script.screen.contains("Run an evaluation"))
    }

    @Test
    func theHelpListsTheKeysOfThisPlace() {
        var script = Script()
        script.press("2?")
        #expect(script.screen.contains("Help · Dataset"))
        #expect(script.screen.contains("assay train start"))
        script.press("q")
        #expect(script.state.overlays.isEmpty)
    }

    @Test
    func ctrlZSuspends() {
        #expect(Script().pressed("<Ctrl-Z>") == [.suspend])
        #expect(Script(start: .playground).pressed("i<Ctrl-Z>") == [.suspend])
    }

    @Test
    func themesArePreviewedAndEscTakesThemBack() {
        var script = Script()
        script.state.configuration.themes.append(Theme(name: "other", styles: [:]))
        script.press("T<Down>")
        #expect(script.state.configuration.theme == "other")
        script.press("<Esc>")
        #expect(script.state.configuration.theme == "default")
        #expect(script.press("T<Down><Enter>") == [.keepTheme("other")])
        #expect(script.state.configuration.theme == "other")
    }

    @Test
    func clicksFocusPanesSelectRowsAndPressHints() throws {
        var script = Script()
        func find(_ text: String) throws -> Point {
            let grid = view(script.state, size: script.state.size)
            for y in 0..<grid.size.height {
                let row = grid.row(y).map { $0.text.isEmpty ? " " : $0.text }
                for x in row.indices.dropLast(text.count) where row[x..<x + text.count].joined() == text {
                    return Point(x - row.startIndex, y)
                }
            }
            throw Missing(text: text)
        }
        script.send(.input(.mouse(MouseEvent(.press, at: try find("policies/refunds.md")))))
        #expect(script.effects.contains(.request(.passages(document: "policies/refunds.md"))))
        script.send(.input(.mouse(MouseEvent(.press, at: try find("Five questions")))))
        #expect(script.state.focus == .decision)
        script.send(.input(.mouse(MouseEvent(.press, at: try find("? help")))))
        #expect(script.screen.contains("Help · Decision"))
    }

    struct Missing: Error { var text: String }

    @Test
    func aProjectWarningIsShown() {
        var project = Sample.project
        project.warning = "assay.toml line 4: unknown key “modle”"
        var script = Script()
        script.receive(.project(project))
        #expect(script.screen.contains("line 4: unknown key"))
    }
}

extension Script {
    /// The effects of some keys, for one line.
    func pressed(_ keys: String) -> [Effect] {
        var copy = self
        return copy.press(keys)
    }

    @Test func oneKeyLeavesTheMouseToTheTerminalAndTakesItBack() {
        var script = Script()
        #expect(script.press("S") == [.mouse(false)])
        #expect(script.press("S") == [.mouse(true)])
    }

    @Test func theTerminalsCursorIsOnTheSelectedRowAndOnNothingBelowAnOverlay() throws {
        var script = Script()
        func cursor() -> Point? { view(script.state, size: script.state.size).cursor }
        let first = try #require(cursor())
        script.press("j")
        #expect(cursor() == Point(first.x, first.y + 1))
        script.press("?")
        #expect(cursor() == nil)
    }

    @Test func aTinyWindowNamesTheKeyThatQuits() {
        var script = Script(Size(30, 8))
        #expect(script.screen.contains("q to quit"))
        script.press("/")
        #expect(script.screen.contains("Ctrl-C"))
    }
}
