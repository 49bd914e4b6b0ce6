import Foundation

/// Results as text for people: what the commands print and the Markdown report is made of.
public enum ReportText {
    public static func percent(_ share: Double) -> String { String(format: "%.0f %%", share * 100) }

    private static func points(_ share: Double) -> String { String(format: "%+.0f", share * 100) }

    static func interval(_ low: Double, _ high: Double) -> String { "\(points(low)) to \(points(high))" }

    /// The arms and their contrasts as Markdown tables.
    public static func evaluation(_ report: EvaluationReport) -> String {
        var lines = ["\(report.run): \(report.n) cases in \(report.clusters) clusters", ""]
        lines += [
            "| arm | passed | rate | 95 % interval | fact | format | citation | s/answer | tokens |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for arm in report.arms {
            lines.append(
                "| \(arm.arm.rawValue) | \(arm.passed)/\(report.n) | \(percent(arm.rate)) | \(percent(arm.low))–\(percent(arm.high)) | "
                    + "\(percent(arm.fact)) | \(percent(arm.format)) | \(arm.citation.map(percent) ?? "–") | "
                    + String(format: "%.2f | %.0f |", arm.milliseconds / 1000, arm.tokens))
        }
        if !report.contrasts.isEmpty {
            lines += ["", "| contrast | difference, points | 95 % interval | p | p (Holm) | only first | only second | both | neither |"]
            lines.append("|---|---|---|---|---|---|---|---|---|")
            for c in report.contrasts {
                lines.append(
                    "| \(c.a.rawValue) − \(c.b.rawValue) | \(points(c.difference)) | \(interval(c.low, c.high)) | "
                        + String(format: "%.4f | %.4f | %d | %d | %d | %d |", c.p, c.adjustedP, c.aOnly, c.bOnly, c.both, c.neither))
            }
        }
        if !report.flips.isEmpty {
            lines += ["", "Disagreements: \(report.flips.count) cases. The first ones:"]
            for flip in report.flips.prefix(5) {
                lines.append(
                    "- \(flip.case) “\(flip.question)”: \(names(flip.passed)) right, \(names(flip.failed)) wrong")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func names(_ arms: [Arm]) -> String { arms.map(\.rawValue).joined(separator: ", ") }

    public static func gaps(_ gaps: Gaps) -> String {
        func row(_ name: String, _ e: Estimate, _ meaning: String) -> String {
            "| \(name) | \(points(e.estimate)) | \(interval(e.low, e.high)) | \(meaning) |"
        }
        return [
            "| gap (\(gaps.n) cases) | points | 95 % interval | what it means |", "|---|---|---|---|",
            row("knowledge", gaps.knowledge, "facts gained by showing the right passage"),
            row("retrieval", gaps.retrieval, "facts lost because retrieval brings another passage"),
            row("reader", gaps.reader, "facts missed although the right passage is shown"),
            row("behaviour", gaps.behaviour, "format demands missed although the right passage is shown"),
        ].joined(separator: "\n")
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

    private static func duration(_ seconds: Double) -> String {
        seconds < 1 ? String(format: "%.0f ms", seconds * 1_000) : String(format: "%.1f s", seconds)
    }

    public static func freshness(_ report: FreshnessReport) -> String {
        guard !report.probes.isEmpty else { return "No freshness probes in this project." }
        var lines = [
            "A fact was changed in a copy of the documents, and every arm was asked again (the update took "
                + "\(duration(report.updateSeconds))).", "",
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
                String(format: "%@ | %.0f–%@", percent(rate.rate), 100 * rate.low, percent(rate.high))
            }
            lines.append(
                "| \(point.examples) | \(point.steps) | \(loss) | \(cells(point.success)) | \(cells(point.format)) | "
                    + "\(duration(point.seconds)) |")
        }
        lines.append("")
        for gain in curve.gains {
            lines.append(
                String(
                    format: "- %@, %d → %d examples: %@ points (%@), p = %.3f", gain.metric, gain.from, gain.to, points(gain.difference),
                    interval(gain.low, gain.high), gain.p))
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
