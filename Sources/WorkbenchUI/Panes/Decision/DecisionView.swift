import TerminalCells
import Workbench

/// Draws the decision pane: its sections and the one selected.
enum DecisionView {
    static func drawList(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        let decision = state.decision
        let isFocused = state.focus == .decision
        let holdsKeys = isFocused && !decision.inBody && state.overlays.isEmpty
        let inside = Panel(
            title: PaneTitle.line(.decision, isFocused), trailing: decision.evaluation.map { Line("\($0.n) cases", .muted) } ?? .empty,
            isFocused: holdsKeys
        ).draw(in: rect, on: &frame.canvas)
        frame.target(.pane(.decision), in: rect)
        let sections = DecisionState.Section.allCases
        let symbols = frame.canvas.symbols
        let list = ListView(
            count: sections.count, position: ListPosition(selected: decision.section.rawValue), isFocused: holdsKeys,
            trailing: { summary(sections[$0], decision, symbols) },
            row: { Line(SafeText(sections[$0].title)) })
        frame.list(list, in: inside) { .row(.decision, $0) }
    }

    /// One section in a word or two.
    private static func summary(_ section: DecisionState.Section, _ decision: DecisionState, _ symbols: Symbols) -> Line {
        switch section {
        case .verdict: return decision.report.map { Line(SafeText(VerdictView.short($0)), VerdictView.role($0)) } ?? .empty
        case .questions:
            let rows = decision.questions
            let answered = rows.filter { $0.answer != nil }.count
            let conflicts = rows.filter(\.conflict).count
            var line = Line("\(answered) of \(rows.count)", .muted)
            if conflicts > 0 { line += Span(SafeText(" \(symbols.warning)\(conflicts)"), .warning) }
            return line
        case .gaps:
            guard let gaps = decision.report?.gaps else { return Line("not measured", .muted) }
            let largest = GapRows.all(gaps).max { $0.estimate.estimate < $1.estimate.estimate }
            return largest.map { Line("\($0.name) \(Numbers.fixed($0.estimate.estimate * 100, 0))", .muted) } ?? .empty
        case .arms:
            guard let best = decision.evaluation?.arms.max(by: { $0.rate < $1.rate }) else { return Line("not run", .muted) }
            return Line("best \(best.arm.label) \(Numbers.percent(best.rate))", .muted)
        case .measurements:
            guard let rows = decision.measurements else { return .empty }
            let done = rows.count { $0.finished != nil }
            return Line("\(done) of \(rows.count)", .muted)
        case .flips: return decision.evaluation == nil ? .empty : Line("\(decision.flips.count)", .muted)
        }
    }

    // MARK: body

    static func drawBody(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        let decision = state.decision
        let holdsKeys = decision.inBody && state.overlays.isEmpty
        var trailing = Line.empty
        if let evaluation = decision.evaluation {
            trailing = Line(SafeText("\(evaluation.run) · \(evaluation.n) cases in \(evaluation.clusters) clusters"), .muted)
        }
        Panel(title: Line(SafeText(decision.section.title), holdsKeys ? .focusedTitle : .title), trailing: trailing, isFocused: holdsKeys)
            .draw(in: rect, on: &frame.canvas)
        frame.target(.body, in: rect)
        let inside = rect.inset(x: 2, y: 1)
        switch decision.section {
        case .questions: QuestionsView.draw(decision, holdsKeys, in: inside, on: &frame)
        case .flips: FlipsView.draw(decision, holdsKeys, in: inside, on: &frame)
        case .measurements: MeasurementsView.draw(state, holdsKeys, in: inside, on: &frame)
        case .verdict, .gaps, .arms:
            BlockView(blocks(decision, width: inside.width, symbols: frame.canvas.symbols), offset: decision.offset)
                .draw(in: inside, on: &frame.canvas)
        }
    }

    static func blocks(_ decision: DecisionState, width: Int, symbols: Symbols) -> [Block] {
        switch decision.section {
        case .verdict: VerdictView.blocks(decision, width: width, symbols: symbols)
        case .gaps: EvidenceView.gapBlocks(decision.report?.gaps, width: width, explained: true)
        case .arms: EvidenceView.armPage(decision, width: width)
        case .questions, .flips, .measurements: []
        }
    }

    static func scrollLimit(_ decision: DecisionState, _ layout: Layout) -> Int {
        let inside = layout.bodyInside
        switch decision.section {
        case .questions, .measurements: return 0
        case .flips: return FlipsView.scrollLimit(decision, inside)
        default:
            let view = BlockView(blocks(decision, width: inside.width, symbols: .unicode))
            return TextView.limit(lines: view.height, height: inside.height)
        }
    }
}
