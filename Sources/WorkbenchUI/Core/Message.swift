import TerminalCells
import Workbench

/// Everything that can change the state.
public enum Message: Equatable, Sendable {
    /// What the terminal said: started, keys, mouse, pastes, resizes, ticks.
    case input(TerminalInput)
    /// What the workbench said.
    case event(WorkbenchEvent)
    /// What came back from `Effect.edit`; nil when nothing was changed.
    case edited(String?)
    /// A project is open.
    case opened
    /// A command, whoever chose it: a key, the palette, a click on its hint.
    case command(CommandID)
}
