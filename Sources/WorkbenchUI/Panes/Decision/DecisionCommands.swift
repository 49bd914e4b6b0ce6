import TerminalCells
import Workbench

enum DecisionCommands {
    static let all: [Command] = [
        Command(
            "decision.evaluate", "Evaluate the arms on the cases", ["v"], .decision, hint: "evaluate", order: 10, twin: "assay eval run",
            when: {
                $0.activeJob(.evaluate) == nil ? .enabled : .disabled("An evaluation is running already; J shows it.")
            }
        ) { state in
            state.overlays.append(.form(.evaluation(state.project)))
            return []
        },
        Command(
            "decision.gaps", "Measure where the points are lost", ["m"], .decision, hint: "measure gaps", order: 20,
            twin: "assay eval gaps",
            when: { $0.activeJob(.gaps) == nil ? .enabled : .disabled("The gaps are being measured already; J shows it.") }
        ) { _ in [.request(.measure(.gaps))] },
        Command(
            "decision.report", "Write the report for the team", ["w"], .decision, hint: "write report", order: 25,
            twin: "assay report --out report.html",
            when: { $0.decision.evaluation == nil ? .disabled("There is nothing to report yet: evaluate first (v).") : .enabled }
        ) { state in
            state.overlays.append(
                .prompt(
                    LinePrompt(
                        title: "Write the report",
                        help: "A file in the project's folder. Its name ends in .html (one file that needs nothing else), .md or .json.",
                        placeholder: "report.html", purpose: .report, input: TextInput("report.html"))))
            return []
        },
        Command(
            "decision.clear", "Take the answer back", ["Backspace", "Delete"], .questions, order: 30,
            dynamicHint: {
                $0.decision.inBody && $0.decision.questions[$0.decision.question].answer != nil ? "clear" : nil
            }, when: { $0.decision.inBody ? .enabled : .hidden }
        ) { $0.decision.clearAnswer() },
        Command(
            "decision.copyCase", "Copy the case with its answers", ["y"], .flips,
            when: {
                $0.decision.selectedFlip == nil ? .disabled("There is no case to copy.") : .enabled
            }
        ) { state in
            guard let flip = state.decision.selectedFlip else { return [] }
            var text = "\(flip.case): \(flip.question)\n"
            for answer in state.decision.cases[flip.case]?.answers ?? [] {
                text += "\n\(answer.arm.label) (\(answer.passed ? "passed" : "failed"))\n\(answer.text)\n"
            }
            state.tell("sent to the terminal's clipboard: \(flip.case)")
            return [.copy(SafeText(text).string)]
        },
    ]
}
