extension ProjectReport {
    /// What a judge model said, behind how far it agrees with people.
    func judgeBlocks() -> [ReportBlock] {
        guard let judge else { return [] }
        var items = ["\(judge.model) at \(judge.address). \(ReportText.judgeCalibration(judge.calibration))"]
        var blocks: [ReportBlock] = [.heading("What a judge model says")]
        if let result = judge.result, let a = judge.a?.rawValue, let b = judge.b?.rawValue {
            items += ReportText.judgeVerdicts(result, a, b, judge)
            blocks.append(.list(title: nil, items.map { ReportItem($0) }))
            guard !result.criteria.isEmpty else { return blocks }
            let rows = result.criteria.map { criterion in
                ReportTable.Row(cells: [
                    criterion.name, ReportText.grade(criterion.a), ReportText.grade(criterion.b), ReportText.signed(criterion.difference),
                    "\(ReportText.signed(criterion.low)) to \(ReportText.signed(criterion.high))",
                ])
            }
            blocks.append(
                .table(
                    ReportTable(
                        caption: "Mean grades, 1 to 5, over both orders", columns: ["criterion", a, b, "difference", "95 % interval"],
                        numeric: [1, 2, 3, 4], rows: rows)))
            return blocks
        }
        return blocks + [.list(title: nil, items.map { ReportItem($0) })]
    }
}
