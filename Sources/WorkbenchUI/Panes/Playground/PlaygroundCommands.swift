import TerminalCells
import Workbench

enum PlaygroundCommands {
    static let all: [Command] = browsing + ConversationCommands.all + DifferenceCommands.all + BlindCommands.all + toggles + typing

    private static let browsing: [Command] = [
        Command(
            "playground.ask", "Ask a question", ["i"], .playground, order: 8, twin: "assay ask --all",
            dynamicHint: {
                $0.playground.selectedCitation == nil ? nil : "ask"
            }
        ) { state in
            state.playground.isTyping = true
            return []
        },
        Command(
            "playground.xray", "X-ray: the exact prompt the arm saw", ["x"], .playground, order: 20, twin: "assay ask --json",
            dynamicHint: { $0.playground.selectedColumn?.answer == nil || $0.playground.turn?.isHidden == true ? nil : "x-ray" },
            when: { state in
                if state.playground.turn?.isHidden == true { return .disabled("It would show which arm this is: vote first, v or t.") }
                return state.playground.selectedColumn?.answer == nil
                    ? .disabled("There is no finished answer to look into yet.") : .enabled
            }
        ) { state in
            guard let answer = state.playground.selectedColumn?.answer else { return [] }
            state.overlays.append(.text(TextPopup.xray(answer, question: state.playground.turn?.question ?? "")))
            return []
        },
        Command(
            "playground.copy", "Copy the answer", ["y"], .playground, order: 30,
            dynamicHint: { $0.playground.selectedColumn?.text.isEmpty ?? true ? nil : "copy" },
            when: { $0.playground.selectedColumn?.text.isEmpty ?? true ? .disabled("There is no answer to copy.") : .enabled }
        ) { state in
            guard let turn = state.playground.turn, state.playground.selectedColumn != nil else { return [] }
            let index = state.playground.selectedArm
            state.tell("sent to the terminal's clipboard: the answer of \(turn.label(index))")
            return [.copy(SafeText(turn.text(index)).string)]
        },
        Command(
            "playground.example", "Make the answer an example of the dataset", ["a"], .playground, order: 32, twin: "assay data add",
            dynamicHint: { $0.playground.selectedColumn?.whole == nil ? nil : "example" },
            when: { exampleObstacle($0, "There is no finished answer to keep.") }
        ) { state in
            state.playground.newExample(model: state.project?.model).map { [.request(.addExample($0))] } ?? []
        },
        Command(
            "playground.correct", "Correct the answer in your editor, and make it an example", ["A"], .playground, order: 56,
            when: { exampleObstacle($0, "There is no finished answer to correct.") }
        ) { state in
            state.playground.editedExample = state.playground.newExample(model: state.project?.model)
            return state.playground.editedExample.map { [.edit($0.completion)] } ?? []
        },
        Command(
            "playground.stop", "Stop answering; what was written stays", ["s"], .playground, order: 4,
            dynamicHint: { $0.playground.isStreaming ? "stop" : nil },
            when: { $0.activeJob(.ask) == nil ? .disabled("Nothing is being answered.") : .enabled }
        ) { state in state.activeJob(.ask).map { [.request(.cancel($0.id))] } ?? [] },
        Command(
            "playground.again", "Ask the same question again", ["r"], .playground, order: 45,
            dynamicHint: { $0.playground.turn == nil || $0.playground.isStreaming ? nil : "again" },
            when: { state in
                if state.playground.turn == nil { return .disabled("No question has been asked yet.") }
                return state.playground.arms.isEmpty ? .disabled("No arm is chosen: P F R L B choose.") : .enabled
            }
        ) { state in
            state.playground.sendAgain()
        },
        Command(
            "playground.nextCitation", "Next citation of the answer", ["c"], .playground, order: 35,
            dynamicHint: {
                $0.playground.turn?.isHidden != true && ($0.playground.selectedColumn?.answer?.citations.count ?? 0) > 1
                    ? "citation" : nil
            }
        ) { state in
            state.playground.nextCitation(1)
            return []
        },
        Command(
            "playground.older", "The question before", ["p"], .playground, order: 50,
            dynamicHint: {
                $0.playground.turnIndex > 0 ? "before" : nil
            }
        ) { state in
            state.playground.showTurn(state.playground.turnIndex - 1)
            return []
        },
        Command(
            "playground.newer", "The question after", ["n"], .playground, order: 51,
            dynamicHint: {
                $0.playground.turnIndex + 1 < $0.playground.turns.count ? "after" : nil
            }
        ) { state in
            state.playground.showTurn(state.playground.turnIndex + 1)
            return []
        },
        Command("playground.edit", "Write the question in your editor", ["e"], .playground, order: 55) { state in
            [.edit(state.playground.input.isEmpty ? state.playground.turn?.question ?? "" : state.playground.input.text)]
        },
    ]

    /// Why there is no answer here that could be an example.
    private static func exampleObstacle(_ state: AppState, _ missing: String) -> Command.Availability {
        guard let answer = state.playground.selectedColumn?.answer else { return .disabled(missing) }
        if answer.ending != nil { return .disabled("This answer is not whole: r asks again.") }
        return state.playground.turn?.follows == nil
            ? .enabled : .disabled("A follow-up says little by itself: ask it in full, by itself (N), and keep that answer.")
    }

    private static let toggles: [Command] = Arm.plain.map(toggle) + [form]

    private static func toggle(_ arm: Arm) -> Command {
        Command(
            CommandID(rawValue: "playground.arm.\(arm.rawValue)"), "\(arm.label) answers, or not: \(arm.summary)", [arm.toggleKey],
            .playground
        ) { state in
            if state.playground.arms.remove(arm) == nil { state.playground.arms.insert(arm) }
            if state.playground.arms.isEmpty { state.tell("no arm is chosen: P F R L B choose", .error) }
            return []
        }
    }

    private static let form = Command(
        "playground.form", "Arms with the project's form imposed answer as well, or not", ["C"], .playground,
        when: { $0.playground.hasForm ? .enabled : .disabled("The project has no form: a [form] section in assay.toml gives it one.") }
    ) { state in
        if state.playground.asksWithForm {
            state.playground.arms = state.playground.arms.filter { !$0.isConstrained }
        } else {
            state.playground.arms.formUnion(state.playground.available.filter(\.isConstrained))
        }
        return []
    }

    private static let typing: [Command] = [
        Command(
            "question.send", "Send the question", ["Enter"], .questionBox, hint: "send", order: 1,
            when: {
                if OverlayCommands.trimmed($0.playground.input.text).isEmpty { return .disabled("Type a question first.") }
                if $0.playground.isFollowUp, $0.playground.turn?.isStreaming == true {
                    return .disabled("The answers that this goes on from are still being written. Ctrl-N asks it by itself.")
                }
                return $0.playground.arms.isEmpty ? .disabled("No arm is chosen: Esc, then P F R L B choose.") : .enabled
            }
        ) { $0.playground.send() },
        Command("question.newline", "A new line", ["Ctrl-J"], .questionBox, hint: "new line", order: 2) { state in
            state.playground.input.insert("\n")
            return []
        },
        Command("question.leave", "Leave the box, keep what was typed", ["Esc"], .questionBox, hint: "leave", order: 3) { state in
            state.playground.isTyping = false
            return []
        },
        Command("question.up", "Line up, or the question before", ["Up"], .questionBox, hint: "earlier questions", order: 4) { state in
            state.playground.moveInBox(-1)
            return []
        },
        Command("question.down", "Line down, or the question after", ["Down"], .questionBox) { state in
            state.playground.moveInBox(1)
            return []
        },
        Command("question.next", "Leave the box for the next pane", ["Tab"], .questionBox) { $0.setFocus($0.focus.next(1)) },
    ]
}
