import Decision
import Scoring

extension DecisionReport {
    /// The verdict in one plain sentence.
    func headline(bar: Double, delta: Double) -> String {
        switch state {
        case .recommend: "Build \(arm?.title ?? "it")."
        case .tie: "Build \(arm?.title ?? "the cheapest"): what costs more is not better by enough."
        case .inconclusive:
            "Not settled yet."
                + (neededCases.map { " About \($0) cases would settle it; there are \(n)." } ?? " More cases alone would not settle it.")
        case .noArmMeetsBar: "Build none of these yet: no arm reaches the bar of \(Figures.percent(bar))."
        case .void: "No verdict: what was measured cannot carry one."
        }
    }

    /// The state as the commands call it.
    var stateWords: String { state.words }
}

extension DecisionReport.State {
    var words: String {
        switch self {
        case .recommend: "recommend"
        case .tie: "tie"
        case .inconclusive: "inconclusive"
        case .noArmMeetsBar: "no arm meets the bar"
        case .void: "void"
        }
    }
}

extension ProjectReport {
    func verdictBlocks() -> [ReportBlock] {
        var facts: [String] = []
        if decision.n > 0 { facts.append("\(Figures.count(decision.n, "case")) in \(Figures.count(decision.clusters, "cluster"))") }
        if let leader = decision.leader, decision.state != .void {
            facts.append(
                "\(leader.arm.title) succeeds in \(Figures.percent(leader.rate)) "
                    + "(95 % interval \(Figures.percentRange(leader.low, leader.high)))")
        }
        if let chance = decision.chanceWithinDelta, let arm = decision.arm {
            facts.append(
                "chance that \(arm.title) is within \(Figures.points(record.delta).dropFirst()) points of the best: "
                    + (chance > 0.99 ? "more than 99 %" : chance < 0.01 ? "less than 1 %" : Figures.percent(chance)))
        }
        facts.append("bar \(Figures.percent(record.bar)), δ \(Figures.percent(record.delta).replacing("%", with: "points"))")
        func items(_ texts: [String], _ section: Claim.Section) -> [ReportItem] {
            texts.enumerated().map { ReportItem($1, claim: claim(section, $0)) }
        }
        var blocks: [ReportBlock] = [
            .verdict(state: decision.state, headline: decision.headline(bar: record.bar, delta: record.delta), facts: facts),
            .list(title: "Why", items(decision.reasons, .reasons)),
        ]
        func list(_ title: String, _ texts: [String], _ section: Claim.Section) {
            if !texts.isEmpty { blocks.append(.list(title: title, items(texts, section))) }
        }
        list("What would change it", decision.wouldFlip, .wouldFlip)
        list("Where the team's answers and the measurements disagree", decision.conflicts, .conflicts)
        list("What this does not show", decision.limits, .limits)
        return blocks
    }

    func questionBlocks() -> [ReportBlock] {
        let rows = decision.questions.enumerated().map { index, row in
            ReportTable.Row(
                cells: [
                    row.question.title, row.answer ?? "not answered", row.measured ?? "not measured",
                    row.conflict ? "conflict" : row.answer == nil || row.measured == nil ? "–" : "no conflict",
                ], claim: claim(.questions, index))
        }
        return [
            .heading("The five questions"),
            .table(
                ReportTable(
                    caption: "The team's answers beside the measurements", columns: ["question", "the team says", "measured", "agreement"],
                    rows: rows)),
        ]
    }

    func historyBlocks() -> [ReportBlock] {
        guard !history.isEmpty else { return [] }
        let rows = history.suffix(Self.longestHistory).map { record in
            ReportTable.Row(
                cells: [
                    Figures.moment(record.when), record.run ?? "–", "\(record.n)", "\(record.clusters)", record.state.words,
                    record.arm?.title ?? "–",
                    record.leader.map { "\($0.arm.title) \(Figures.percent($0.rate)) (\(Figures.percentRange($0.low, $0.high)))" } ?? "–",
                    record.chanceWithinDelta.map(Figures.percent) ?? "–",
                ], claim: nil)
        }
        let earlier = history.count - rows.count
        return [
            .heading("How the verdict moved"), .paragraph(movement + (earlier > 0 ? " \(earlier) earlier verdicts are not shown." : "")),
            .table(
                ReportTable(
                    caption: "A line for each time that the verdict or its evidence changed, oldest first",
                    columns: [
                        "when", "evaluation", "cases", "clusters", "verdict", "arm", "in front, with 95 % interval", "within δ of the best",
                    ],
                    numeric: [2, 3, 7], rows: Array(rows))),
        ]
    }

    private static let longestHistory = 30

    private var movement: String {
        guard history.count > 1, let last = history.last else { return "This is the first verdict on record." }
        let settled = history.reversed().prefix { $0.state == last.state && $0.arm == last.arm }.count
        guard settled < history.count else {
            return "The verdict has been the same, \(last.state.words), at all \(history.count) times."
        }
        let before = history[history.count - settled - 1]
        func named(_ record: DecisionRecord) -> String { record.state.words + (record.arm.map { " (\($0.title))" } ?? "") }
        return "The verdict was \(named(before)) on \(Figures.count(before.n, "case")) and is \(named(last)) on "
            + "\(Figures.count(last.n, "case")) since \(Figures.moment(history[history.count - settled].when))."
    }
}
