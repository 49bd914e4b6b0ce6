/// Rows, one of them selected, with a scroll bar on the border to the right when they do not fit.
public struct ListView {
    public var count: Int
    public var position: ListPosition
    public var isFocused: Bool
    public var row: (Int) -> Line
    /// Drawn at the right end of the row.
    public var trailing: (Int) -> Line
    /// Columns between the rows and the border that carries the scroll bar.
    public var gap = 0

    public init(
        count: Int, position: ListPosition, isFocused: Bool, gap: Int = 0, trailing: @escaping (Int) -> Line = { _ in .empty },
        row: @escaping (Int) -> Line
    ) {
        self.count = count
        self.position = position
        self.isFocused = isFocused
        self.gap = gap
        self.row = row
        self.trailing = trailing
    }

    /// Draws the rows in view and returns where each one is.
    @discardableResult
    public func draw(in rect: Rect, on canvas: inout Canvas) -> [(index: Int, rect: Rect)] {
        guard !rect.isEmpty else { return [] }
        let rows = position.visible(count: count, height: rect.height)
        var places: [(index: Int, rect: Rect)] = []
        let width = rect.width
        for (line, index) in rows.enumerated() {
            let place = Rect(rect.x, rect.y + line, width, 1)
            let isSelected = index == position.selected
            let end = trailing(index)
            let endWidth = end.spans.isEmpty ? 0 : end.width + 1
            // The pointer's column is kept on every row, so that nothing moves with the selection.
            canvas.draw(row(index), in: Rect(place.x + 1, place.y, max(0, width - 1 - endWidth), 1))
            if endWidth > 0, endWidth < width {
                canvas.draw(end, in: Rect(place.maxX - end.width, place.y, end.width, 1))
            }
            if isSelected {
                canvas.overlay(place, isFocused ? .selection : .inactiveSelection)
                if isFocused {
                    canvas.put(canvas.symbols.pointer, "selection.pointer", x: place.x, y: place.y)
                    // Screen readers and magnifiers follow the terminal's cursor. A text being typed has it before the list below it.
                    canvas.cursor = canvas.cursor ?? Point(place.x, place.y)
                }
            }
            places.append((index, place))
        }
        Scrollbar(first: rows.lowerBound, visible: rows.count, total: count).draw(beside: rect, gap: gap, on: &canvas)
        return places
    }
}

/// Where in a longer text the view stands: a thumb on the border to the right of it.
public struct Scrollbar: Sendable {
    public var first: Int
    public var visible: Int
    public var total: Int

    public init(first: Int, visible: Int, total: Int) {
        self.first = first
        self.visible = visible
        self.total = total
    }

    /// Draws the thumb in the column `gap` columns beyond the rectangle.
    public func draw(beside rect: Rect, gap: Int, on canvas: inout Canvas) {
        guard total > visible, rect.height > 0, visible > 0 else { return }
        let length = max(1, rect.height * visible / total)
        let travel = rect.height - length
        let top = travel * min(first, total - visible) / max(1, total - visible)
        for row in top..<top + length { canvas.put(canvas.symbols.thumb, "scrollbar", x: rect.maxX + gap, y: rect.y + row) }
    }
}
