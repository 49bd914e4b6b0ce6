import Workbench

/// What `update` asks somebody else to do.  Values, so that tests compare them.
public enum Effect: Equatable, Sendable {
    case request(WorkbenchRequest)
    /// Text to the clipboard.
    case copy(String)
    /// Open this text in the user's editor; the answer is `Message.edited`.
    case edit(String)
    /// Open a file of the project at a line in the user's editor; what follows is done when it is closed.
    case open(path: String, line: Int)
    /// Whether `TerminalInput.tick` shall come (ten times a second): only while something moves.
    case tick(Bool)
    /// Whether mouse clicks come here or stay with the terminal, for selecting text.
    case mouse(Bool)
    /// Stop the program as Ctrl-Z does.
    case suspend
    /// Paint the whole screen anew.
    case repaint
    case quit
    /// Open the project in this folder; the answer is `Message.opened`, or a failure in words.
    case openProject(String)
    /// Make a project, a copy of a sample or an empty one, and open it.
    case createProject(String, sample: String?)
    /// The theme to begin with the next time.
    case keepTheme(String)
    /// Leave the project in this folder out of the list of recent ones; the folder stays.
    case forgetProject(String)
    /// Put back what was left out.
    case rememberProject(ProjectChoice)
}
