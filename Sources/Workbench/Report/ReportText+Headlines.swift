import Decision
import Foundation
import Scoring

/// What came of a measurement, in a line: the figure that speaks loudest, with its interval and what it counts.
extension ReportText {
    static func headline(_ gaps: Gaps) -> String {
        guard let row = gaps.rows.max(by: { $0.gap.estimate < $1.gap.estimate }) else { return "" }
        let figure = points(row.gap.estimate, row.gap.low, row.gap.high)
        return "the largest of four is \(row.name): \(figure), \(Figures.count(gaps.n, "case"))"
    }

    static func headline(_ report: PromptSearchReport) -> String {
        let gain = report.heldOut ?? report.gain
        let basis = report.heldOut == nil ? "on the cases it was chosen on" : "on cases that had no say"
        let state = report.conclusion == .exhausted ? "exhausted" : "not exhausted"
        return "\(state) after \(report.tried) prompts: best \(points(gain.difference, gain.low, gain.high)) over the present one, \(basis)"
    }

    static func headline(_ report: ProbesReport) -> String {
        func range(_ low: Double, _ high: Double) -> String { Figures.percentRange(low, high) }
        let invented = report.invention.filter { $0.all.n > 0 }
            .max { Double($0.all.invented) / Double($0.all.n) < Double($1.all.invented) / Double($1.all.n) }
        if let invented {
            let all = invented.all
            return "\(invented.arm.title) invents most: \(all.invented) of \(all.n) questions without an answer "
                + "(\(range(all.low, all.high)))"
        }
        if let probe = report.distractors.first, let most = probe.levels.last, let change = most.change {
            return "\(probe.arm.title) with \(most.distractors) other passages: \(points(change.estimate, change.low, change.high))"
        }
        if let probe = report.paraphrase.first(where: { $0.consistency != nil }), let share = probe.consistency, let low = probe.low,
            let high = probe.high
        {
            return "\(probe.arm.title) right in every wording: \(Figures.percent(share)) (\(range(low, high))) of what it knows"
        }
        if let probe = report.forgetting.max(by: { $0.ratio < $1.ratio }) {
            return String(format: "\(probe.run): perplexity of general text × %.2f", probe.ratio)
        }
        return "nothing to probe yet"
    }

    static func headline(_ curve: LearningCurve) -> String {
        guard let gain = curve.gains.last(where: { $0.metric == "success" }) else {
            return curve.points.last.map {
                "\($0.examples) examples: success \(Figures.percent($0.success.rate)) (\(Figures.percentRange($0.success.low, $0.success.high)))"
            } ?? ""
        }
        return "\(gain.from) → \(gain.to) examples: success \(points(gain.difference, gain.low, gain.high)); \(curve.conclusion.rawValue)"
    }

    static func headline(_ report: FreshnessReport) -> String {
        guard let best = report.arms.max(by: { $0.followed < $1.followed }), best.n > 0 else { return "nothing was changed" }
        func share(_ count: Int, _ n: Int, _ what: String = "") -> String {
            let interval = Wilson.interval(successes: count, of: n)
            return "\(count) of \(n)\(what) (\(Figures.percentRange(interval.low, interval.high)))"
        }
        let follows = "\(best.arm.title) follows \(share(best.followed, best.n, " changes"))"
        guard let stale = report.arms.max(by: { $0.stale < $1.stale }), stale.stale > 0 else {
            return follows + "; none repeats the old fact"
        }
        return follows + "; \(stale.arm.title) repeats the old fact in \(share(stale.stale, stale.n))"
    }

    static func headline(_ report: RetrievalReport) -> String {
        guard let present = report.settings.first else { return "" }
        let rank = present.reciprocalRank
        let level = ["30", "10", "5", "3", "1"].first { Int($0) ?? 0 <= report.promptPassages } ?? "1"
        let share = present.recall[level].map {
            "the passage is among the first \(level) in \(Figures.percent($0.value)) (\(Figures.percentRange($0.low, $0.high))), "
        }
        return (share ?? "") + String(format: "MRR %.2f (%.2f–%.2f), ", rank.value, rank.low, rank.high)
            + Figures.count(report.cases, "case")
    }

    static func headline(_ report: JudgeReport) -> String {
        guard let result = report.result, let a = report.a, let b = report.b else { return "votes alone were judged" }
        let state = report.calibration.state == .calibrated ? "calibrated" : "not calibrated"
        return
            "\(a.title) over \(b.title) \(points(result.difference, result.low, result.high)), \(Figures.count(result.n, "case")); \(state)"
    }

    private static func points(_ difference: Double, _ low: Double, _ high: Double) -> String {
        "\(Figures.points(difference)) points (\(Figures.pointsRange(low, high)))"
    }
}
