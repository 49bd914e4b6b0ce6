import Decision
import Foundation

extension ReportText {
    /// Verdicts on simulated projects, a row for each kind.
    public static func simulation(_ report: SimulationReport) -> String {
        let runs = report.rows.first?.runs ?? 0
        var lines = [
            "Verdicts on \(runs) simulated projects of each kind, whose truth is known (δ = \(Figures.points(report.delta)) points, bar "
                + "\(Figures.percent(report.bar)), seed \(report.seed)). In percent of the projects:", "",
            "| project | cases | clusters | right | near | wrong | inconclusive | false alarms | intervals that hold | bounds |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        for row in report.rows {
            let cells =
                [row.right, row.near, row.wrong, row.undecided].map(share) + [row.falseAlarms.map(share) ?? "–", share(row.coverage)]
            lines.append(
                "| \(row.name) | \(row.cases) | \(row.clusters) | \(cells.joined(separator: " | ")) | "
                    + "\(row.bounds.map(bound).joined(separator: "; ")) |")
        }
        lines += [
            "", "right: the cheapest arm that meets the bar and is within δ of the best, or none where none meets it.",
            "near: an arm that is off by no more than δ: a dearer one that brings less than δ, or one below the bar by less.",
            "wrong: worse than the best by more than δ, below the bar by more, dearer than one that is as good, or a tie of arms that differ "
                + "by more than δ.",
            "false alarms: a planned contrast between truly equal arms came out significant.",
            "A bound holds unless it is broken by more than chance explains with this many projects.", "",
            report.holds ? "Every bound holds." : "Not every bound holds.",
        ]
        return lines.joined(separator: "\n")
    }

    private static func bound(_ bound: SimulationReport.Row.Bound) -> String {
        let name =
            switch bound.share {
            case .wrong: "wrong ≤"
            case .falseAlarms: "false alarms ≤"
            case .right: "right ≥"
            case .undecided: "inconclusive ≥"
            }
        return "\(name) \(share(bound.bound))\(bound.holds ? "" : ": FAILS")"
    }

    private static func share(_ value: Double) -> String { String(format: "%.1f", value * 100) }
}
