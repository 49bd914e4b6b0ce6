import TerminalCells
import Workbench

/// What can be done before a project is open.
enum StartCommands {
    static let all: [Command] = [
        Command(
            "start.open", "Open the project, or make it", ["Enter"], .start, order: 1, twin: "assay open",
            dynamicHint: { state in
                switch state.start?.selected?.kind {
                case .recent?: "open"
                case .sample?: "copy and open"
                case .empty?: "make and open"
                case nil: nil
                }
            }
        ) { $0.openChoice() },
        Command("start.other", "Open another folder", ["o"], .start, hint: "another folder", order: 3) { state in
            state.askForFolder("Open a project", "", .openProject)
            return []
        },
        Command("start.new", "Make an empty project", ["n"], .start, hint: "new", order: 2, twin: "assay init") { state in
            let proposed = state.start?.choices.first { $0.kind == .empty }
            state.askForFolder("An empty project", proposed?.path ?? "", .createProject(sample: nil))
            return []
        },
        Command(
            "start.forget", "Take the project out of this list; its folder stays", ["d"], .start, order: 4,
            dynamicHint: { $0.start?.selected?.isRecent == true ? "forget" : nil },
            when: {
                $0.start?.selected?.isRecent == true ? .enabled : .disabled("Only projects opened lately can be taken out of the list.")
            }
        ) { $0.forgetChoice() },
        Command(
            "start.remember", "Put the project back that was taken out last", ["u"], .start, order: 5,
            dynamicHint: { $0.start?.forgotten.isEmpty == false ? "undo" : nil },
            when: { $0.start?.forgotten.isEmpty == false ? .enabled : .disabled("Nothing was taken out of the list.") }
        ) { $0.rememberChoice() },
        Command("start.up", "Up", ["Up", "k"], .start) { move(-1, &$0) },
        Command("start.down", "Down", ["Down", "j"], .start) { move(1, &$0) },
        Command("start.theme", "Choose a theme, with preview", ["T"], .start) { GlobalCommands.chooseTheme(&$0) },
        Command("start.help", "Help for this place", ["?"], .start, hint: "help", order: 92) { GlobalCommands.help(&$0) },
        Command("start.quit", "Quit", ["q"], .start, hint: "quit", order: 90) { _ in [.quit] },
    ]

    private static func move(_ step: Int, _ state: inout AppState) -> [Effect] {
        guard var start = state.start else { return [] }
        start.list.move(step, count: start.choices.count, height: StartView.rows(start, state.size))
        state.start = start
        return []
    }
}
