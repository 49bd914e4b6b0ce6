import TerminalCells

extension Theme {
    /// The terminal's own colours, compiled in so that there is always a theme.  The same text as themes/default.toml; a test holds
    /// them together.
    public static let builtIn = ThemeFile.load("default") { name in name == "default" ? builtInText : nil }.theme

    /// Every theme file's text is given by name; what cannot be understood is said, the rest counts.
    public static func load(_ name: String, files: (String) -> String?) -> (theme: Theme, problems: [ThemeFile.Problem]) {
        ThemeFile.load(name) { files($0) ?? ($0 == "default" ? builtInText : nil) }
    }

    static let builtInText = """
        # The terminal's own foreground and background, and its sixteen colours: at home on dark and on light.
        # A value reads: [foreground] [on background] [bold dim italic underline reverse].
        # Colours are default, the sixteen names, 0-255, #rrggbb, or a name of the palette.

        palette.accent = "cyan"
        palette.good = "green"
        palette.warning = "yellow"
        palette.bad = "red"
        palette.info = "blue"

        "text" = "default"
        "text.muted" = "dim"
        "text.strong" = "bold"
        "text.heading" = "accent bold"
        "text.completion" = "default"
        "code" = "accent"
        "example" = "italic"
        "quote" = "italic"
        "match" = "accent bold underline"
        "difference" = "bold underline"
        "verdict" = "bold"
        "metrics" = "dim"
        "citation" = "accent bold"

        "header.brand" = "accent bold"
        "header.project" = "bold"
        "header.fact" = "dim"
        "header.tab" = "default"
        "header.tab.active" = "accent bold"

        "pane.border" = "dim"
        "pane.border.focused" = "accent"
        "pane.title" = "default"
        "pane.title.focused" = "accent bold"
        "tab" = "dim"
        "tab.active" = "accent bold"

        "selection" = "reverse"
        "selection.inactive" = "bold"
        "selection.pointer" = "accent bold"
        "scrollbar" = "accent"

        "hint.key" = "accent bold"
        "hint.text" = "default"
        "hint.disabled" = "dim"

        "popup.border" = "accent"
        "popup.title" = "bold"
        "input" = "default"
        "input.focused" = "underline"
        "input.placeholder" = "dim"

        "gauge" = "accent"
        "gauge.done" = "good"
        "gauge.rest" = "dim"

        "status.good" = "good"
        "status.warning" = "warning"
        "status.bad" = "bad bold"
        "status.info" = "info"

        "chart.axis" = "dim"
        "chart.series.1" = "cyan"
        "chart.series.2" = "yellow"
        "chart.series.3" = "magenta"
        "chart.series.4" = "green"
        "chart.series.5" = "blue"

        "arm.prompt" = "blue"
        "arm.fewshot" = "cyan"
        "arm.rag" = "green"
        "arm.lora" = "magenta"
        "arm.raglora" = "yellow"

        "split.train" = "accent"
        "split.validation" = "yellow"
        "token.trained" = "green underline"
        "token.masked" = "dim"
        "token.special" = "magenta"

        "choice.chosen" = "bold"
        "choice.active" = "accent bold underline"
        "ladder.rung" = "default"
        "ladder.here" = "green bold"
        """
}
