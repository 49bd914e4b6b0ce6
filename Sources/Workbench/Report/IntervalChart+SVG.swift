import Foundation

extension IntervalChart {
    private static let width = 720.0
    private static let left = 232.0
    private static let right = 620.0
    private static let rowHeight = 30.0
    private static let top = 28.0

    private func x(_ value: Double) -> Double {
        let inside = min(max(value, domain.lowerBound), domain.upperBound)
        let share = (inside - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        return Self.left + share * (Self.right - Self.left)
    }

    func svg() -> String {
        let bottom = Self.top + Double(rows.count) * Self.rowHeight
        var drawing = SVG(id: id, title: title, description: description, width: Self.width, height: bottom + 46)
        if let band {
            drawing.rectangle(x(band.lowerBound), Self.top, x(band.upperBound) - x(band.lowerBound), bottom - Self.top, "band")
        }
        for tick in ticks {
            drawing.line(x(tick), Self.top, x(tick), bottom, "grid")
            drawing.text(
                x(tick), bottom + 16, "\(Int((tick * 100).rounded()))".replacingOccurrences(of: "-", with: "−"), "tick", anchor: "middle")
        }
        drawing.text((Self.left + Self.right) / 2, bottom + 36, axis, "tick", anchor: "middle")
        for reference in references where domain.contains(reference.value) {
            drawing.line(x(reference.value), Self.top - 6, x(reference.value), bottom, "reference")
            drawing.text(x(reference.value), Self.top - 11, reference.label, "tick", anchor: "middle")
        }
        for (index, row) in rows.enumerated() {
            let y = Self.top + (Double(index) + 0.5) * Self.rowHeight
            drawing.text(Self.left - 10, y + 4.5, row.label, row.isEmphasised ? "label strong" : "label", anchor: "end")
            if hasBars {
                let zero = x(max(0, domain.lowerBound))
                drawing.rectangle(min(zero, x(row.value)), y - 8, abs(x(row.value) - zero), 16, row.isEmphasised ? "bar" : "bar plain")
            }
            drawing.line(x(row.low), y, x(row.high), y, "interval")
            for end in [row.low, row.high] { drawing.line(x(end), y - 5, x(end), y + 5, "interval") }
            if !hasBars { drawing.circle(x(row.value), y, 5, row.isEmphasised ? "mark" : "mark hollow") }
            let value = hasBars ? "\(Int((row.value * 100).rounded()))" : Figures.points(row.value)
            drawing.text(Self.right + 12, y + 4.5, value, row.isEmphasised ? "label strong" : "label", anchor: "start")
        }
        return drawing.text
    }
}
