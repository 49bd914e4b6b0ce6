import Foundation
import TerminalCells
import Testing
import Workbench
import WorkbenchUI

/// Each pane at each size, as text beside this file.  `ASSAY_RECORD_SNAPSHOTS=1` writes them anew, and fails, so that nobody records
/// by accident.
struct SnapshotTests {
    static let sizes = [Size(140, 45), Size(80, 24), Size(60, 20), Size(40, 10), Size(1, 1)]
    static let scenes: [(name: String, start: Pane, keys: String)] = [
        ("knowledge", .knowledge, "<Enter>j"), ("search", .knowledge, "/price"), ("dataset", .dataset, ""), ("tokens", .dataset, "m"),
        ("runs", .dataset, "<Right>"), ("samples", .dataset, "<Right>s"), ("health", .dataset, "<Right><Right>"),
        ("drafts", .dataset, "<Right><Right><Right>"),
        ("finding", .dataset, "<Right><Right>jj"),
        ("decision", .decision, ""),
        ("questions", .decision, "j<Enter>"),
        ("gaps", .decision, "jj"), ("arms", .decision, "jjj"), ("disagreements", .decision, "jjjj<Enter>"),
        ("measurements", .decision, "jjjjj<Enter>j"),
        ("measurement", .decision, "jjjjj<Enter>"), ("playground", .playground, ""),
        ("answers", .playground, "iWhat does the Team plan cost?<Enter>"),
        ("zoomed", .playground, "4iWhat does the Team plan cost?<Enter>"),
        ("blind", .playground, "biWhat does the Team plan cost?<Enter>"), ("voted", .playground, "biWhat does the Team plan cost?<Enter>"),
        ("differences", .playground, "iWhat does the Team plan cost?<Enter>"),
        ("follow-up", .playground, "iWhat does the Team plan cost?<Enter>"),
        ("arm-form", .playground, "iWhat does the Team plan cost?<Enter>"),
        ("help", .knowledge, "?"), ("palette", .knowledge, ":tra"), ("form", .dataset, "t"), ("confirm", .knowledge, "d"),
        ("evaluation-form", .decision, "v"), ("report", .decision, "w"), ("add", .knowledge, "a"), ("context", .knowledge, "c"),
        ("themes", .playground, "T"), ("jobs", .knowledge, ""), ("marked", .dataset, "<Space>jvj"),
        ("marked-documents", .knowledge, "<Space>jvj"), ("x-ray", .playground, "iWhat does the Team plan cost?<Enter>"),
    ]

    @Test(arguments: scenes.indices, sizes.indices)
    func scene(_ scene: Int, at size: Int) throws {
        let (name, start, keys) = Self.scenes[scene]
        let size = Self.sizes[size]
        var script = Script(size, start: start)
        script.press(keys)
        if name == "search" { script.receive(.search(generation: 5, query: "price", hits: Sample.hits(), milliseconds: 4.2)) }
        if name == "tokens" { script.receive(.mask(example: "ex-1", Sample.mask)) }
        if name.hasPrefix("measurement") {
            script.receive(.measurements(Sample.measurements))
            if name == "measurement" { script.press("<Enter>") }
        }
        if name == "disagreements" { script.receive(.caseDetail(Sample.caseDetail)) }
        if name == "context" {
            script.press("price of Team<Enter>")
            let prompt = "<|im_start|>system\nAnswer from the passages.<|im_end|>\n[1] The Team plan costs €29 a seat.\n"
            script.receive(.context(ContextPreview(question: "price of Team", prompt: prompt, tokens: 99, passages: Sample.pricing)))
        }
        if name == "jobs" {
            script.receive(.job(Sample.job(.train)), .job(Sample.job(.sync, id: 2, fraction: nil)))
            script.press("J")
        }
        if ["answers", "zoomed", "differences", "follow-up", "arm-form", "x-ray"].contains(name) {
            for arm in Arm.plain where arm != .lora { script.receive(.answerFinished(turn: 1, Sample.answer(arm))) }
            script.receive(.answerFailed(turn: 1, .lora, "There is no adapter yet: press 2, then t, to train one."))
            script.press("<Right><Right>")
        }
        if name == "differences" { script.press("D") }
        if name == "x-ray" { script.press("x") }
        if name == "arm-form" { script.press("o<Down>5") }
        if name == "follow-up" {
            script.press("o<Down>5<Enter>iAnd per year?<Enter>")
            for arm in Arm.plain where arm != .lora {
                var answer = Sample.answer(arm)
                answer.followUp = FollowUp(turns: 1, dropped: 0)
                script.receive(.answerFinished(turn: 2, answer))
            }
        }
        if name == "blind" || name == "voted" {
            for arm in Arm.plain where arm != .lora { script.receive(.answerFinished(turn: 1, Sample.answer(arm))) }
            script.receive(.answerFailed(turn: 1, .lora, "There is no adapter yet: press 2, then t, to train one."))
            script.press(name == "voted" ? "v" : "")
        }
        try compare(script.screen, to: "\(name)-\(size.width)x\(size.height)")
    }

    /// Of what stands on the screen only the user's own words may need more than ASCII.
    @Test(arguments: scenes.indices)
    func asciiTerminalsGetASCII(_ scene: Int) {
        let (name, start, keys) = Self.scenes[scene]
        var script = Script(Size(140, 45), start: start)
        script.state.configuration.symbols = .ascii
        script.press(keys)
        for arm in Arm.plain { script.receive(.answerFinished(turn: 1, Sample.answer(arm))) }
        let others = Set(script.screen.filter { !$0.isASCII })
        #expect(others.isSubset(of: ["€"]), "\(name): \(others)")
    }

    @Test(arguments: sizes.indices)
    func theChoiceOfAProject(at size: Int) throws {
        let size = Self.sizes[size]
        try compare(Script(size, choices: StartTests.choices).screen, to: "start-\(size.width)x\(size.height)")
    }

    @Test
    func emptyPanesTeach() throws {
        for (pane, name) in zip(Pane.allCases, ["knowledge", "dataset", "decision", "playground"]) {
            var script = Script(Size(80, 24), loaded: false, start: pane)
            script.receive(.documents([]), .examples([]), .runs([]), .evaluation(nil))
            try compare(script.screen, to: "empty-\(name)-80x24")
        }
    }

    private func compare(_ text: String, to name: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots")
        let file = folder.appendingPathComponent(name + ".txt")
        if ProcessInfo.processInfo.environment["ASSAY_RECORD_SNAPSHOTS"] != nil {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(name)")
            return
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(text == expected, "\(name) differs:\n\(text)")
    }
}
