import TerminalCells
import Testing
import Workbench
import WorkbenchUI

struct DecisionTests {
    private func script() -> Script {
        var script = Script()
        script.press("3")
        return script
    }

    @Test
    func theVerdictPageHoldsEverythingItRestsOn() {
        let screen = script().screen
        for text in ["Build RAG", "[RAG]", "Why", "What would change it", "disagree", "RAG+LoRA", "knowledge", "What this does not show"] {
            #expect(screen.contains(text), "\(text)")
        }
    }

    @Test
    func answersCycleWithEnterAndArrows() {
        var script = script()
        script.press("j<Enter>")
        #expect(script.press("<Enter>") == [.request(.answer(.gap, "both"))])
        #expect(script.press("<Left>") == [.request(.answer(.gap, "behaviour"))])
        #expect(script.press("j<Right>") == [.request(.answer(.change, "daily"))])
        #expect(script.press("<Left>") == [.request(.answer(.change, "unsure"))])
        #expect(script.press("<Backspace>") == [.request(.answer(.change, nil))])
    }

    @Test
    func aConflictIsFlaggedInWords() {
        var script = script()
        script.press("j")
        #expect(script.screen.contains("▲ differs from your answer"))
    }

    @Test
    func evaluationAsksForArmsAndSplit() {
        var script = script()
        script.press("v<Space>")
        #expect(script.screen.contains("--split test"))
        #expect(script.press("<Enter>") == [.request(.evaluate(arms: [.fewshot, .rag, .lora, .ragLora], split: "test"))])
    }

    @Test
    func armsWithoutAnAdapterAreLeftOutAndTheReasonIsShown() {
        var project = Sample.project
        project.adapter = nil
        var script = script()
        script.receive(.project(project))
        script.press("v")
        #expect(script.screen.contains("no adapter yet"))
        #expect(script.press("<Enter>") == [.request(.evaluate(arms: [.prompt, .fewshot, .rag], split: "test"))])
    }

    @Test
    func anEvaluationNeedsAnArm() {
        var script = script()
        script.press("v<Space><Down><Space><Down><Space><Down><Space><Down><Space>")
        #expect(script.press("<Enter>") == [])
        #expect(script.screen.contains("Choose at least one arm."))
    }

    @Test
    func gapsAreMeasured() {
        var script = script()
        #expect(script.press("m") == [.request(.measure(.gaps))])
    }

    @Test
    func theReportIsWrittenWhereItIsWanted() {
        var script = script()
        script.press("w")
        #expect(script.screen.contains("Write the report"))
        #expect(script.press("<Enter>") == [.request(.writeReport(path: "report.html"))])
        var nothing = Script()
        nothing.receive(.evaluation(nil))
        nothing.press("3w")
        #expect(nothing.screen.contains("There is nothing to report yet"))
    }

    /// All words of the box under the verdict, however narrow: the number of cases is what it is there for.
    @Test(arguments: [Size(80, 24), Size(100, 30), Size(140, 45)])
    func theVerdictBoxIsNotCut(_ size: Size) throws {
        var report = Sample.decision
        report.state = .inconclusive
        report.neededCases = 320
        var script = Script(size)
        script.receive(.decision(report))
        script.press("3")
        let lines = script.screen.split(separator: "\n")
        let first = try #require(lines.firstIndex { $0.contains("clusters") && $0.contains("cases in") && $0.contains("┃") })
        let box = lines[first...].prefix(3).joined(separator: " ")
        for word in ["about", "320", "cases in", "all", "would", "settle", "it"] { #expect(box.contains(word), "\(word) in \(box)") }
        #expect(!box.contains("about…") && !box.contains("3…"))
    }

    @Test
    func aDisagreementIsOpenedWithItsAnswers() {
        var script = script()
        #expect(script.press("jjjj") == [.request(.caseDetail(run: "eval-3", case: "price-1"))])
        script.receive(.caseDetail(Sample.caseDetail))
        script.press("<Enter>")
        #expect(script.screen.contains("fact 1 of 1 missing: €29"))
        #expect(script.press("j") == [.request(.caseDetail(run: "eval-3", case: "refund-4"))])
        #expect(script.screen.contains("passed: RAG+LoRA"), "what is known is shown until the rest comes")
    }

    @Test
    func beforeAnyEvaluationThePageTeaches() {
        var script = Script(loaded: false)
        script.receive(
            .evaluation(nil),
            .decision(
                DecisionReport(
                    state: .void, arm: nil, reasons: ["Nothing has been evaluated yet."], gaps: nil, contrasts: [], neededCases: nil,
                    wouldFlip: [],
                    conflicts: [], limits: [], questions: [])))
        script.press("3")
        #expect(script.screen.contains("No verdict yet"))
        #expect(script.screen.contains("evaluate the arms on your cases"))
    }

    private func measurements() -> Script {
        var script = script()
        script.press("jjjj")
        #expect(script.press("j") == [.request(.measurements)], "asked for when looked at")
        script.receive(.measurements(Sample.measurements))
        script.press("<Enter>")
        return script
    }

    @Test
    func eachMeasurementShowsWhenItWasRunAndWhatCameOfIt() {
        var script = measurements()
        #expect(script.screen.contains("3 of 7"))
        for text in ["2026-11-20 09:14 UTC", "never run", "▲ outdated", "+61 points (+48 to +73)", "assay eval gaps"] {
            #expect(script.screen.contains(text), "\(text)")
        }
        script.press("<Enter>")
        #expect(script.screen.contains("facts gained by showing the right passage"))
        #expect(!script.screen.contains("|---"), "a table stands in columns")
        #expect(script.press("y").contains(.copy(Sample.measurements[0].text ?? "")), "copied as the command prints it")
        script.press("<Esc>j<Enter>")
        #expect(script.screen.contains("What it rests on has changed since"))
        script.press("<Esc>j")
        #expect(script.press("<Enter>") == [] && !script.screen.contains("Measure it"), "nothing to read yet")
    }

    @Test
    func aMeasurementIsStartedFollowedAndStopped() {
        var script = measurements()
        script.press("j")
        #expect(script.press("r") == [.request(.measure(.promptSearch))])
        script.receive(.job(Sample.job(.promptSearch, id: 7)))
        #expect(script.screen.contains("40 %") && script.screen.contains("step 40 of 96"))
        #expect(script.press("r") == [] && script.screen.contains("x stops it"))
        #expect(script.press("x") == [.request(.cancel(JobID(7)))])
        #expect(script.receive(.job(Sample.job(.promptSearch, .cancelled, id: 7))).contains(.request(.measurements)))
        #expect(script.press("x") == [], "nothing to stop")
    }

    @Test
    func theCurveAsksFirstAndTheJudgeIsNeverStartedByAKey() {
        var script = measurements()
        script.press("jjj")
        #expect(script.press("r") == [])
        #expect(script.screen.contains("Train several adapters?"))
        #expect(script.press("y") == [.request(.measure(.curve))])
        script.press("jjj")
        #expect(script.screen.contains("assay eval judge --send HOST"))
        #expect(script.press("r") == [] && script.screen.contains("Answers may leave this machine"))
    }
}
