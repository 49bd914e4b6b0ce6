import TerminalCells

/// Commands that hold everywhere.
enum GlobalCommands {
    static let all: [Command] =
        [
            Command("quit", "Quit; asks while a job runs", ["q"], .panes, hint: "quit", order: 90, risk: .asks) { quit(&$0, again: false) },
            Command("interrupt", "Quit; twice without asking", ["Ctrl-C"], .everywhere, risk: .ends) { quit(&$0, again: true) },
            Command("suspend", "Stop the program; fg brings it back", ["Ctrl-Z"], .everywhere) { _ in [.suspend] },
            Command("repaint", "Paint the screen anew", ["Ctrl-L"], .everywhere) { _ in [.repaint] },
            Command("help", "Help for this place", ["?"], .panes, hint: "help", order: 92) { help(&$0) },
            Command("palette", "Every command, by name", [":"], .panes, hint: "commands", order: 91) { state in
                state.overlays.append(.palette(PaletteState()))
                return []
            },
            Command("jobs", "Running and finished jobs", ["J"], .panes) { state in
                state.overlays.append(.jobs(ListPosition(selected: max(0, state.jobs.count - 1))))
                return []
            },
            Command("messages", "What was said before", ["M"], .panes) { state in
                state.overlays.append(.text(TextPopup.messages(state.messages)))
                return []
            },
            Command("theme", "Choose a theme, with preview", ["T"], .panes) { chooseTheme(&$0) },
            Command("mouse", "Mouse on or off; off leaves selecting to the terminal", ["S"], .panes) { state in
                state.capturesMouse.toggle()
                state.tell(state.capturesMouse ? "mouse: clicks work here" : "mouse: the terminal selects text")
                return [.mouse(state.capturesMouse)]
            },
            Command("pane.next", "Next pane", ["Tab"], .panes) { $0.setFocus($0.focus.next(1)) },
            Command("pane.previous", "Previous pane", ["Shift-Tab"], .panes) { $0.setFocus($0.focus.next(-1)) },
            Command("pane.zoom", "Zoom the pane, or back", ["z"], .panes) { state in
                state.isZoomed.toggle()
                return []
            },
        ]
        + Pane.allCases.map { pane in
            Command(
                CommandID(rawValue: "pane.\(pane.rawValue)"), "\(pane.title); again zooms",
                [Key(.character(Character("\(pane.rawValue)")))],
                .panes
            ) { state in
                if state.focus == pane {
                    state.isZoomed.toggle()
                    return []
                }
                return state.setFocus(pane)
            }
        }

    static func help(_ state: inout AppState) -> [Effect] {
        state.overlays.append(.help(offset: 0))
        return []
    }

    static func chooseTheme(_ state: inout AppState) -> [Effect] {
        let names = state.configuration.themes.map(\.name)
        let at = names.firstIndex(of: state.configuration.theme) ?? 0
        state.overlays.append(.themes(ListPosition(selected: at), before: state.configuration.theme))
        return []
    }

    /// Leaves at once, or asks when that would cut work short.  `again`: a second time means it.
    static func quit(_ state: inout AppState, again: Bool) -> [Effect] {
        let jobs = state.jobsWorthAsking
        if jobs.isEmpty { return [.quit] }
        if again, state.isQuitting || state.overlays.last?.isQuitConfirmation == true { return [.quit] }
        guard state.overlays.last?.isQuitConfirmation != true else { return [] }
        state.overlays.append(.confirm(Confirmation.quit(jobs)))
        return []
    }
}
