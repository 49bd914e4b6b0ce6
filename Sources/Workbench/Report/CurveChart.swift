import Foundation

/// Success and format by the number of training examples, on a logarithmic scale, with intervals.
struct CurveChart {
    private struct Series {
        var name: String
        var style: String
        var rates: [LearningCurve.Rate]
        /// Beside the other series, so that intervals don't cover each other.
        var shift: Double
    }

    private let examples: [Int]
    private let series: [Series]
    private let description: String

    init(_ curve: LearningCurve) {
        let points = curve.points.sorted { $0.examples < $1.examples }
        examples = points.map(\.examples)
        series = [
            Series(name: "success", style: "first", rates: points.map(\.success), shift: -3),
            Series(name: "format", style: "second", rates: points.map(\.format), shift: 3),
        ]
        let words = points.map {
            "\($0.examples) examples: success \(Figures.percent($0.success.rate)), format \(Figures.percent($0.format.rate))"
        }
        description =
            "Lines of the share of cases passed by the number of training examples, with 95 % intervals. "
            + words.joined(separator: "; ") + "."
    }

    private static let left = 60.0
    private static let right = 610.0
    private static let top = 20.0
    private static let bottom = 240.0

    private func x(_ count: Int) -> Double {
        guard let first = examples.first, let last = examples.last, first > 0, last > first else { return (Self.left + Self.right) / 2 }
        let share = (log(Double(count)) - log(Double(first))) / (log(Double(last)) - log(Double(first)))
        return Self.left + 24 + share * (Self.right - Self.left - 48)
    }

    private func y(_ share: Double) -> Double { Self.bottom - min(max(share, 0), 1) * (Self.bottom - Self.top) }

    func svg() -> String {
        var drawing = SVG(id: "curve", title: "Success by training examples", description: description, width: 720, height: 290)
        for percent in stride(from: 0, through: 100, by: 25) {
            let place = y(Double(percent) / 100)
            drawing.line(Self.left, place, Self.right, place, "grid")
            drawing.text(Self.left - 8, place + 4, "\(percent) %", "tick", anchor: "end")
        }
        for count in examples { drawing.text(x(count), Self.bottom + 18, "\(count)", "tick", anchor: "middle") }
        drawing.text((Self.left + Self.right) / 2, Self.bottom + 40, "training examples", "tick", anchor: "middle")
        let ends = labelPlaces
        for (series, end) in zip(series, ends) {
            let points = zip(examples, series.rates).map { (x($0) + series.shift, y($1.rate)) }
            drawing.polyline(points, "curve \(series.style)")
            for (point, rate) in zip(points, series.rates) {
                drawing.line(point.0, y(rate.low), point.0, y(rate.high), "interval \(series.style)")
                if series.style == "first" {
                    drawing.circle(point.0, point.1, 5, "mark first")
                } else {
                    drawing.rectangle(point.0 - 4.5, point.1 - 4.5, 9, 9, "mark second")
                }
            }
            drawing.text(Self.right + 8, end + 4, series.name, "label strong", anchor: "start")
        }
        return drawing.text
    }

    /// Heights of the names at the right: at the last points, but not over each other.
    private var labelPlaces: [Double] {
        let places = series.map { y($0.rates.last?.rate ?? 0) }
        guard places.count == 2, abs(places[0] - places[1]) < 16 else { return places }
        let middle = (places[0] + places[1]) / 2
        return places[0] <= places[1] ? [middle - 8, middle + 8] : [middle + 8, middle - 8]
    }
}
