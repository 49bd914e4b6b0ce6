/// A grid being drawn on, with the theme that turns roles into styles and the symbols in use.
public struct Canvas: Sendable {
    public private(set) var grid: CellGrid
    public let theme: Theme
    public let symbols: Symbols

    public init(size: Size, theme: Theme, symbols: Symbols = .unicode) {
        grid = CellGrid(size: size)
        self.theme = theme
        self.symbols = symbols
        let base = theme.style("base")
        if base != .plain { grid.restyle(Rect(size)) { _ in base } }
    }

    public var bounds: Rect { grid.bounds }

    public var cursor: Point? {
        get { grid.cursor }
        set { grid.cursor = newValue }
    }

    /// A role's style over the terminal's base.
    public func style(_ role: Role) -> Style { theme.style(role).over(theme.style("base")) }

    /// Blanks a rectangle in the style of a role.
    public mutating func fill(_ rect: Rect, _ role: Role = .text) {
        let rect = rect.intersection(bounds)
        let style = style(role)
        for y in rect.y..<rect.maxY {
            for x in rect.x..<rect.maxX { grid.put(" ", width: 1, style: style, x: x, y: y) }
        }
    }

    /// Lays a role over what is drawn: its colours and attributes join those of the cells.
    public mutating func overlay(_ rect: Rect, _ role: Role) {
        let style = theme.style(role)
        // A reversed row is one bar: coloured words would become coloured blocks in it.
        let isBar = style.attributes.contains(.reverse)
        grid.restyle(rect) { cell in
            if isBar {
                return Style(
                    foreground: style.foreground, background: style.background,
                    attributes: cell.attributes.union(style.attributes).subtracting(.dim))
            }
            return Style(
                foreground: style.foreground == .terminal ? cell.foreground : style.foreground,
                background: style.background == .terminal ? cell.background : style.background,
                attributes: cell.attributes.union(style.attributes))
        }
    }

    /// Draws one line of text inside the first row of the rectangle, ended by an ellipsis where it does not fit.  Returns the columns
    /// used.
    @discardableResult
    public mutating func draw(_ text: SafeText, _ role: Role, in rect: Rect) -> Int {
        draw(Line(text, role), in: rect)
    }

    public enum Alignment: Sendable { case left, center, right }

    @discardableResult
    public mutating func draw(_ line: Line, in rect: Rect, align: Alignment = .left) -> Int {
        let rect = rect.intersection(Rect(rect.x, bounds.y, rect.width, bounds.height))
        guard !rect.isEmpty else { return 0 }
        let total = line.width
        let room = rect.width
        var x = rect.x
        switch align {
        case .left: break
        case .center: x += max(0, (room - total) / 2)
        case .right: x += max(0, room - total)
        }
        let start = x
        let limit = total > room ? rect.maxX - 1 : rect.maxX
        var lastRole: Role = .text
        drawing: for span in line.spans {
            let style = style(span.role, at: Point(x, rect.y))
            lastRole = span.role
            for glyph in span.text.oneLine.glyphs {
                guard x + glyph.width <= limit else { break drawing }
                grid.put(glyph.text, width: glyph.width, style: style, x: x, y: rect.y)
                x += glyph.width
            }
        }
        if total > room {
            grid.put(symbols.ellipsis, width: 1, style: style(lastRole, at: Point(x, rect.y)), x: x, y: rect.y)
            x += 1
        }
        return x - start
    }

    /// Draws lines from the top of the rectangle, as many as fit.
    public mutating func draw(_ lines: [Line], in rect: Rect, from first: Int = 0) {
        guard first < lines.count else { return }
        for (row, line) in lines[max(0, first)...].prefix(rect.height).enumerated() {
            draw(line, in: Rect(rect.x, rect.y + row, rect.width, 1))
        }
    }

    /// Copies rows of another canvas to a place on this one.
    public mutating func copy(_ other: Canvas, rows: Range<Int>, to origin: Point) {
        for (line, y) in rows.clamped(to: 0..<other.bounds.height).enumerated() {
            for (x, cell) in other.grid.row(y).enumerated() where !cell.isContinuation {
                grid.put(cell.text, width: Int(cell.width), style: cell.style, x: origin.x + x, y: origin.y + line)
            }
        }
    }

    /// One glyph that is one column wide.
    public mutating func put(_ glyph: String, _ role: Role, x: Int, y: Int) {
        guard bounds.contains(Point(x, y)) else { return }
        grid.put(glyph, width: 1, style: style(role, at: Point(x, y)), x: x, y: y)
    }

    /// The role's style on what lies below (a popup, a bar, a selected row): a role without a background has none of its own.
    private func style(_ role: Role, at point: Point) -> Style {
        var style = style(role)
        if theme.style(role).background == .terminal, bounds.contains(point) {
            style.background = grid[point.x, point.y].style.background
        }
        return style
    }
}
