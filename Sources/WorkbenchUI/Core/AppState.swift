import TerminalCells
import Workbench

/// Everything the screen shows.  Only `update` changes it.
public struct AppState: Equatable, Sendable {
    public var configuration: Configuration
    public internal(set) var size = Size(80, 24)
    public internal(set) var project: ProjectSummary?

    public init(_ configuration: Configuration = Configuration()) { self.configuration = configuration }
}

/// The next state and what is to be done about it.
public func update(_ state: inout AppState, _ message: Message) -> [Effect] {
    switch message {
    case .input(.started(_, let size)):
        state.size = size
        return [.request(.project)]
    case .input(.resized(let size)): state.size = size
    case .input(.key("q")), .input(.key("Ctrl-C")), .input(.interrupt): return [.quit]
    case .input(.key("Ctrl-Z")): return [.suspend]
    case .event(.project(let project)): state.project = project
    default: break
    }
    return []
}

/// The screen of this state.
public func view(_ state: AppState, size: Size) -> CellGrid {
    var canvas = Canvas(size: size, theme: state.configuration.activeTheme, symbols: state.configuration.symbols)
    canvas.draw(SafeText(state.project?.name ?? "Assay"), .heading, in: canvas.bounds)
    return canvas.grid
}
