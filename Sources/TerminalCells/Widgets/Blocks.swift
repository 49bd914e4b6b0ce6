/// A part of a longer body: its height at a width, and how it is drawn there.
public struct Block {
    public var height: Int
    public var draw: (Rect, inout Canvas) -> Void

    public init(height: Int, draw: @escaping (Rect, inout Canvas) -> Void) {
        self.height = height
        self.draw = draw
    }

    /// Lines of text.
    public init(_ lines: [Line]) {
        self.init(height: lines.count) { rect, canvas in canvas.draw(lines, in: rect) }
    }

    public init(_ chart: IntervalChart) {
        self.init(height: chart.height) { rect, canvas in chart.draw(in: rect, on: &canvas) }
    }

    public init(_ table: Table) {
        self.init(height: table.rows.count + 1) { rect, canvas in table.draw(in: rect, on: &canvas) }
    }

    public static var gap: Block { Block(height: 1) { _, _ in } }
}

/// Blocks one below the other, scrolled as one.
public struct BlockView {
    public var blocks: [Block]
    public var offset: Int

    public init(_ blocks: [Block], offset: Int = 0) {
        self.blocks = blocks
        self.offset = offset
    }

    public var height: Int { blocks.reduce(0) { $0 + $1.height } }

    public func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        let total = height
        let width = rect.width
        let first = max(0, min(offset, TextView.limit(lines: total, height: rect.height)))
        // Only the part in view is drawn: blocks above and below are passed over.
        var top = 0
        for block in blocks {
            defer { top += block.height }
            guard top + block.height > first, top < first + rect.height, block.height > 0 else { continue }
            if top >= first, top + block.height <= first + rect.height {
                block.draw(Rect(rect.x, rect.y + top - first, width, block.height), &canvas)
            } else {
                var scratch = Canvas(size: Size(width, block.height), theme: canvas.theme, symbols: canvas.symbols)
                block.draw(scratch.bounds, &scratch)
                let from = max(0, first - top)
                let rows = min(block.height - from, rect.height - max(0, top - first))
                canvas.copy(scratch, rows: from..<from + rows, to: Point(rect.x, rect.y + max(0, top - first)))
            }
        }
        Scrollbar(first: first, visible: rect.height, total: total).draw(beside: rect, gap: 1, on: &canvas)
    }
}
