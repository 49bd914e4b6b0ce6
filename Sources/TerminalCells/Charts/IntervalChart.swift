/// Estimates with their intervals on one scale, a row each: a forest plot.
public struct IntervalChart: Sendable {
    public struct Row: Sendable {
        public var label: Line
        public var estimate: Double
        public var low: Double
        public var high: Double
        public var role: Role
        /// After the plot: the numbers.
        public var note: Line

        public init(label: Line, estimate: Double, low: Double, high: Double, role: Role, note: Line) {
            self.label = label
            self.estimate = estimate
            self.low = low
            self.high = high
            self.role = role
            self.note = note
        }
    }

    public enum Mark: Sendable {
        /// A point with whiskers.
        case point
        /// A bar from zero with whiskers at its end.
        case bar
    }

    public var rows: [Row]
    public var scale: ClosedRange<Double>
    public var mark: Mark

    public init(rows: [Row], scale: ClosedRange<Double> = 0...1, mark: Mark = .point) {
        self.rows = rows
        self.scale = scale
        self.mark = mark
    }

    /// Rows of the screen it takes: one each and the axis.
    public var height: Int { rows.count + 1 }

    public func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty, !rows.isEmpty else { return }
        let label = min(rows.map(\.label.width).max() ?? 0, rect.width / 3)
        let note = rows.map(\.note.width).max() ?? 0
        let room = rect.width - label - 1
        let showsNote = room - note - 1 >= 12
        let plot = Rect(rect.x + label + 1, rect.y, showsNote ? room - note - 1 : room, rect.height)
        for (index, row) in rows.prefix(rect.height).enumerated() {
            let y = rect.y + index
            canvas.draw(row.label, in: Rect(rect.x, y, label, 1))
            if plot.width >= 6 { draw(row, in: Rect(plot.x, y, plot.width, 1), on: &canvas) }
            if showsNote { canvas.draw(row.note, in: Rect(plot.maxX + 1, y, note, 1)) }
        }
        guard rect.height > rows.count, plot.width >= 12 else { return }
        drawAxis(in: Rect(plot.x, rect.y + rows.count, plot.width, 1), on: &canvas)
    }

    private func column(_ value: Double, _ rect: Rect) -> Int {
        guard value.isFinite else { return rect.x }
        let share = (value - scale.lowerBound) / (scale.upperBound - scale.lowerBound)
        return rect.x + Int((min(1, max(0, share)) * Double(rect.width - 1)).rounded())
    }

    private func draw(_ row: Row, in rect: Rect, on canvas: inout Canvas) {
        let ascii = canvas.symbols.chart == .ascii
        let zero = column(max(scale.lowerBound, min(0, scale.upperBound)), rect)
        let low = column(row.low, rect)
        let high = column(row.high, rect)
        let middle = column(row.estimate, rect)
        for x in rect.x..<rect.maxX { canvas.put(ascii ? "." : "·", .axis, x: x, y: rect.y) }
        if scale.lowerBound < 0 { canvas.put(canvas.symbols.plain.side, .axis, x: zero, y: rect.y) }
        if mark == .bar {
            for x in min(zero, middle)...max(zero, middle) { canvas.put(ascii ? "=" : "▆", row.role, x: x, y: rect.y) }
            if low < middle {
                for x in low..<middle where x < min(zero, middle) { canvas.put(ascii ? "-" : "─", row.role, x: x, y: rect.y) }
            }
            if high > middle { for x in middle + 1...high { canvas.put(ascii ? "-" : "─", row.role, x: x, y: rect.y) } }
            if high > middle { canvas.put(ascii ? "|" : "┤", row.role, x: high, y: rect.y) }
            return
        }
        if low < high {
            for x in low...high { canvas.put(ascii ? "-" : "─", row.role, x: x, y: rect.y) }
            canvas.put(ascii ? "|" : "├", row.role, x: low, y: rect.y)
            canvas.put(ascii ? "|" : "┤", row.role, x: high, y: rect.y)
        }
        canvas.put(canvas.symbols.dot, row.role, x: middle, y: rect.y)
    }

    private func drawAxis(in rect: Rect, on canvas: inout Canvas) {
        let span = scale.upperBound - scale.lowerBound
        let count = rect.width >= 36 ? 4 : 2
        var free = rect.x
        for index in 0...count {
            let value = scale.lowerBound + span * Double(index) / Double(count)
            let text = Numbers.fixed(value * 100, 0)
            let at = column(value, rect)
            let x = min(max(rect.x, at - text.count / 2), rect.maxX - text.count)
            guard x >= free else { continue }
            canvas.draw(SafeText(text), .axis, in: Rect(x, rect.y, text.count, 1))
            free = x + text.count + 1
        }
    }
}
