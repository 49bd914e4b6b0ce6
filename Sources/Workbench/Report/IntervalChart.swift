import Decision
import Scoring

/// Values with their intervals, one a row: pass rates, differences, gaps. Its numbers always stand in a table beside it.
struct IntervalChart {
    struct Row {
        var label: String
        var value: Double
        var low: Double
        var high: Double
        /// Drawn filled; the others are hollow.
        var isEmphasised = false
    }

    var id: String
    var title: String
    /// What there is to see, for those who can't.
    var description: String
    var rows: [Row]
    /// Shares at the left and right ends.
    var domain: ClosedRange<Double>
    /// Bars from zero, or points.
    var hasBars: Bool
    /// Dashed lines with what they mean.
    var references: [(value: Double, label: String)] = []
    /// Shaded: differences too small to matter.
    var band: ClosedRange<Double>?
    var axis: String

    /// Ticks at round numbers, six to ten of them.
    var ticks: [Double] {
        let span = domain.upperBound - domain.lowerBound
        let step = [0.05, 0.1, 0.2, 0.25].first { span / $0 <= 10 } ?? 0.5
        let first = Int((domain.lowerBound / step - 1e-9).rounded(.up))
        let last = Int((domain.upperBound / step + 1e-9).rounded(.down))
        return first <= last ? (first...last).map { Double($0) * step } : []
    }
}

extension IntervalChart {
    static func rates(_ report: ProjectReport) -> IntervalChart {
        let leader = report.decision.leader?.arm
        let rows = report.decision.rates.map {
            Row(label: $0.arm.title, value: $0.rate, low: $0.low, high: $0.high, isEmphasised: $0.arm == leader)
        }
        let words = rows.map { "\($0.label) \(Figures.percent($0.value)), interval \(Figures.percentRange($0.low, $0.high))" }
        return IntervalChart(
            id: "rates", title: "Success of each arm",
            description: "Bars of the share of cases passed, with 95 % intervals. \(words.joined(separator: "; ")). "
                + "The bar to reach is \(Figures.percent(report.record.bar)).",
            rows: rows, domain: 0...1, hasBars: true, references: [(report.record.bar, "bar")], axis: "% of cases passed")
    }

    static func forest(_ report: ProjectReport) -> IntervalChart {
        let contrasts = report.shownContrasts
        let leader = report.decision.leader?.arm
        let rows = contrasts.map {
            Row(
                label: "\($0.a.title) − \($0.b.title)", value: $0.difference, low: $0.low, high: $0.high,
                isEmphasised: $0.a == leader || $0.b == leader)
        }
        let words = rows.map { "\($0.label): \(Figures.points($0.value)), interval \(Figures.pointsRange($0.low, $0.high))" }
        let delta = report.record.delta
        let reach = (rows.flatMap { [abs($0.low), abs($0.high)] } + [2 * delta, 0.1]).max()!
        let edge = min(1, (reach * 10 + 0.2).rounded(.up) / 10)
        return IntervalChart(
            id: "forest", title: "Differences between arms",
            description: "Points with 95 % intervals, in points of success. \(words.joined(separator: "; ")).", rows: rows,
            domain: -edge...edge, hasBars: false, references: [(0, "no difference")], band: -delta...delta,
            axis: "points of success; shaded: smaller than δ; filled: with the arm in front")
    }

    static func gaps(_ gaps: Gaps) -> IntervalChart {
        let rows = gaps.rows.map { Row(label: $0.name, value: $0.gap.estimate, low: $0.gap.low, high: $0.gap.high, isEmphasised: true) }
        let words = rows.map { "\($0.label) gap \(Figures.points($0.value)), interval \(Figures.pointsRange($0.low, $0.high))" }
        let low = min(0, rows.map(\.low).min() ?? 0)
        return IntervalChart(
            id: "gaps", title: "Where the points are lost",
            description: "Bars of the four gaps with 95 % intervals, in points. \(words.joined(separator: "; ")).", rows: rows,
            domain: (low < 0 ? max(-1, (low * 10).rounded(.down) / 10) : 0)...1, hasBars: true, axis: "points")
    }
}
