/// Columns of lines under a header; columns that do not fit are left out from the right, by `priority`.
public struct Table: Sendable {
    public struct Column: Sendable {
        public var title: SafeText
        public var alignment: Canvas.Alignment
        /// Takes what is left; one column at most.
        public var isFlexible: Bool
        /// Higher goes first when there is no room; 0 never goes.
        public var priority: Int

        public init(_ title: SafeText, _ alignment: Canvas.Alignment = .left, isFlexible: Bool = false, priority: Int = 0) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
            self.priority = priority
        }
    }

    public var columns: [Column]
    public var rows: [[Line]]

    public init(columns: [Column], rows: [[Line]]) {
        self.columns = columns
        self.rows = rows
    }

    /// Draws the header and as many rows as fit; returns the rows drawn.
    @discardableResult
    public func draw(in rect: Rect, on canvas: inout Canvas) -> Int {
        guard !rect.isEmpty else { return 0 }
        let widths = widths(in: rect.width)
        drawRow(columns.map { Line($0.title, .muted) }, widths, Rect(rect.x, rect.y, rect.width, 1), on: &canvas)
        let shown = rows.prefix(rect.height - 1)
        for (index, row) in shown.enumerated() {
            drawRow(row, widths, Rect(rect.x, rect.y + 1 + index, rect.width, 1), on: &canvas)
        }
        return shown.count
    }

    private func drawRow(_ cells: [Line], _ widths: [Int?], _ rect: Rect, on canvas: inout Canvas) {
        var x = rect.x
        for (index, cell) in cells.enumerated() where index < widths.count {
            guard let width = widths[index] else { continue }
            canvas.draw(cell, in: Rect(x, rect.y, min(width, rect.maxX - x), 1), align: columns[index].alignment)
            x += width + 2
        }
    }

    /// Each column's width, nil for those left out.
    private func widths(in room: Int) -> [Int?] {
        var widths: [Int?] = columns.indices.map { index in
            max(columns[index].title.width, rows.map { index < $0.count ? $0[index].width : 0 }.max() ?? 0)
        }
        func total() -> Int { widths.compactMap { $0 }.reduce(0) { $0 + $1 + 2 } - 2 }
        let flexible = columns.firstIndex { $0.isFlexible }
        func shrinkable() -> Int { flexible.flatMap { widths[$0] }.map { max(0, $0 - 12) } ?? 0 }
        let order = columns.indices.filter { columns[$0].priority > 0 }.sorted { columns[$0].priority > columns[$1].priority }
        for index in order where total() - shrinkable() > room { widths[index] = nil }
        if let flexible, let width = widths[flexible] { widths[flexible] = max(4, width - max(0, total() - room)) }
        return widths
    }
}
