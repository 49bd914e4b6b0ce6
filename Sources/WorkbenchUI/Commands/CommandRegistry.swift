import TerminalCells

/// Every command there is.
public enum CommandRegistry {
    public static let all: [Command] =
        GlobalCommands.all + StartCommands.all + NavigationCommands.all + KnowledgeCommands.all + DatasetCommands.all + MarkCommands.all
        + HealthCommands.all + DraftCommands.all + DecisionCommands.all + MeasurementCommands.all + PlaygroundCommands.all
        + OverlayCommands.all

    private static let byID: [CommandID: Command] = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
    private static let byScope: [Scope: [Command]] = Dictionary(grouping: all, by: \.scope)

    public static func command(_ id: CommandID) -> Command? { byID[id] }
    public static func commands(in scope: Scope) -> [Command] { byScope[scope] ?? [] }

    /// The scopes that hold, innermost first.
    static func scopes(_ state: AppState) -> [Scope] {
        if let overlay = state.overlays.last { return [overlay.scope, .everywhere] }
        if state.start != nil { return [.start, .everywhere] }
        switch state.focus {
        case .knowledge:
            if state.knowledge.search?.isTyping == true { return [.filterBox, .everywhere] }
            switch state.knowledge.level {
            case .list where state.knowledge.search != nil: return [.knowledgeSearch, .knowledge, .navigation, .panes, .everywhere]
            case .list: return [.knowledgeList, .knowledge, .navigation, .panes, .everywhere]
            case .body: return [.knowledgePassages, .knowledge, .navigation, .panes, .everywhere]
            }
        case .dataset:
            if state.dataset.isFiltering { return [.filterBox, .everywhere] }
            switch state.dataset.tab {
            case .examples: return [.examples, .dataset, .navigation, .panes, .everywhere]
            case .runs: return [.runs, .dataset, .navigation, .panes, .everywhere]
            case .health: return [.health, .dataset, .navigation, .panes, .everywhere]
            case .drafts: return [.drafts, .dataset, .navigation, .panes, .everywhere]
            }
        case .decision:
            switch state.decision.section {
            case .questions: return [.questions, .decision, .navigation, .panes, .everywhere]
            case .flips: return [.flips, .decision, .navigation, .panes, .everywhere]
            case .measurements: return [.measurements, .decision, .navigation, .panes, .everywhere]
            default: return [.decision, .navigation, .panes, .everywhere]
            }
        case .playground:
            if state.playground.isTyping { return [.questionBox, .everywhere] }
            return [.playground, .navigation, .panes, .everywhere]
        }
    }

    /// The command this key means now; hidden ones are passed over.
    static func command(for key: Key, in state: AppState) -> Command? {
        for scope in scopes(state) {
            for command in commands(in: scope) where command.keys.contains(key) && command.availability(state) != .hidden {
                return command
            }
            if scope.isTyping, key.inserted != nil { return nil }
        }
        return nil
    }

    /// Carries a command out, or says why not.
    static func run(_ command: Command, _ state: inout AppState) -> [Effect] {
        switch command.availability(state) {
        case .enabled: return command.perform(&state)
        case .disabled(let reason):
            state.tell(reason, .error)
            return []
        case .hidden: return []
        }
    }

    /// The key table of the README, in Markdown.
    public static func keyTable() -> String {
        var result = ""
        for scope in Scope.allCases {
            let commands = commands(in: scope).filter { !$0.keys.isEmpty }
            guard !commands.isEmpty else { continue }
            result += "**\(scope.rawValue)**\n\n| Key | Does | Command line |\n|---|---|---|\n"
            for command in commands {
                let keys = command.keys.map { "`\($0.label)`" }.joined(separator: " ").replacing("|", with: "\\|")
                result += "| \(keys) | \(command.title) | \(command.twin.map { "`\($0)`" } ?? "") |\n"
            }
            result += "\n"
        }
        return result
    }
}
