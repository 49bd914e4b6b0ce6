import TerminalCells

extension Theme {
    /// The terminal's own colours, compiled in so that there is always a theme.
    public static let builtIn = ThemeFile.load("default") { name in name == "default" ? builtInText : nil }.theme

    static let builtInText = """
        "text.heading" = "bold"
        """
}
