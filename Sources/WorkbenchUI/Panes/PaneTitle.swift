import TerminalCells

/// `1 Knowledge`, as every list's border shows it.
enum PaneTitle {
    static func line(_ pane: Pane, _ isFocused: Bool) -> Line {
        [Span("\(pane.rawValue)", .key), Span(" "), Span(SafeText(pane.title), isFocused ? .focusedTitle : .title)]
    }
}
