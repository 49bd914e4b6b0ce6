/// Lines and marks over a numeric x axis, with numbers on both axes.
public struct LineChart: Sendable {
    public struct Series: Sendable {
        public var role: Role
        /// What is not finite is left out.
        public var points: [(x: Double, y: Double)]
        /// Single marks instead of a line: the second way to tell series apart.
        public var isMarked: Bool

        public init(role: Role, points: [(x: Double, y: Double)], isMarked: Bool = false) {
            self.role = role
            self.points = points
            self.isMarked = isMarked
        }
    }

    public var series: [Series]
    /// The x axis; nil spans the points.
    public var xRange: ClosedRange<Double>?
    public var xLabel: SafeText

    public init(series: [Series], xRange: ClosedRange<Double>? = nil, xLabel: SafeText = "") {
        self.series = series
        self.xRange = xRange
        self.xLabel = xLabel
    }

    public func draw(in rect: Rect, on canvas: inout Canvas) {
        guard rect.width >= 16, rect.height >= 4 else { return }
        var (low, high) = (Double.infinity, -Double.infinity)
        var (left, right) = (low, high)
        for item in series {
            for point in item.points where point.x.isFinite && point.y.isFinite {
                if point.y < low { low = point.y }
                if point.y > high { high = point.y }
                if point.x < left { left = point.x }
                if point.x > right { right = point.x }
            }
        }
        guard low <= high else { return }
        if let xRange { (left, right) = (xRange.lowerBound, xRange.upperBound) }
        if right <= left { right = left + 1 }
        let ticks = Self.ticks(low: low, high: high, count: max(2, min(6, rect.height / 3))).filter { $0 <= high + 1e-9 }
        let bottom = min(low, ticks.first ?? low)
        let top = high > bottom ? high : bottom + 1
        let labels = ticks.map { Numbers.fixed($0, Self.digits(ticks)) }
        let margin = (labels.map(\.count).max() ?? 1) + 1
        let plot = Rect(rect.x + margin + 1, rect.y, rect.width - margin - 1, rect.height - 2)
        let span = top - bottom > 0 ? top - bottom : 1

        for y in plot.y..<plot.maxY { canvas.put(canvas.symbols.plain.side, .axis, x: plot.x - 1, y: y) }
        for (tick, label) in zip(ticks, labels) {
            let row = plot.maxY - 1 - Int(((tick - bottom) / span * Double(plot.height - 1)).rounded())
            guard row >= plot.y, row < plot.maxY else { continue }
            canvas.draw(Line(SafeText(label), .axis), in: Rect(rect.x, row, margin - 1, 1), align: .right)
            canvas.put(canvas.symbols.chart == .ascii ? "+" : "┤", .axis, x: plot.x - 1, y: row)
        }
        let axis = plot.maxY
        canvas.put(canvas.symbols.chart == .ascii ? "+" : "└", .axis, x: plot.x - 1, y: axis)
        for x in plot.x..<plot.maxX { canvas.put(canvas.symbols.plain.top, .axis, x: x, y: axis) }
        drawNumbers(left, right, in: Rect(plot.x, axis + 1, plot.width, 1), on: &canvas)

        for item in series where !item.isMarked {
            Plotter(plot: plot, x: left...right, y: bottom...(bottom + span)).line(item, on: &canvas)
        }
        for item in series where item.isMarked {
            Plotter(plot: plot, x: left...right, y: bottom...(bottom + span)).marks(item, on: &canvas)
        }
    }

    /// Numbers below the x axis, the label after the last one.
    private func drawNumbers(_ left: Double, _ right: Double, in rect: Rect, on canvas: inout Canvas) {
        let end = SafeText((xLabel.isEmpty ? "" : xLabel.string + " ") + Numbers.short(right))
        let limit = rect.maxX - end.width
        canvas.draw(end, .axis, in: Rect(limit, rect.y, end.width, 1))
        var free = rect.x
        for tick in Self.ticks(low: left, high: right, count: max(1, min(6, rect.width / 14))) where tick < right {
            let text = SafeText(Numbers.short(tick))
            let at = rect.x + Int((tick - left) / (right - left) * Double(rect.width - 1))
            let x = tick <= left ? rect.x : at - text.width / 2
            guard x >= free, x + text.width + 1 < limit else { continue }
            canvas.draw(text, .axis, in: Rect(x, rect.y, text.width, 1))
            free = x + text.width + 2
        }
    }

    /// Round numbers that span low…high.
    static func ticks(low: Double, high: Double, count: Int) -> [Double] {
        guard low.isFinite, high.isFinite, high - low > abs(high) * 1e-9 + 1e-12 else { return [low] }
        let raw = (high - low) / Double(max(1, count))
        var power = 1.0
        while power * 10 <= raw { power *= 10 }
        while power > raw { power /= 10 }
        let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= raw } ?? power
        let start = (low / step).rounded(.down)
        let end = (high / step).rounded(.up)
        guard end - start < 50 else { return [low, high] }
        return (0...Int(end - start)).map { (start + Double($0)) * step }
    }

    /// Decimals that tell the ticks apart.
    private static func digits(_ ticks: [Double]) -> Int {
        guard ticks.count > 1 else { return 2 }
        var step = abs(ticks[1] - ticks[0])
        var digits = 0
        while step < 0.9999, digits < 6 {
            step *= 10
            digits += 1
        }
        return digits
    }
}

/// Turns points into dots of a cell: 2×4 in braille, 1×2 in blocks, 1×1 in ASCII.
private struct Plotter {
    let plot: Rect
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>

    private func place(_ point: (x: Double, y: Double), _ columns: Int, _ rows: Int) -> (Int, Int) {
        let u = (point.x - x.lowerBound) / (x.upperBound - x.lowerBound)
        let v = (point.y - y.lowerBound) / (y.upperBound - y.lowerBound)
        return (Int((min(1, max(0, u)) * Double(columns - 1)).rounded()), Int(((1 - min(1, max(0, v))) * Double(rows - 1)).rounded()))
    }

    /// Points of one column of dots become one stroke from the lowest to the highest: as many strokes as columns, however many points
    /// there are, and every peak is seen.
    func line(_ series: LineChart.Series, on canvas: inout Canvas) {
        let (across, down, bits): (Int, Int, [UInt8]) =
            switch canvas.symbols.chart {
            case .braille: (2, 4, [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80])
            case .block: (1, 2, [1, 2])
            case .ascii: (1, 1, [1])
            }
        let columns = plot.width * across
        let rows = plot.height * down
        guard columns > 0, rows > 0 else { return }
        var dots = [UInt8](repeating: 0, count: plot.width * plot.height)
        func mark(_ column: Int, _ row: Int) {
            dots[row / down * plot.width + column / across] |= bits[row % down * across + column % across]
        }
        // The column being gone through: where it was left, and the rows it spans.
        var open: (column: Int, row: Int, top: Int, bottom: Int)?
        func close() {
            guard let open else { return }
            for row in open.top...open.bottom { mark(open.column, row) }
        }
        for point in series.points where point.x.isFinite && point.y.isFinite {
            let (column, row) = place(point, columns, rows)
            if let last = open, last.column == column {
                open = (column, row, min(last.top, row), max(last.bottom, row))
                continue
            }
            if let last = open {
                let steps = max(abs(column - last.column), abs(row - last.row))
                for step in 0...steps {
                    mark(last.column + (column - last.column) * step / steps, last.row + (row - last.row) * step / steps)
                }
            }
            close()
            open = (column, row, row, row)
        }
        close()
        for (index, bits) in dots.enumerated() where bits != 0 {
            let glyph: String =
                switch canvas.symbols.chart {
                case .braille: String(UnicodeScalar(0x2800 + UInt32(bits)) ?? " ")
                case .block: ["", "▀", "▄", "█"][Int(bits)]
                case .ascii: "*"
                }
            canvas.put(glyph, series.role, x: plot.x + index % plot.width, y: plot.y + index / plot.width)
        }
    }

    func marks(_ series: LineChart.Series, on canvas: inout Canvas) {
        guard !plot.isEmpty else { return }
        for point in series.points where point.x.isFinite && point.y.isFinite {
            let (column, row) = place(point, plot.width, plot.height)
            canvas.put(canvas.symbols.chart == .ascii ? "o" : "◆", series.role, x: plot.x + column, y: plot.y + row)
        }
    }
}
