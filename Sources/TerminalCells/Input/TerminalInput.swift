/// What the terminal can do.
public struct TerminalTraits: Hashable, Sendable {
    /// 0 where colours are absent or not wanted (`NO_COLOR`).
    public var colors: Int
    /// The terminal's name, `TERM`.
    public var name: String
    /// Something to tell the user, for example that the terminal's own name was unknown.
    public var warning: String?

    public init(colors: Int, name: String, warning: String? = nil) {
        self.colors = colors
        self.name = name
        self.warning = warning
    }
}

/// A mouse button or wheel over a cell.
public struct MouseEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case press, release, drag, wheelUp, wheelDown }

    public var kind: Kind
    /// 0 left, 1 middle, 2 right.
    public var button: Int
    public var position: Point

    public init(_ kind: Kind, button: Int = 0, at position: Point) {
        self.kind = kind
        self.button = button
        self.position = position
    }
}

/// Everything the driver tells an application.
public enum TerminalInput: Equatable, Sendable {
    /// The screen is up.
    case started(TerminalTraits, Size)
    case key(Key)
    case mouse(MouseEvent)
    /// A pasted block, as it came except that line ends are LF; never a submission.
    case paste(String)
    case resized(Size)
    /// An interrupt that did not come from the keyboard.
    case interrupt
    /// Time since the loop started, while a tick is on.
    case tick(seconds: Double)
}
