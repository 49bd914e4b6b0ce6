import Foundation

extension ReportText {
    /// - Parameter withMisses: also every case whose passage a prompt doesn't get.
    public static func retrieval(_ report: RetrievalReport, withMisses: Bool) -> String {
        let prompt = String(report.promptPassages)
        let levels = ["1", "3", "5", "10", "30"]
        var lines = [
            "\(report.cases) cases in \(report.clusters) clusters, \(report.split) split; a prompt gets \(prompt) passages.", "",
            "| search | " + levels.map { "recall@\($0)" }.joined(separator: " | ") + " | MRR | nDCG@10 | nDCG − present | prompt tokens |",
            "|---|" + String(repeating: "---|", count: levels.count + 4),
        ]
        for setting in report.settings {
            let cells = levels.map { setting.recall[$0].map(points) ?? "" } + [share(setting.reciprocalRank), share(setting.gain)]
            let difference = setting.difference.map { String(format: "%+.3f (%+.3f to %+.3f)", $0.value, $0.low, $0.high) } ?? ""
            let tokens = String(format: "%.0f", setting.promptTokens)
            lines.append("| \(setting.name) | " + (cells + [difference, tokens]).joined(separator: " | ") + " |")
        }
        lines.append("")
        for ceiling in report.ceilings {
            lines.append(
                "Within the first \(ceiling.candidates): \(points(ceiling.recall)) % of the cases; a perfect reranker of them would bring "
                    + "\(points(ceiling.gain)) points more into a prompt.")
        }
        lines += ["", "Is reranking worth it? " + report.reranking]
        if !report.unfindable.isEmpty {
            lines += ["", "In no passage of the store, and left out: " + report.unfindable.joined(separator: ", ")]
        }
        let missed = "\(report.misses.count) of \(report.cases) cases don't get their passage"
        lines += ["", withMisses || report.misses.isEmpty ? missed + "." : missed + "; --misses lists them."]
        guard withMisses else { return lines.joined(separator: "\n") }
        for miss in report.misses {
            lines += ["", "\(miss.id): \(miss.question)"]
            lines.append(
                "  wanted \(miss.document), " + (miss.rank.map { "found at rank \($0)" } ?? "not among the first 50") + ": \(miss.quote)")
            lines += miss.found.map { "  got    \($0.document) › \($0.heading)" }
        }
        return lines.joined(separator: "\n")
    }

    private static func points(_ figure: RetrievalReport.Figure) -> String {
        String(format: "%.0f (%.0f–%.0f)", figure.value * 100, figure.low * 100, figure.high * 100)
    }

    private static func share(_ figure: RetrievalReport.Figure) -> String {
        String(format: "%.3f (%.3f–%.3f)", figure.value, figure.low, figure.high)
    }
}
