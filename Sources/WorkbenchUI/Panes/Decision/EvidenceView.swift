import TerminalCells
import Workbench

/// The four gaps by name.
struct GapRows {
    var name: String
    var estimate: Estimate
    var meaning: String
    var remedy: String

    static func all(_ gaps: Gaps) -> [GapRows] {
        [
            GapRows(
                name: "knowledge", estimate: gaps.knowledge, meaning: "what the model does not know without being shown",
                remedy: "retrieval or training closes it"),
            GapRows(
                name: "retrieval", estimate: gaps.retrieval, meaning: "what retrieval fails to bring up",
                remedy: "better passages, more of them, a better index"),
            GapRows(
                name: "reader", estimate: gaps.reader, meaning: "what the model cannot read even from the right passage",
                remedy: "a larger model or training with context"),
            GapRows(
                name: "behaviour", estimate: gaps.behaviour, meaning: "where form, tone or format is not as asked",
                remedy: "a better prompt first, training second"),
        ]
    }
}

/// Charts and tables of what was measured.
enum EvidenceView {
    /// `62 %  [49, 73]`, in columns.
    private static func note(_ estimate: Double, _ low: Double, _ high: Double, unit: String) -> Line {
        let interval = "[\(Numbers.fixed(low * 100, 0)), \(Numbers.fixed(high * 100, 0))]"
        return [
            Span(SafeText("\(Numbers.right(Numbers.fixed(estimate * 100, 0), 3)) \(unit)"), .strong),
            Span(SafeText(Numbers.right(interval, 10)), .muted),
        ]
    }

    /// Arms as a forest plot, best first.
    static func armChart(_ evaluation: EvaluationReport, recommended: Arm?) -> IntervalChart {
        let arms = evaluation.arms.sorted { $0.rate != $1.rate ? $0.rate > $1.rate : $0.arm < $1.arm }
        return IntervalChart(
            rows: arms.map { result in
                IntervalChart.Row(
                    label: [
                        Span(SafeText(result.arm == recommended ? "▸ " : "  "), .good), Span(SafeText(result.arm.label), result.arm.role),
                    ],
                    estimate: result.rate, low: result.low, high: result.high, role: result.arm.role,
                    note: note(result.rate, result.low, result.high, unit: "%"))
            })
    }

    static func gapBlocks(_ gaps: Gaps?, width: Int, explained: Bool) -> [Block] {
        guard let gaps else {
            let lines =
                [Line("Where the points are lost", .heading), .empty]
                + Wrapping.wrap(
                    SafeText(
                        "Four probes on the same cases tell what the model does not know, what retrieval misses, what it cannot read, and "
                            + "where its form is wrong. Each gap has its own remedy."), width: min(72, width))
                + [
                    .empty, [Span("m", .key), Span("  measure the gaps")], .empty,
                    [Span("On the command line  ", .muted), Span("assay eval gaps", "code")],
                ]
            return [Block(lines)]
        }
        let rows = GapRows.all(gaps)
        let lowest = rows.map(\.estimate.low).min() ?? 0
        let chart = IntervalChart(
            rows: rows.enumerated().map { index, row in
                IntervalChart.Row(
                    label: Line(SafeText("  " + row.name)), estimate: row.estimate.estimate, low: row.estimate.low, high: row.estimate.high,
                    role: .series(index), note: note(row.estimate.estimate, row.estimate.low, row.estimate.high, unit: "pt"))
            }, scale: (lowest < -0.02 ? -0.25 : 0)...1, mark: .bar)
        guard explained else { return [Block(chart)] }
        var lines: [Line] = []
        for row in rows {
            lines += Wrapping.wrap(
                [
                    Span(SafeText(row.name.padded(to: 11)), .strong), Span(SafeText(row.meaning + ": "), .text),
                    Span(SafeText(row.remedy), .muted),
                ],
                width: width, indent: 11)
        }
        return [
            Block(
                Wrapping.wrap(
                    SafeText("Where the points are lost, on \(gaps.n) cases, with 95 % intervals"), width: width, role: .heading) + [.empty]
            ),
            Block(chart), .gap, Block(lines), .gap,
            Block([Line("assay eval gaps --json", "code")]),
        ]
    }

    /// Everything about the arms: plot, table, contrasts.
    static func armPage(_ decision: DecisionState, width: Int) -> [Block] {
        guard let evaluation = decision.evaluation, !evaluation.arms.isEmpty else {
            return [Block(EmptyState.decision(width: min(72, width)))]
        }
        var blocks = [
            Block([Line("Share of cases passed, with 95 % intervals", .heading), .empty]),
            Block(armChart(evaluation, recommended: decision.report?.arm)), .gap, Block(armTable(evaluation)), .gap,
        ]
        if !evaluation.contrasts.isEmpty {
            blocks += [
                Block([Line("Pairs on the same cases: difference in points, exact McNemar, Holm", .heading)]),
                Block(contrastTable(evaluation)), .gap,
            ]
        }
        return blocks + [Block([Line(SafeText("assay eval show \(evaluation.run) --json"), "code")])]
    }

    private static func armTable(_ evaluation: EvaluationReport) -> Table {
        func share(_ value: Double?) -> Line { Line(SafeText(value.map { Numbers.fixed($0 * 100, 0) } ?? "–")) }
        return Table(
            columns: [
                .init("  arm", isFlexible: true), .init("passed", .right), .init("facts %", .right), .init("format %", .right, priority: 2),
                .init("cited %", .right, priority: 3), .init("s/answer", .right, priority: 4), .init("tokens", .right, priority: 5),
            ],
            rows: evaluation.arms.sorted { $0.rate != $1.rate ? $0.rate > $1.rate : $0.arm < $1.arm }.map { result in
                [
                    [Span("  "), Span(SafeText(result.arm.label), result.arm.role)], Line("\(result.passed)/\(evaluation.n)"),
                    share(result.fact),
                    share(result.format), share(result.citation), Line(SafeText(Numbers.fixed(result.milliseconds / 1000, 1))),
                    Line(SafeText(Numbers.fixed(result.tokens, 0))),
                ]
            })
    }

    private static func contrastTable(_ evaluation: EvaluationReport) -> Table {
        Table(
            columns: [
                .init("  pair", isFlexible: true), .init("points", .right), .init("interval", .left, priority: 1), .init("p", .right),
                .init("only first", .right, priority: 3), .init("only second", .right, priority: 2),
            ],
            rows: evaluation.contrasts.map { contrast in
                let isSure = contrast.adjustedP < 0.05
                let sign = contrast.difference > 0 ? "+" : ""
                let low = Numbers.fixed(contrast.low * 100, 0)
                let high = Numbers.fixed(contrast.high * 100, 0)
                return [
                    [
                        Span("  "), Span(SafeText(contrast.a.label), contrast.a.role), Span(" – ", .muted),
                        Span(SafeText(contrast.b.label), contrast.b.role),
                    ],
                    Line(SafeText(sign + Numbers.fixed(contrast.difference * 100, 0)), isSure ? .strong : .text),
                    Line(SafeText("[\(low), \(high)]"), .muted), Line(SafeText(pValue(contrast.adjustedP) + (isSure ? " *" : "  "))),
                    Line("\(contrast.aOnly)"), Line("\(contrast.bOnly)"),
                ]
            })
    }

    private static func pValue(_ p: Double) -> String { p < 0.001 ? "<0.001" : Numbers.fixed(p, 3) }
}
