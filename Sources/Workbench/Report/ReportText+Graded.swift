import Foundation
import Scoring

extension ReportText {
    /// Graded metrics and citations as Markdown tables; nothing where nothing was graded or cited.
    static func graded(_ report: EvaluationReport) -> [String] {
        var lines: [String] = []
        let citing = report.arms.filter { $0.citationRecall != nil }
        if !citing.isEmpty {
            lines += ["", "| cites the document that answers | precision | recall |", "|---|---|---|"]
            for arm in citing {
                lines.append(
                    "| \(arm.arm.rawValue) | \(arm.citationPrecision.map(Figures.percent) ?? "–") | "
                        + "\(arm.citationRecall.map(Figures.percent) ?? "–") |")
            }
        }
        guard let graded = report.graded, let referenced = report.arms.first?.referenced else { return lines }
        lines += ["", "Wording shared with the reference answers of \(referenced) cases, 0 to 100; no part of passing:", ""]
        lines += ["| arm | token F1 | ROUGE-L | chrF |", "|---|---|---|---|"]
        for arm in report.arms {
            guard let overlap = arm.overlap else { continue }
            lines.append(
                "| \(arm.arm.rawValue) | " + ReferenceOverlap.Metric.allCases.map { points(overlap[$0]) }.joined(separator: " | ") + " |")
        }
        guard !graded.isEmpty else { return lines }
        lines += ["", "| contrast | metric | difference | 95 % interval | p |", "|---|---|---|---|---|"]
        for c in graded {
            lines.append(
                "| \(c.a.rawValue) − \(c.b.rawValue) | \(c.metric.title) | \(Figures.points(c.difference)) | "
                    + "\(Figures.pointsRange(c.low, c.high)) | \(Figures.p(c.p)) |")
        }
        return lines
    }

    private static func points(_ share: Double) -> String { String(format: "%.1f", share * 100) }
}
