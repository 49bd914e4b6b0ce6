import TerminalCells
import Workbench

/// Before a project is open: what can be opened or made.
public struct StartState: Equatable, Sendable {
    public var choices: [ProjectChoice]
    public internal(set) var list = ListPosition()
    /// Taken out of the list here, with the place where each stood; the last one comes back first.
    var forgotten: [Forgotten] = []

    struct Forgotten: Equatable, Sendable {
        var choice: ProjectChoice
        var index: Int
    }

    public init(choices: [ProjectChoice]) { self.choices = choices }

    var selected: ProjectChoice? { choices.indices.contains(list.selected) ? choices[list.selected] : nil }
}

extension AppState {
    /// Opens what is selected, or asks where to make it.
    mutating func openChoice() -> [Effect] {
        guard let choice = start?.selected else { return [] }
        switch choice.kind {
        case .recent: return [.openProject(choice.path)]
        case .sample: askForFolder("A copy of the sample \(choice.name)", choice.path, .createProject(sample: choice.name))
        case .empty: askForFolder("An empty project", choice.path, .createProject(sample: nil))
        }
        return []
    }

    /// Takes the selected recent project out of the list.
    mutating func forgetChoice() -> [Effect] {
        guard var start, let choice = start.selected, choice.isRecent else { return [] }
        start.forgotten.append(.init(choice: choice, index: start.list.selected))
        start.choices.remove(at: start.list.selected)
        start.list.move(0, count: start.choices.count, height: StartView.rows(start, size))
        self.start = start
        tell("\(choice.path) is out of the list, its folder is untouched; u puts it back")
        return [.forgetProject(choice.path)]
    }

    mutating func rememberChoice() -> [Effect] {
        guard var start, let last = start.forgotten.popLast() else { return [] }
        let index = min(last.index, start.choices.count)
        start.choices.insert(last.choice, at: index)
        start.list.move(index - start.list.selected, count: start.choices.count, height: StartView.rows(start, size))
        self.start = start
        return [.rememberProject(last.choice)]
    }

    mutating func askForFolder(_ title: String, _ path: String, _ purpose: LinePrompt.Purpose) {
        let help =
            purpose == .openProject
            ? "A folder with an assay.toml." : "The folder to make it in. Nothing that is there already is touched."
        overlays.append(
            .prompt(LinePrompt(title: title, help: help, placeholder: "/path/to/folder", purpose: purpose, input: TextInput(path))))
    }
}
