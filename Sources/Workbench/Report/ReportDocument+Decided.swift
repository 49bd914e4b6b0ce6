import Scoring

extension ProjectReport {
    /// What a person decided about cases, and how the arms had done on them: leaving out what one arm fails would tilt a verdict.
    func decidedBlocks() -> [ReportBlock] {
        guard !decidedCases.isEmpty else { return [] }
        let rows = decidedCases.map { item in
            ReportTable.Row(cells: [
                item.case, item.question, item.isExcluded ? "left out" : "corrected: \(correction(item))", item.reason,
                Figures.moment(item.at), passed(item),
            ])
        }
        let excluded = decidedCases.count(where: \.isExcluded)
        let words = [
            excluded > 0 ? "\(Figures.count(excluded, "case")) left out" : nil,
            decidedCases.count > excluded ? "\(Figures.count(decidedCases.count - excluded, "case")) corrected" : nil,
        ].compactMap(\.self).joined(separator: ", ")
        return [
            .heading("Cases decided about"),
            .paragraph("\(words), with a reason each. The last column tells which arms pass them as they stand in their file."),
            .table(
                ReportTable(
                    caption: "Decisions about cases", columns: ["case", "question", "decision", "reason", "decided", "passed by"],
                    rows: rows)),
        ]
    }

    private func correction(_ item: DecidedCase) -> String {
        let facts = item.correctedFacts.map { corrected in
            "\(words(item.facts)) → \(words(corrected))"
        }
        let answerable = item.answerable.map { $0 ? "answerable" : "not answerable" }
        return [facts, answerable].compactMap(\.self).joined(separator: "; ")
    }

    private func words(_ facts: [[String]]) -> String { facts.map { $0.joined(separator: " | ") }.joined(separator: "; ") }

    private func passed(_ item: DecidedCase) -> String {
        guard let passed = item.passed else { return "not asked" }
        return passed.isEmpty ? "none" : passed.map(\.title).joined(separator: ", ")
    }
}
