/// What the screen shall show: rows of cells and the cursor.  A value, so that a frame can be compared with the one before.
///
/// Invariant: a cell of width 2 is followed by a continuation cell, and a continuation cell follows a cell of width 2.
/// `put` keeps it by blanking the half of a wide character that it overwrites.
public struct CellGrid: Equatable, Sendable {
    public let size: Size
    /// Row-major.
    public private(set) var cells: [Cell]
    /// Where the terminal's cursor stands; nil hides it.
    public var cursor: Point?

    public init(size: Size) {
        self.size = Size(max(0, size.width), max(0, size.height))
        cells = Array(repeating: .blank, count: self.size.width * self.size.height)
    }

    public var bounds: Rect { Rect(size) }

    public subscript(x: Int, y: Int) -> Cell { cells[y * size.width + x] }

    public func row(_ y: Int) -> ArraySlice<Cell> { cells[y * size.width..<(y + 1) * size.width] }

    /// Writes one glyph; outside the grid, or wide with only one column left, nothing or a blank is written.
    public mutating func put(_ text: String, width: Int, style: Style, x: Int, y: Int) {
        guard x >= 0, y >= 0, x < size.width, y < size.height, width > 0 else { return }
        if width == 2 {
            guard x + 1 < size.width else {
                store(Cell(text: " ", width: 1, style: style), x, y)
                return
            }
            store(Cell(text: text, width: 2, style: style), x, y)
            release(x + 1, y)
            cells[y * size.width + x + 1] = Cell(text: "", width: 0, style: style)
        } else {
            store(Cell(text: text, width: 1, style: style), x, y)
        }
    }

    /// Changes the style of what is there.
    public mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
        let rect = rect.intersection(bounds)
        for y in rect.y..<rect.maxY {
            for x in rect.x..<rect.maxX { cells[y * size.width + x].style = change(cells[y * size.width + x].style) }
        }
    }

    /// Puts other texts of one column in the place of some.
    public mutating func replace(_ texts: [String: String]) {
        for index in cells.indices where cells[index].width == 1 {
            if let other = texts[cells[index].text] { cells[index].text = other }
        }
    }

    private mutating func store(_ cell: Cell, _ x: Int, _ y: Int) {
        release(x, y)
        // The second half of a wide character that is replaced becomes a blank.
        cells[y * size.width + x] = cell
    }

    /// Blanks the other half of a wide character before one of its cells is overwritten.
    private mutating func release(_ x: Int, _ y: Int) {
        let index = y * size.width + x
        if cells[index].width == 0, x > 0 {
            cells[index - 1] = Cell(style: cells[index - 1].style)
        } else if cells[index].width == 2, x + 1 < size.width {
            cells[index + 1] = Cell(style: cells[index + 1].style)
        }
    }

    /// The grid as plain text, rows ended by a newline, trailing blanks cut: what snapshots hold.
    public var text: String {
        var result = ""
        for y in 0..<size.height {
            var line = ""
            for cell in row(y) { line += cell.text }
            while line.hasSuffix(" ") { line.removeLast() }
            result += line + "\n"
        }
        return result
    }
}
