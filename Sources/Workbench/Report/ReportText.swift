import Foundation

/// Results as text for people: what the commands print.
public enum ReportText {
    /// The arms and their contrasts as Markdown tables.
    public static func evaluation(_ report: EvaluationReport) -> String {
        var lines = ["\(report.run): \(report.n) cases in \(report.clusters) clusters", ""]
        lines += [
            "| arm | passed | rate | 95 % interval | fact | format | citation | s/answer | tokens |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for arm in report.arms {
            lines.append(
                "| \(arm.arm.rawValue) | \(arm.passed)/\(report.n) | \(Figures.percent(arm.rate)) | \(Figures.percentRange(arm.low, arm.high)) | "
                    + "\(Figures.percent(arm.fact)) | \(Figures.percent(arm.format)) | \(arm.citation.map(Figures.percent) ?? "–") | "
                    + String(format: "%.2f | %.0f |", arm.milliseconds / 1000, arm.tokens))
        }
        lines += graded(report)
        if !report.contrasts.isEmpty {
            lines += ["", "| contrast | difference, points | 95 % interval | p | p (Holm) | only first | only second | both | neither |"]
            lines.append("|---|---|---|---|---|---|---|---|---|")
            for c in report.contrasts {
                lines.append(
                    "| \(c.a.rawValue) − \(c.b.rawValue) | \(Figures.points(c.difference)) | \(Figures.pointsRange(c.low, c.high)) | "
                        + "\(Figures.p(c.p)) | \(Figures.p(c.adjustedP)) | \(c.aOnly) | \(c.bOnly) | \(c.both) | \(c.neither) |")
            }
        }
        if !report.flips.isEmpty {
            lines += ["", "Disagreements: \(report.flips.count) cases. The first ones:"]
            for flip in report.flips.prefix(5) {
                lines.append(
                    "- \(flip.case) “\(flip.question)”: \(names(flip.passed)) right, \(names(flip.failed)) wrong")
            }
        }
        if !report.notes.isEmpty { lines += [""] + report.notes.map { "- \($0)" } }
        return lines.joined(separator: "\n")
    }

    private static func names(_ arms: [Arm]) -> String { arms.map(\.rawValue).joined(separator: ", ") }

    public static func gaps(_ gaps: Gaps) -> String {
        let rows = gaps.rows.map { row in
            "| \(row.name) | \(Figures.points(row.gap.estimate)) | \(Figures.pointsRange(row.gap.low, row.gap.high)) | \(row.meaning) |"
        }
        return (["| gap (\(gaps.n) cases) | points | 95 % interval | what it means |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }

    public static func decision(_ report: DecisionReport) -> String {
        var lines: [String] = []
        let arm = report.arm?.rawValue ?? ""
        switch report.state {
        case .recommend: lines.append("RECOMMEND \(arm)")
        case .tie: lines.append("TIE: take the cheaper, \(arm)")
        case .inconclusive: lines.append("INCONCLUSIVE" + (report.neededCases.map { ": about \($0) cases would settle it" } ?? ""))
        case .noArmMeetsBar: lines.append("NO ARM MEETS THE BAR")
        case .void: lines.append("VOID")
        }
        func list(_ title: String, _ items: [String]) {
            guard !items.isEmpty else { return }
            lines += ["", title] + items.map { "- \($0)" }
        }
        list("Why:", report.reasons)
        list("What would change it:", report.wouldFlip)
        list("Where your answers and the measurements disagree:", report.conflicts)
        lines += ["", "| question | your answer | measured |", "|---|---|---|"]
        for row in report.questions {
            lines.append(
                "| \(row.question.title) | \(row.answer ?? "–") | \(row.measured ?? "not measured")\(row.conflict ? " (conflict)" : "") |")
        }
        if let gaps = report.gaps { lines += ["", self.gaps(gaps)] }
        list("What this does not show:", report.limits)
        return lines.joined(separator: "\n")
    }

    public static func freshness(_ report: FreshnessReport) -> String {
        guard !report.probes.isEmpty else { return "No freshness probes in this project." }
        var lines = [
            "A fact was changed in a copy of the documents, and every arm was asked again (the update took "
                + "\(Figures.duration(report.updateSeconds))).", "",
            "| arm | told the old fact before | followed the change | still told the old one |", "|---|---|---|---|",
        ]
        for arm in report.arms {
            lines.append("| \(arm.arm.rawValue) | \(arm.oldBefore) of \(arm.n) | \(arm.followed) of \(arm.n) | \(arm.stale) of \(arm.n) |")
        }
        if let probe = report.probes.first {
            lines += ["", "For example, “\(probe.question)” (\(probe.old) → \(probe.new)):"]
            lines += probe.answers.map { "- \($0.arm.rawValue): before “\(oneLine($0.before))”, after “\(oneLine($0.after))”" }
        }
        return lines.joined(separator: "\n")
    }

    public static func curve(_ curve: LearningCurve) -> String {
        var lines = [
            "\(curve.arm.rawValue) on the \(curve.split) cases (\(curve.n) in \(curve.clusters) clusters), trained on nested subsets:", "",
            "| examples | steps | validation loss | success | 95 % interval | format | 95 % interval | trained in |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for point in curve.points {
            let loss = point.validationLoss.map { String(format: "%.4f", $0) } ?? "–"
            func cells(_ rate: LearningCurve.Rate) -> String {
                "\(Figures.percent(rate.rate)) | \(Figures.percentRange(rate.low, rate.high))"
            }
            lines.append(
                "| \(point.examples) | \(point.steps) | \(loss) | \(cells(point.success)) | \(cells(point.format)) | "
                    + "\(Figures.duration(point.seconds)) |")
        }
        lines.append("")
        for gain in curve.gains {
            lines.append(
                String(
                    format: "- %@, %d → %d examples: %@ points (%@), p = %.3f", gain.metric, gain.from, gain.to,
                    Figures.points(gain.difference),
                    Figures.pointsRange(gain.low, gain.high), gain.p))
        }
        return (lines + ["", curve.summary]).joined(separator: "\n")
    }

    private static func oneLine(_ text: String) -> String { text.replacingOccurrences(of: "\n", with: " ⏎ ") }

    public static func answers(_ question: String, _ outcomes: [(Arm, Result<ArmAnswer, WorkbenchError>)]) -> String {
        var lines = ["**\(question)**", ""]
        for (arm, outcome) in outcomes {
            switch outcome {
            case .success(let answer):
                let sources = Set(answer.citations.map(\.path)).sorted().joined(separator: ", ")
                lines.append("- **\(arm.rawValue)**: \(oneLine(answer.text))" + (sources.isEmpty ? "" : " (cites \(sources))"))
            case .failure(let error): lines.append("- **\(arm.rawValue)**: \(error.description)")
            }
        }
        return lines.joined(separator: "\n")
    }
}
