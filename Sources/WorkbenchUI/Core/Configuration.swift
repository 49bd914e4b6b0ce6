import TerminalCells

/// What the user chose about the screen; nothing of it changes what the program does.
public struct Configuration: Equatable, Sendable {
    /// The theme in use, by name.
    public var theme: String
    /// Every theme there is; the built-in `default` is added when it is missing.
    public var themes: [Theme]
    public var symbols: Symbols
    /// The pane with the focus at start.
    public var startPane: Pane
    public var mouse: Bool
    /// Nothing moves by itself: what runs is marked, not animated.
    public var reducedMotion = false
    /// What hidden answers are shuffled with.
    public var seed: UInt64 = 1
    /// What was wrong with the configuration, shown until a key is pressed.
    public var warning: String?

    public init(
        theme: String = "default", themes: [Theme] = [], symbols: Symbols = .unicode, startPane: Pane = .playground, mouse: Bool = true,
        warning: String? = nil
    ) {
        self.theme = theme
        self.themes = themes.contains { $0.name == "default" } ? themes : [Theme.builtIn] + themes
        self.symbols = symbols
        self.startPane = startPane
        self.mouse = mouse
        self.warning = warning
    }

    var activeTheme: Theme { themes.first { $0.name == theme } ?? Theme.builtIn }

    /// Without colours the theme that needs none.
    mutating func adapt(to traits: TerminalTraits) {
        if traits.colors == 0, themes.contains(where: { $0.name == "monochrome" }) { theme = "monochrome" }
    }
}
