import TerminalCells
import Workbench

/// The verdict with everything it rests on, on one page.
enum VerdictView {
    static func role(_ report: DecisionReport) -> Role {
        switch report.state {
        case .recommend: .good
        case .tie: .info
        case .inconclusive, .noArmMeetsBar: .warning
        case .void: .muted
        }
    }

    /// A word or two for the list.
    static func short(_ report: DecisionReport) -> String {
        switch report.state {
        case .recommend: report.arm.map { "build \($0.label)" } ?? "settled"
        case .tie: report.arm.map { "tie: \($0.label)" } ?? "tie"
        case .inconclusive: "not settled"
        case .noArmMeetsBar: "none is good enough"
        case .void: "no verdict yet"
        }
    }

    private static func headline(_ report: DecisionReport) -> String {
        switch report.state {
        case .recommend:
            report.arm.map { headline($0.approach) + ($0.isConstrained ? ", with the form imposed" : "") } ?? "Settled"
        case .tie: report.arm.map { "A tie: take the cheaper, \($0.label)" } ?? "A tie"
        case .inconclusive: "Not settled yet"
        case .noArmMeetsBar: "No arm is good enough"
        case .void: "No verdict yet"
        }
    }

    private static func headline(_ approach: Arm.Approach) -> String {
        switch approach {
        case .prompt: "A better prompt is enough"
        case .fewshot: "A prompt with worked examples is enough"
        case .rag: "Build RAG"
        case .lora: "Fine-tune with LoRA"
        case .ragLora: "Fine-tune and retrieve: RAG+LoRA"
        }
    }

    private static func mark(_ report: DecisionReport, _ symbols: Symbols) -> String {
        switch report.state {
        case .recommend: symbols.tick
        case .tie: "="
        case .inconclusive: "?"
        case .noArmMeetsBar: symbols.cross
        case .void: symbols.ring
        }
    }

    static func blocks(_ decision: DecisionState, width: Int, symbols: Symbols) -> [Block] {
        guard let report = decision.report else { return [Block([Line("reading the evidence…", .muted)])] }
        var blocks = [box(report, decision.evaluation, width: width, symbols: symbols), .gap]
        blocks.append(Block(Ladder.lines(report, decision.evaluation, width: width, symbols: symbols)))
        blocks.append(.gap)
        func list(_ title: SafeText, _ items: [String], _ mark: (Int) -> String, _ role: Role) {
            guard !items.isEmpty else { return }
            var lines = [Line(title, .heading)]
            for (index, item) in items.enumerated() {
                let lead = mark(index) + " "
                lines += Wrapping.wrap([Span(SafeText(lead), role), Span(SafeText(item))], width: width, indent: lead.count)
            }
            blocks += [Block(lines), .gap]
        }
        if report.state != .void || decision.evaluation != nil {
            list("Why", report.reasons, { "\($0 + 1)" }, .muted)
        }
        list("Your answers and the measurement disagree", report.conflicts, { _ in symbols.warning }, .warning)
        list("What would change it", report.wouldFlip, { _ in symbols.separator }, .muted)
        if let evaluation = decision.evaluation, !evaluation.arms.isEmpty {
            blocks += [Block([Line("Arms: share of cases passed, with 95 % intervals", .heading)])]
            blocks += [Block(EvidenceView.armChart(evaluation, recommended: report.arm)), .gap]
        } else {
            blocks += [Block(EmptyState.decision(width: min(72, width))), .gap]
        }
        if let gaps = report.gaps {
            blocks +=
                [Block([Line("Where the points are lost", .heading)])] + EvidenceView.gapBlocks(gaps, width: width, explained: false) + [
                    .gap
                ]
        }
        list("What this does not show", report.limits, { _ in symbols.separator }, .muted)
        return blocks
    }

    private static func box(_ report: DecisionReport, _ evaluation: EvaluationReport?, width: Int, symbols: Symbols) -> Block {
        var detail = ""
        if let needed = report.neededCases { detail = "about \(needed) cases in all would settle it" }
        if let evaluation {
            detail = "\(evaluation.n) cases in \(evaluation.clusters) clusters" + (detail.isEmpty ? "" : " · " + detail)
        } else if let reason = report.reasons.first {
            detail = reason
        }
        // The border, a margin of two and the mark's three cells.
        let lines = Wrapping.wrap(SafeText(detail), width: max(1, width - 9), role: .muted)
        let role = Self.role(report)
        return Block(height: lines.count + 3) { rect, canvas in
            let inside = Panel(title: .empty, isFocused: true, borderRole: role).draw(in: rect, on: &canvas).inset(x: 2)
            canvas.draw(
                [Span(SafeText(mark(report, symbols) + "  "), role), Span(SafeText(headline(report)), "verdict")], in: inside)
            canvas.draw(lines, in: Rect(inside.x + 3, inside.y + 1, inside.width - 3, lines.count))
        }
    }
}

/// Prompt → RAG → fine-tune → both, and where you stand.
enum Ladder {
    static func lines(_ report: DecisionReport, _ evaluation: EvaluationReport?, width: Int, symbols: Symbols) -> [Line] {
        let rungs: [(name: String, approaches: [Arm.Approach])] = [
            ("Prompt", [.prompt, .fewshot]), ("RAG", [.rag]), ("Fine-tune", [.lora]), ("Both", [.ragLora]),
        ]
        var first = Line()
        var second = Line()
        for (index, rung) in rungs.enumerated() {
            if index > 0 {
                let link = symbols.chart == .ascii ? " -> " : " ──▶ "
                first += Span(SafeText(link), .muted)
                second += Span(SafeText(String(repeating: " ", count: SafeText(link).width)))
            }
            let isHere = report.arm.map { rung.approaches.contains($0.approach) } ?? false
            let rate = evaluation?.arms.filter { rung.approaches.contains($0.arm.approach) }.map(\.rate).max()
            let label = isHere ? "[\(rung.name)]" : " \(rung.name) "
            let number = isHere ? (report.state == .tie ? "tied" : "build this") : rate.map { Numbers.percent($0) } ?? "not run"
            let below = isHere && rate != nil ? "\(Numbers.percent(rate ?? 0)) \(number)" : number
            let column = max(label.count, below.count + 1)
            first += Span(SafeText(label.padded(to: column)), isHere ? "ladder.here" : "ladder.rung")
            second += Span(SafeText((" " + below).padded(to: column)), isHere ? .good : .muted)
        }
        if first.width <= width { return [first, second] }
        // Too narrow for steps side by side: one below the other.
        return rungs.map { rung in
            let isHere = report.arm.map { rung.approaches.contains($0.approach) } ?? false
            let rate = evaluation?.arms.filter { rung.approaches.contains($0.arm.approach) }.map(\.rate).max()
            return [
                Span(SafeText((isHere ? "▸ " : "  ") + rung.name.padded(to: 11)), isHere ? "ladder.here" : "ladder.rung"),
                Span(SafeText(Numbers.right(rate.map { Numbers.percent($0) } ?? "not run", 7)), .muted),
                Span(SafeText(isHere ? "  build this" : ""), .good),
            ]
        }
    }
}
