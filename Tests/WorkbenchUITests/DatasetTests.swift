import TerminalCells
import Testing
import Workbench
import WorkbenchUI

struct DatasetTests {
    private func script() -> Script {
        var script = Script()
        script.press("2")
        return script
    }

    @Test
    func theFilterNarrowsAndEscClearsItBeforeAnythingElse() {
        var script = script()
        script.press("/refund")
        #expect(script.state.dataset.visible.count == 13)
        script.press("<Enter>")
        #expect(!script.state.dataset.isFiltering)
        script.press("<Esc>")
        #expect(script.state.dataset.visible.count == 40)
    }

    @Test
    func theSplitCycles() {
        var script = script()
        script.press("ss")
        #expect(script.state.dataset.split == .validation)
        #expect(script.state.dataset.visible.count == 5)
    }

    @Test
    func tokensAreAskedForOnceForEachExample() {
        var script = script()
        #expect(script.press("m") == [.request(.mask(example: "ex-1"))])
        script.receive(.mask(example: "ex-1", Sample.mask))
        #expect(script.screen.contains("3 of 10 tokens are trained"))
        #expect(script.screen.contains("⟦Open Settings<|im_end|>⟧"), "trained tokens stand between marks")
        #expect(script.press("mm") == [])
        #expect(script.press("j") == [.request(.mask(example: "ex-2"))])
    }

    /// Without colour and without underlines the marks alone say which tokens are trained.
    @Test
    func trainedTokensStandOutWithoutColour() {
        var script = script()
        script.press("m")
        script.receive(.mask(example: "ex-1", Sample.mask))
        let trained = script.screen.split(separator: "⟦").dropFirst().compactMap { $0.split(separator: "⟧").first }
        #expect(trained.contains { $0.hasPrefix("Open Settings") })
        #expect(trained.allSatisfy { !$0.contains("How do") })
    }

    @Test
    func trainedTokensAreUnderlined() {
        var script = script()
        script.press("m")
        script.receive(.mask(example: "ex-1", Sample.mask))
        let grid = view(script.state, size: script.state.size)
        let underlined = grid.cells.filter { $0.style.attributes.contains(.underline) }.map(\.text).joined()
        #expect(underlined.contains("Open Settings"))
        #expect(!underlined.contains("How do"))
    }

    @Test
    func trainingStartsWithWhatTheFormSays() {
        var script = script()
        #expect(script.press("t") == [.request(.trainingCost(TrainingChoice()))])
        script.press("<Tab><Backspace><Backspace>8<Tab><Tab><Backspace>3")
        #expect(script.requests.last == .trainingCost(TrainingChoice(rank: 8, epochs: 3)))
        script.press("<Tab><Tab><Tab><Tab><Space>")
        #expect(script.screen.contains("assay train start --rank 8 --epochs 3 --learning-rate 0.001 --seed 1"))
        #expect(script.screen.contains("--with-context"))
        #expect(script.press("<Enter>") == [.request(.startTraining(TrainingChoice(rank: 8, epochs: 3, withContext: true)))])
        #expect(script.state.dataset.tab == .runs)
    }

    @Test
    func theFormHoldsAlphaBatchAndEveryOptionOfTheCommand() {
        var script = script()
        script.press("t<Tab><Tab>8<Tab><Tab><Backspace>4<Up><Up><Up><Up><Up>")
        #expect(script.screen.contains("such as use-rslora"))
        script.press("use-dora lora-dropout 0.05")
        var choice = TrainingChoice(alpha: 8, batchSize: 4)
        choice.options.usesDoRA = true
        choice.options.dropout = 0.05
        #expect(script.screen.contains("--alpha 8.0 --epochs 2 --batch 4"))
        #expect(script.screen.contains("--use-dora --lora-dropout 0.05"))
        #expect(script.press("<Enter>") == [.request(.startTraining(choice))])
        script.press("t<Up>use-dola<Enter>")
        #expect(script.screen.contains("There is no option \"use-dola\"."))
    }

    @Test
    func aTrainingThatDoesNotFitIsMarkedInTheForm() {
        var script = script()
        script.press("t")
        let cost = TrainingCost(
            lowSeconds: 100, expectedSeconds: 200, highSeconds: 300, memoryBytes: 3_100_000_000, heldBytes: 400_000_000,
            availableBytes: 2_000_000_000, steps: 96, tokens: 38_000)
        script.receive(.trainingCost(TrainingChoice(), cost))
        #expect(script.screen.contains("2.0 GB available"))
        #expect(script.screen.contains("It does not fit"))
    }

    @Test
    func samplesAreShownWithWhatWasWantedAndComeInLive() {
        var script = script()
        script.press("<Right>")
        #expect(script.screen.contains("It writes at step 96"), "the newest ones stand below the curve")
        script.press("s")
        #expect(script.screen.contains("Writes at step 96 of 96"))
        #expect(script.screen.contains("Open Settings › Seats."))
        #expect(script.screen.contains("You can add a seat to your car by…"), "what was cut off says so")
        script.press("j")
        #expect(script.screen.contains("Nothing is written yet."))
        for step in [0, 16, 32] { script.receive(.trainingSample(run: "concise-1", Sample.sample(step))) }
        script.receive(.trainingSample(run: "concise-1", Sample.sample(16)))
        #expect(script.state.dataset.samples["concise-1"]?.map(\.step) == [0, 16])
        #expect(script.screen.contains("Writes at step 16 of 96"))
        script.press("s")
        #expect(!script.screen.contains("Writes at step 16 of 96"))
    }

    @Test
    func twoRunsAreMarkedAndCompared() {
        var script = script()
        script.press("<Right>")
        #expect(script.press("c") == [])
        #expect(script.screen.contains("to compare"))
        #expect(script.press("c") == [] && script.state.dataset.comparedRun == nil, "the same key takes the mark away")
        script.press("cj")
        #expect(script.press("c") == [.request(.compareRuns(["concise-2", "concise-1"]))])
    }

    @Test
    func aBadFormSaysWhatIsWrongAndStays() {
        var script = script()
        script.press("t<Tab><Backspace><Backspace>0")
        #expect(script.press("<Enter>") == [])
        #expect(script.screen.contains("Rank must be a number from 1 to 256."))
        #expect(script.press("<Esc>") == [])
        #expect(script.state.overlays.isEmpty)
    }

    @Test
    func theCostIsShownWhenItBelongsToTheForm() {
        var script = script()
        script.press("t")
        let cost = TrainingCost(
            lowSeconds: 100, expectedSeconds: 200, highSeconds: 300, memoryBytes: 1_100_000_000, steps: 96, tokens: 38_000)
        script.receive(.trainingCost(TrainingChoice(rank: 4), cost))
        #expect(!script.screen.contains("about 3:20"))
        script.receive(.trainingCost(TrainingChoice(), cost))
        #expect(script.screen.contains("about 3:20 (1:40 – 5:00) · 96 steps · 38,000 tokens · 1.1 GB"))
    }

    @Test
    func theNewRunIsSelectedAndItsLossIsDrawnWhileItFalls() {
        var script = script()
        script.press("t<Enter>")
        script.receive(.job(Sample.job(.train)))
        for step in 1...30 { script.receive(.trainingPoint(run: "run-3", Sample.point(step))) }
        #expect(script.state.dataset.runs?.first?.name == "run-3")
        #expect(script.state.dataset.runList.selected == 0)
        #expect(script.screen.contains("step 30 of 96"))
        #expect(script.screen.contains("412 tok/s"))
        #expect(script.screen.contains("training loss"))
    }

    @Test
    func stoppingAsksAndKeepsTheCheckpoint() {
        var script = script()
        script.receive(.job(Sample.job(.train)))
        script.press("x")
        #expect(script.screen.contains("The checkpoint stays"))
        #expect(script.press("x") == [])
        #expect(script.press("y") == [.request(.cancel(JobID(1)))])
    }

    @Test
    func runsAreFetchedResumedAndDeleted() {
        var script = script()
        script.press("<Right>")
        #expect(script.press("j") == [.request(.curve(run: "concise-1"))])
        #expect(script.press("r") == [.request(.resumeTraining(run: "concise-1"))])
        script.press("d")
        #expect(script.screen.contains("Delete concise-1?"))
        #expect(script.press("y") == [.request(.deleteRun(run: "concise-1"))])
    }

    @Test
    func aFinishedRunCannotBeResumedAndTheReasonIsSaid() {
        var script = script()
        script.press("<Right>")
        #expect(script.press("r") == [])
        #expect(script.screen.contains("only a stopped run can be resumed"))
    }

    @Test
    func aSecondTrainingIsRefused() {
        var script = script()
        script.receive(.job(Sample.job(.train)))
        #expect(script.press("t") == [])
        #expect(script.state.overlays.isEmpty)
    }

    @Test
    func resumedPointsReplaceThoseAfterTheCheckpoint() {
        var script = script()
        script.receive(.curve(run: "concise-1", (1...40).map(Sample.point)))
        script.receive(.trainingPoint(run: "concise-1", Sample.point(33)))
        #expect(script.state.dataset.curves["concise-1"]?.map(\.step) == Array(1...33))
    }
}
