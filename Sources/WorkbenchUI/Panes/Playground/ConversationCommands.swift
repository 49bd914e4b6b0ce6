import TerminalCells
import Workbench

/// Conversations, and what an arm does otherwise than the project says.
enum ConversationCommands {
    static let all: [Command] =
        [
            conversation(
                "playground.conversation", "The next question starts a new conversation, or goes on with the one on the screen", "N",
                .playground, order: 29),
            conversation(
                "question.conversation", "What is typed starts a new conversation, or goes on with the one on the screen", "Ctrl-N",
                .questionBox, order: 5),
        ] + settings

    private static func conversation(_ id: CommandID, _ title: String, _ key: Key, _ scope: Scope, order: Int) -> Command {
        Command(
            id, title, [key], scope, order: order,
            dynamicHint: { state in
                guard state.playground.turn != nil, !state.playground.isBlind else { return nil }
                return state.playground.goesOn ? "new chat" : "follow up"
            },
            when: { state in
                if state.playground.turn == nil { return .disabled("No question has been asked yet.") }
                return state.playground.isBlind ? .disabled("Blind questions stand by themselves: b shows the names.") : .enabled
            }
        ) { state in
            state.playground.goesOn.toggle()
            let number = state.playground.turnIndex + 1
            state.tell(
                state.playground.goesOn
                    ? "the next question goes on with the conversation of question \(number), each arm with its own answers"
                    : "the next question begins a new conversation")
            return []
        }
    }

    private static let settings: [Command] = [
        Command(
            "playground.settings", "Change the prompt, passages, adapter, temperature, form or length of the selected arm", ["o"],
            .playground, order: 28, twin: "assay ask --passages",
            dynamicHint: { $0.playground.turn.map { $0.isHidden ? nil : "settings" } ?? nil },
            when: { state in
                if state.playground.turn?.isHidden == true { return .disabled("It would show which arm this is: vote first, v or t.") }
                return arm(state) == nil ? .disabled("No arm is chosen: P F R L B choose.") : .enabled
            }
        ) { state in
            guard let arm = arm(state) else { return [] }
            state.overlays.append(.form(FormState.arm(arm, state.playground.settings[arm] ?? ArmSettings(), state.project?.choices)))
            return []
        },
        Command(
            "playground.resetSettings", "Set all arms back to what the project says", ["O"], .playground, order: 57,
            when: { $0.playground.settings.isEmpty ? .disabled("All arms are as the project says.") : .enabled }
        ) { state in
            let names = state.playground.settings.keys.sorted().map(\.label).joined(separator: ", ")
            state.playground.settings = [:]
            state.tell("as the project says again, from the next question on: \(names)")
            return []
        },
    ]

    /// The arm whose settings are meant.
    private static func arm(_ state: AppState) -> Arm? { state.playground.selectedColumn?.arm ?? state.playground.chosenArms.first }
}
