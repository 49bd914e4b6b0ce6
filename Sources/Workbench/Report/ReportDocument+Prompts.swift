extension ProjectReport {
    /// The ladder from the bare question to the best prompt that was found.
    func promptBlocks() -> [ReportBlock] {
        guard let search = promptSearch else { return [] }
        let rows = search.ladder.enumerated().map { index, step in
            ReportTable.Row(
                cells: [
                    step.name, "\(step.passed)", Figures.percent(step.rate), Figures.percentRange(step.low, step.high),
                    Figures.percent(step.fact), Figures.percent(step.format),
                ], claim: claim(.prompts, index))
        }
        let best = search.candidates[search.best - 1]
        let spread =
            "On the \(search.spread.cases) cases that each of the \(search.tried) prompts was asked they pass "
            + "\(Figures.percent(search.spread.low)) to \(Figures.percent(search.spread.high)), the median "
            + "\(Figures.percent(search.spread.median)). The best is “\(best.name)”."
        return [
            .heading("Has prompting been exhausted?"),
            .list(title: nil, [ReportItem(search.summary, claim: claim(.prompts, search.ladder.count)), ReportItem(spread)]),
            .table(
                ReportTable(
                    caption: "Prompts on \(Figures.count(search.n, "development case")) in \(Figures.count(search.clusters, "cluster"))",
                    columns: ["prompt", "passed", "rate", "interval", "fact", "format"], numeric: [1, 2, 3, 4, 5], rows: rows)),
        ]
    }
}
