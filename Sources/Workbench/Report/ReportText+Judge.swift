import Foundation
import Scoring

extension ReportText {
    /// What a judge said, its calibration first.
    /// - Parameter withReasons: a line for each case.
    public static func judge(_ report: JudgeReport, withReasons: Bool = false) -> String {
        var lines = ["Judge: \(report.model) at \(report.address)", "", judgeCalibration(report.calibration)]
        if report.votesWithReference > 0 || report.casesWithReference > 0 {
            lines.append(
                "It was told what a right answer says in \(report.casesWithReference) of \(report.result?.n ?? 0) cases and "
                    + "\(report.votesWithReference) of \(report.calibration.pairs) voted pairs.")
        }
        if let result = report.result, let a = report.a?.rawValue, let b = report.b?.rawValue {
            lines += [""] + judgeVerdicts(result, a, b, report) + grades(result, a, b)
        }
        if !report.failures.isEmpty {
            lines += ["", "Not judged: \(Figures.count(report.failures.count, "pair")). First: \(report.failures[0].reason)"]
        }
        guard withReasons, let a = report.a, let b = report.b else { return VisibleText.map(lines.joined(separator: "\n")) { _ in nil } }
        lines.append("")
        for row in report.rows {
            let verdict = row.flipped ? "changed with the order" : row.verdict == .tie ? "tie" : (row.verdict == .a ? a : b).rawValue
            lines.append("\(row.case)\t\(verdict)\t\(row.reasons.map(oneLine).joined(separator: " | "))")
        }
        return VisibleText.map(lines.joined(separator: "\n")) { _ in nil }
    }

    static func judgeCalibration(_ c: JudgeCalibration) -> String {
        let needed = "\(c.questions) of \(JudgeCalibration.fewestQuestions) voted questions"
        guard c.pairs > 0 else {
            return "Not calibrated: no judged vote to hold it against. Vote in the playground: b, then v."
        }
        var agreement =
            "agrees with people on \(c.agreed) of \(Figures.count(c.pairs, "voted pair")): \(Figures.percent(c.agreement)) "
            + "(\(Figures.percentRange(c.agreementLow, c.agreementHigh))), kappa \(c.kappa.map(kappa) ?? "not defined")"
        if let low = c.kappaLow, let high = c.kappaHigh { agreement += " (\(kappa(low)) to \(kappa(high)))" }
        return switch c.state {
        case .tooFewVotes: "Not calibrated: \(needed). So far it \(agreement)."
        case .disagrees: "Not calibrated: it is not shown to agree with people beyond chance. It \(agreement)."
        case .calibrated: "Calibrated on \(Figures.count(c.questions, "voted question")): it \(agreement)."
        }
    }

    private static func kappa(_ value: Double) -> String {
        String(format: "%.2f", value).replacingOccurrences(of: "-", with: "−")
    }

    /// Two sentences, and a third where answers are equal.
    static func judgeVerdicts(_ result: JudgedArms, _ a: String, _ b: String, _ report: JudgeReport) -> [String] {
        var lines = [
            "\(a) against \(b) on \(Figures.count(result.n, "case")) of \(report.run ?? "-") in \(Figures.count(result.clusters, "cluster")): "
                + "\(a) \(result.aWins), \(b) \(result.bWins), neither \(result.ties)",
            "difference \(Figures.points(result.difference)) points (\(Figures.pointsRange(result.low, result.high))), p \(Figures.p(result.p)); "
                + "asked in both orders, \(result.flipped) changed with the order"
                + (result.firstPreferred > 0 ? " (\(result.firstPreferred) for the answer shown first)" : "") + " and count as ties",
        ]
        if report.equalAnswers > 0 { lines.append("\(Figures.count(report.equalAnswers, "case")) with equal answers: ties, not asked") }
        return lines
    }

    private static func grades(_ result: JudgedArms, _ a: String, _ b: String) -> [String] {
        guard !result.criteria.isEmpty else { return [] }
        var lines = ["", "| grade, 1 to 5 | \(a) | \(b) | difference | 95 % interval |", "|---|---|---|---|---|"]
        for c in result.criteria {
            lines.append(
                "| \(c.name) | \(grade(c.a)) | \(grade(c.b)) | \(signed(c.difference)) | \(signed(c.low)) to \(signed(c.high)) |")
        }
        return lines
    }

    static func grade(_ value: Double) -> String { String(format: "%.2f", value) }
    static func signed(_ value: Double) -> String {
        String(format: "%+.2f", value).replacingOccurrences(of: "-", with: "−")
    }
    private static func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
