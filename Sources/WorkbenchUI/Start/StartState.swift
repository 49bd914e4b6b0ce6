import TerminalCells
import Workbench

/// Before a project is open: what can be opened or made.
public struct StartState: Equatable, Sendable {
    public var choices: [ProjectChoice]
    public internal(set) var list = ListPosition()

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

    mutating func askForFolder(_ title: String, _ path: String, _ purpose: LinePrompt.Purpose) {
        let help =
            purpose == .openProject
            ? "A folder with an assay.toml." : "The folder to make it in. Nothing that is there already is touched."
        overlays.append(
            .prompt(LinePrompt(title: title, help: help, placeholder: "/path/to/folder", purpose: purpose, input: TextInput(path))))
    }
}
