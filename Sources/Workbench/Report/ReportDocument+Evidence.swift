import Decision
import Foundation
import Scoring

extension ProjectReport {
    /// What counts as success here, in words.
    private var success: String {
        "A case is passed when its facts and its format are right"
            + (record.requiresSource ? ", and the right source is cited by arms that retrieve" : "")
            + "."
    }

    func armBlocks() -> [ReportBlock] {
        guard let evaluation, !decision.rates.isEmpty else {
            return [
                .heading("The arms on the same cases"),
                .paragraph("Nothing is measured yet. Run the arms over the test cases with: assay eval run"),
            ]
        }
        var blocks: [ReportBlock] = [
            .heading("The arms on the same cases"),
            .paragraph(
                "\(evaluation.run), \(record.split ?? "test") cases: \(Figures.count(decision.n, "case")) in "
                    + "\(Figures.count(decision.clusters, "cluster")). \(success)"),
            .intervals(.rates(self)), .table(armTable(evaluation)),
        ]
        for note in evaluation.notes { blocks.append(.paragraph(note)) }
        blocks += gradedBlocks(evaluation)
        guard !shownContrasts.isEmpty else { return blocks }
        blocks += [.heading("Differences between arms"), .intervals(.forest(self)), .table(contrastTable)]
        return blocks
    }

    private func armTable(_ evaluation: EvaluationReport) -> ReportTable {
        let rows = decision.rates.enumerated().map { index, rate in
            let arm = evaluation.arms.first { $0.arm == rate.arm }
            func cell(_ words: (EvaluationReport.ArmResult) -> String?) -> String { arm.flatMap(words) ?? "–" }
            return ReportTable.Row(
                cells: [
                    rate.arm.title, "\(rate.passed)", Figures.percent(rate.rate), Figures.percentRange(rate.low, rate.high),
                    cell { Figures.percent($0.fact) }, cell { Figures.percent($0.format) }, cell { $0.citation.map(Figures.percent) },
                    cell { String(format: "%.2f", $0.milliseconds / 1000) }, cell { String(format: "%.0f", $0.tokens) },
                    decision.dropped.contains { $0.arm == rate.arm } ? "out" : "",
                ], claim: claim(.arms, index), isEmphasised: rate.arm == decision.leader?.arm)
        }
        return ReportTable(
            caption: "Success of each arm with 95 % intervals that count clusters; s and tokens are means per answer",
            columns: ["arm", "passed", "rate", "interval", "fact", "format", "citation", "s", "tokens", "constraint"],
            numeric: [1, 2, 3, 4, 5, 6, 7, 8], rows: rows)
    }

    private var contrastTable: ReportTable {
        let rows = shownContrasts.enumerated().map { index, c in
            ReportTable.Row(
                cells: [
                    "\(c.a.title) − \(c.b.title)", Figures.points(c.difference), Figures.pointsRange(c.low, c.high), Figures.p(c.adjustedP),
                    "\(c.aOnly)", "\(c.bOnly)", "\(c.both)", "\(c.neither)", c.planned ? "yes" : "no",
                ], claim: claim(.contrasts, index))
        }
        return ReportTable(
            caption: "Points of success between two arms on the same cases, with 95 % intervals",
            columns: ["contrast", "points", "interval", "p (Holm)", "only first", "only second", "both", "neither", "planned"],
            numeric: [1, 2, 3, 4, 5, 6, 7], rows: rows)
    }

    func gapBlocks() -> [ReportBlock] {
        guard let gaps = decision.gaps else {
            return [.heading("Where the points are lost"), .paragraph("Not measured yet. Measure it with: assay eval gaps")]
        }
        let rows = gaps.rows.enumerated().map { index, row in
            ReportTable.Row(
                cells: [
                    row.name, Figures.points(row.gap.estimate), Figures.pointsRange(row.gap.low, row.gap.high), row.meaning,
                ], claim: claim(.gaps, index))
        }
        return [
            .heading("Where the points are lost"), .intervals(.gaps(gaps)),
            .table(
                ReportTable(
                    caption: "The four gaps on \(Figures.count(gaps.n, "case")), in points with 95 % intervals",
                    columns: ["gap", "points", "interval", "what it means"], numeric: [1, 2], rows: rows)),
        ]
    }

    func freshnessBlocks() -> [ReportBlock] {
        guard let freshness, !freshness.probes.isEmpty else {
            return [.heading("When a fact changes"), .paragraph("Not measured yet. Measure it with: assay eval freshness")]
        }
        let rows = freshness.arms.enumerated().map { index, arm in
            ReportTable.Row(
                cells: [arm.arm.title, "\(arm.oldBefore) of \(arm.n)", "\(arm.followed) of \(arm.n)", "\(arm.stale) of \(arm.n)"],
                claim: claim(.freshness, index))
        }
        var blocks: [ReportBlock] = [
            .heading("When a fact changes"),
            .paragraph(
                "\(Figures.count(freshness.probes.count, "fact")) changed, one by one, in a copy of the documents, and every arm was asked "
                    + "again. The slowest update of the knowledge base took \(Figures.duration(freshness.updateSeconds))."),
            .table(
                ReportTable(
                    caption: "Answers before and after the change",
                    columns: ["arm", "told the old fact before", "followed the change", "still told the old one"], numeric: [1, 2, 3],
                    rows: rows)),
        ]
        // The probe that tells the most: one that some arm followed, and if there is one, that another did not.
        let telling = freshness.probes.max { Self.telling($0) < Self.telling($1) }
        if let probe = telling {
            blocks.append(
                .list(
                    title: "For example, “\(probe.question)” (\(probe.old) → \(probe.new))",
                    probe.answers.map { ReportItem("\($0.arm.title): before “\(cut($0.before))”, after “\(cut($0.after))”") }))
        }
        return blocks
    }

    private static func telling(_ probe: FreshnessReport.Probe) -> Int {
        probe.answers.count { $0.followed } + 2 * probe.answers.count { $0.stale } + probe.answers.count { $0.oldBefore }
    }

    private func cut(_ text: String) -> String {
        text.count > Disagreement.longestText ? text.prefix(Disagreement.longestText) + "…" : text
    }

    func curveBlocks() -> [ReportBlock] {
        guard let curve else { return [] }
        let rows = curve.points.enumerated().map { index, point in
            ReportTable.Row(
                cells: [
                    "\(point.examples)", "\(point.steps)", point.validationLoss.map { String(format: "%.4f", $0) } ?? "–",
                    Figures.percent(point.success.rate), Figures.percentRange(point.success.low, point.success.high),
                    Figures.percent(point.format.rate), Figures.percentRange(point.format.low, point.format.high),
                ], claim: claim(.curve, index))
        }
        return [
            .heading("More examples"), .list(title: nil, [ReportItem(curve.summary, claim: claim(.curve, curve.points.count))]),
            .curve(CurveChart(curve)),
            .table(
                ReportTable(
                    caption:
                        "\(curve.arm.title) on the \(curve.split) cases (\(curve.n) in \(curve.clusters) clusters), by training examples",
                    columns: ["examples", "steps", "validation loss", "success", "interval", "format", "interval"],
                    numeric: [1, 2, 3, 4, 5, 6], rows: rows)),
        ]
    }

    func disagreementBlocks() -> [ReportBlock] {
        guard let evaluation, !evaluation.arms.isEmpty else { return [] }
        let total = evaluation.flips.count
        guard total > 0 else {
            return [.heading("Where the arms disagree"), .paragraph("No case is passed by some arms and failed by others.")]
        }
        let shown =
            disagreements.count < total
            ? " The \(disagreements.count) here are of different clusters, those first where the arm in front and its strongest rival differ."
            : ""
        return [
            .heading("Where the arms disagree"),
            .paragraph(
                "\(Figures.count(total, "case")) of \(evaluation.n) "
                    + "\(total == 1 ? "is" : "are") passed by some arms and failed by others.\(shown)"),
        ] + disagreements.map { .disagreement($0) }
    }
}
