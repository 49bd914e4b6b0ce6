import Scoring

extension ProjectReport {
    func recordBlocks() -> [ReportBlock] {
        var rows: [[String]] = [["program", "assay \(version)"]]
        if let model = record.model { rows.append(["model", model]) }
        if let hash = record.modelHash { rows.append(["model file, sha256", hash]) }
        if let run = record.evaluation {
            let made = [
                record.evaluated.map(Figures.moment), record.split.map { "\($0) cases" }, record.evaluationVersion.map { "assay \($0)" },
            ]
            rows.append(["evaluation", ([run] + made.compactMap(\.self)).joined(separator: ", ")])
        }
        rows.append(["answers", record.decoding])
        rows.append(["intervals", "\(record.resamples) resamples of clusters, seed \(record.resamplingSeed)"])
        for adapter in record.adapters {
            rows.append(["adapter of \(adapter.arm.title)", adapter.summary])
            if let hash = adapter.weightsHash { rows.append(["its weights, sha256", hash]) }
            rows.append(["its training data, sha256", adapter.dataHash])
        }
        for file in record.files { rows.append(["\(file.path), sha256", file.sha256]) }
        return [
            .heading("The record"),
            .table(
                ReportTable(caption: "What was run with what", columns: ["what", "which"], rows: rows.map { ReportTable.Row(cells: $0) })),
            .paragraph("To repeat it from the documents on, in the project's folder:"), .commands(record.commands),
        ]
    }

    func claimBlocks() -> [ReportBlock] {
        guard !claims.isEmpty else { return [] }
        let rows = claims.map { claim in
            let interval = claim.low.flatMap { low in claim.high.map { String(decimal(low) + " to " + decimal($0)) } }
            let numbers = [
                claim.estimate.map { "estimate \(decimal($0))" }, interval.map { "95 % \($0)" }, claim.p.map { "p \(Figures.p($0))" },
            ].compactMap(\.self)
            let seeds = claim.seeds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            let hashes = claim.hashes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.prefix(12))" }
            return ReportTable.Row(
                cells: [
                    claim.text, ([claim.test] + numbers).joined(separator: "; "), claim.run ?? "–",
                    claim.n.map { "\($0)" + (claim.clusters.map { " in \($0)" } ?? "") } ?? "–", (seeds + hashes).joined(separator: ", "),
                    claim.command == claim.remeasure ? claim.command : "\(claim.command); anew: \(claim.remeasure)",
                ], claim: claim.id)
        }
        return [
            .heading("Claims ledger"),
            .paragraph(
                "Every number above with its origin; estimates and intervals are shares. Hashes are the first 12 digits of those in the record."
            ),
            .table(
                ReportTable(
                    caption: "Where each number comes from",
                    columns: ["claim", "test", "evaluation", "cases in clusters", "seeds and hashes", "to repeat it"], rows: rows,
                    isAppendix: true)),
        ]
    }

    private func decimal(_ value: Double) -> String {
        let text = "\((value * 10_000).rounded() / 10_000)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
