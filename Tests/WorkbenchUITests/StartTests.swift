import TerminalCells
import Testing
import Workbench
import WorkbenchUI

/// The choice of a project, and the way through it.
struct StartTests {
    static let choices = [
        ProjectChoice(kind: .recent(secondsAgo: 7200), name: "support-desk", path: "/projects/support-desk", summary: "A support desk."),
        ProjectChoice(
            kind: .sample, name: "support-desk", path: "/here/support-desk",
            summary: "Lumbry's support desk: facts that change often, and a house format."),
        ProjectChoice(
            kind: .empty, name: "an empty project", path: "/here/my-project", summary: "Every setting explained in its assay.toml."),
    ]

    private func script(_ size: Size = Size(80, 24)) -> Script {
        Script(size, choices: Self.choices)
    }

    @Test
    func itSaysWhatCanBeOpenedAndWhatToDo() {
        let script = script()
        for text in ["recent", "2 h ago", "sample", "new", "Enter open", "documents", "decide", "assay open /projects/support-desk"] {
            #expect(script.screen.contains(text), "\(text)")
        }
        #expect(script.effects.isEmpty, "nothing is asked of a workbench that is not there")
    }

    @Test
    func enterOpensARecentProject() {
        var script = script()
        #expect(script.press("<Enter>") == [.openProject("/projects/support-desk")])
        #expect(script.send(.opened).contains(.request(.project)))
        #expect(script.state.start == nil)
        #expect(script.screen.contains("Question"))
    }

    @Test
    func aSampleIsCopiedToAFolderThatCanBeChanged() {
        var script = script()
        #expect(script.press("j<Enter>") == [])
        #expect(script.screen.contains("A copy of the sample support-desk"))
        #expect(script.screen.contains("/here/support-desk"))
        #expect(script.press("-2<Enter>") == [.createProject("/here/support-desk-2", sample: "support-desk")])
    }

    @Test
    func anEmptyProjectAndAnotherFolder() {
        var script = script()
        #expect(script.press("n<Enter>") == [.createProject("/here/my-project", sample: nil)])
        #expect(script.press("o<Enter>") == [], "no path was typed")
        #expect(script.press("o~/desk<Enter>") == [.openProject("~/desk")])
    }

    @Test
    func aProjectThatCannotBeOpenedLeavesTheChoice() {
        var script = script()
        script.press("<Enter>")
        script.receive(.failed("There is no folder /projects/support-desk."))
        #expect(script.screen.contains("There is no folder"))
        #expect(script.state.start != nil)
        #expect(script.press("q") == [.quit])
    }

    @Test
    func aRecentProjectIsForgottenAndComesBack() {
        var script = script()
        #expect(script.screen.contains("d forget"))
        #expect(script.press("d") == [.forgetProject("/projects/support-desk")])
        #expect(!script.screen.contains("2 h ago") && script.screen.contains("its folder is untouched"))
        #expect(script.press("d") == [] && script.screen.contains("Only projects opened lately"))
        #expect(script.press("ju") == [.rememberProject(Self.choices[0])])
        #expect(script.state.start?.choices == Self.choices)
        #expect(script.press("<Enter>") == [.openProject("/projects/support-desk")], "it is selected again")
        #expect(script.press("u") == [] && script.screen.contains("Nothing was taken out"))
    }

    @Test
    func keysOfThePanesMeanNothingYet() {
        var script = script()
        #expect(script.press("1234zsviJM:<Tab><Esc>") == [])
        #expect(script.send(.input(.paste("text"))) == [])
        #expect(script.state.overlays.isEmpty)
        script.press("?")
        #expect(script.screen.contains("Help · Opening a project"))
    }

    @Test
    func aClickOpens() throws {
        var script = script()
        let rows = script.screen.split(separator: "\n", omittingEmptySubsequences: false)
        let row = try #require(rows.firstIndex { $0.contains("2 h ago") })
        #expect(script.send(.input(.mouse(MouseEvent(.press, at: Point(20, row))))) == [.openProject("/projects/support-desk")])
    }

    // MARK: the way

    private func fresh(_ change: (inout ProjectSummary) -> Void = { _ in }) -> Script {
        var script = Script(Size(80, 24), loaded: false, start: .playground)
        var project = Sample.project
        (project.passages, project.examples, project.adapter) = (0, 0, nil)
        change(&project)
        var decision = Sample.decision
        decision.gaps = nil
        script.receive(.project(project), .documents(Sample.documents), .evaluation(nil), .decision(decision))
        return script
    }

    @Test
    func theNextStepStandsAboveTheHints() {
        #expect(fresh().screen.contains("→ documents: 1 then s  ○ ask  ○ examples  ○ train  ○ evaluate  ○ decide"))
        var script = fresh { $0.passages = 12 }
        #expect(script.screen.contains("✓ documents  → ask: Enter  ○ examples"))
        script.press("iHello<Enter>")
        script.receive(.job(Sample.job(.ask)))
        #expect(!script.screen.contains("✓ documents"), "a job has the line")
        script.receive(.job(Sample.job(.ask, .finished)))
        #expect(script.screen.contains("✓ ask  → examples: a"))
        var trained = Sample.project
        trained.passages = 12
        script.receive(.project(trained))
        #expect(script.screen.contains("✓ train  → evaluate: 3 then v"))
        script.press("3")
        #expect(script.screen.contains("→ evaluate: v"))
        script.receive(.evaluation(Sample.evaluation))
        #expect(script.screen.contains("→ decide: m"))
        script.receive(.decision(Sample.decision))
        #expect(!script.screen.contains("decide: m"))
        #expect(script.screen.contains("✓ decide") && script.screen.contains("report: w"), "all is done but for telling the others")
        script.press("w<Enter>")
        #expect(!script.screen.contains("report: w"))
    }

    @Test
    func aNarrowScreenSaysOnlyTheNextStep() {
        var script = fresh()
        script.send(.input(.resized(Size(60, 20))))
        #expect(script.screen.contains("step 1 of 6  documents: 1 then s"))
    }

    @Test
    func withoutDocumentsTheyAreAdded() {
        var script = fresh()
        script.receive(.documents([]))
        #expect(script.screen.contains("documents: 1 then a"))
    }
}
