/// The marks that are not letters: one set for every terminal, one for terminals that only have ASCII.
public struct Symbols: Hashable, Sendable {
    public enum ChartStyle: String, Hashable, Sendable, CaseIterable { case braille, block, ascii }

    public struct Border: Hashable, Sendable {
        public var topLeft, top, topRight, side, bottomLeft, bottomRight: String
    }

    public var plain: Border
    /// A border that says "focus" without colour.
    public var heavy: Border
    public var chart: ChartStyle
    public var spinner: [String]
    public var pointer: String
    public var dot: String
    public var ring: String
    public var tick: String
    public var cross: String
    public var warning: String
    public var ellipsis: String
    public var separator: String
    public var full: String
    public var shade: String
    public var thumb: String
    public var arrow: String
    public var up: String
    public var down: String

    public static let unicode = Symbols(
        plain: Border(topLeft: "╭", top: "─", topRight: "╮", side: "│", bottomLeft: "╰", bottomRight: "╯"),
        heavy: Border(topLeft: "┏", top: "━", topRight: "┓", side: "┃", bottomLeft: "┗", bottomRight: "┛"),
        chart: .braille, spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"], pointer: "▌", dot: "●", ring: "○", tick: "✓",
        cross: "✗", warning: "▲", ellipsis: "…", separator: "·", full: "█", shade: "░", thumb: "▐", arrow: "→", up: "↑",
        down: "↓")

    public static let ascii = Symbols(
        plain: Border(topLeft: "+", top: "-", topRight: "+", side: "|", bottomLeft: "+", bottomRight: "+"),
        heavy: Border(topLeft: "#", top: "=", topRight: "#", side: "#", bottomLeft: "#", bottomRight: "#"),
        chart: .ascii, spinner: ["|", "/", "-", "\\"], pointer: ">", dot: "*", ring: "o", tick: "+", cross: "x", warning: "!",
        ellipsis: "~", separator: "-", full: "#", shade: ".", thumb: "%", arrow: "->", up: "^", down: "v")
}

extension Symbols {
    /// Marks in texts, for a terminal that only has ASCII; letters of any script are left as they are.
    public static let asciiMarks: [String: String] = [
        "·": "-", "…": "~", "–": "-", "—": "-", "−": "-", "×": "x", "→": ">", "←": "<", "↑": "^", "↓": "v", "▸": ">", "▶": ">", "›": ">",
        "‹": "<", "“": "\"", "”": "\"", "‘": "'", "’": "'", "▏": "|", "▕": "|", "▌": "_", "▎": "#", "▍": "#", "▋": "#", "▊": "#",
        "▉": "#", "█": "#", "░": ".", "─": "-", "━": "=", "│": "|", "┃": "|", "◐": "%", "◆": "o", "●": "*", "○": "o", "▲": "!", "✓": "+",
        "✗": "x", "⏎": "$", "␍": "$", "␡": "?", "⟦": "[", "⟧": "]",
    ]

    /// By the name of its charts' marks.
    public static func named(_ chart: ChartStyle) -> Symbols {
        if chart == .ascii { return .ascii }
        var symbols = Symbols.unicode
        symbols.chart = chart
        return symbols
    }
}
