import TerminalCells

/// Moving: the same keys in every list and every body.
enum NavigationCommands {
    static let all: [Command] = [
        move("up", "Up", ["Up", "k"], .up), move("down", "Down", ["Down", "j"], .down),
        move("left", "Left: previous tab, arm or answer", ["Left", "h"], .left),
        Command(
            "move.right", "Right: next tab, arm or answer", ["Right", "l"], .navigation, order: 7, dynamicHint: { $0.sidewaysHint },
            hintKeys: "←→"
        ) { $0.navigate(.right) },
        move("pageUp", "A page up", ["PgUp", "Ctrl-U"], .pageUp), move("pageDown", "A page down", ["PgDn", "Ctrl-D"], .pageDown),
        move("first", "To the top", ["Home", "g"], .first), move("last", "To the end", ["End", "G"], .last),
        Command(
            "open", "Open what is selected", ["Enter"], .navigation, order: 5, dynamicHint: { $0.openHint }
        ) { $0.open() },
        Command(
            "back", "Back one level", ["Esc"], .navigation, order: 80,
            dynamicHint: { $0.isInBody && $0.focus != .playground ? "back" : nil }
        ) {
            $0.back()
        },
    ]

    private static func move(_ name: String, _ title: String, _ keys: [Key], _ motion: Motion) -> Command {
        Command(CommandID(rawValue: "move.\(name)"), title, keys, .navigation) { $0.navigate(motion) }
    }
}

extension AppState {
    /// What ← and → change here, where they change anything.
    var sidewaysHint: String? {
        switch focus {
        case .knowledge: nil
        case .dataset: dataset.inBody ? nil : "tabs"
        case .decision: decision.inBody && decision.section == .questions ? "answer" : nil
        case .playground: (playground.turn?.columns.count ?? 0) > 1 ? "arm" : nil
        }
    }

    /// What Enter does now.
    var openHint: String? {
        switch focus {
        case .knowledge: knowledge.openHint
        case .dataset: dataset.openHint
        case .decision: decision.openHint
        case .playground: playground.selectedCitation.map { "open \($0.marker)" } ?? "ask"
        }
    }
}
