import TerminalCells
import Workbench

/// The cases on which the arms disagree, and the answers behind one of them.
enum FlipsView {
    /// A column's heading, two cells wide at most: the arm's key, and a plus for a form.
    private static func mark(_ arm: Arm) -> String { arm.toggleKey.name + (arm.isConstrained ? "+" : "") }

    static func draw(_ decision: DecisionState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        var rect = rect
        let flips = decision.flips
        guard !flips.isEmpty else {
            let lines =
                decision.evaluation == nil
                ? EmptyState.decision(width: min(72, rect.width))
                : Wrapping.wrap(
                    "Every arm passed or failed the same cases: there is nothing to tell them apart.", width: rect.width, role: .muted)
            frame.canvas.draw(lines, in: rect)
            return
        }
        let symbols = frame.canvas.symbols
        let arms = decision.evaluation?.arms.map(\.arm).sorted() ?? Arm.plain
        var header = Line(" ")
        let column = (arms.map { mark($0).count }.max() ?? 1) + 1
        for arm in arms { header += Span(SafeText(mark(arm).padded(to: column)), arm.role) }
        header += Span(SafeText(" " + arms.map { "\(mark($0)) \($0.label)" }.joined(separator: "  ")), .muted)
        frame.canvas.draw(header, in: rect.cutTop(1))
        let listRect = rect.cutTop(listHeight(flips.count, rect.height))
        let list = ListView(
            count: flips.count, position: decision.flipList, isFocused: holdsKeys, gap: 1,
            row: { index in
                let flip = flips[index]
                var line = Line()
                for arm in arms {
                    let passed = flip.passed.contains(arm)
                    let ran = passed || flip.failed.contains(arm)
                    line += Span(
                        SafeText((passed ? symbols.tick : ran ? symbols.cross : symbols.separator).padded(to: column)),
                        passed ? .good : ran ? .bad : .muted)
                }
                return line + Line([Span(" "), Span(SafeText(flip.question).oneLine)])
            })
        frame.list(list, in: listRect) { .bodyRow($0) }
        guard rect.height > 2, let flip = decision.selectedFlip else { return }
        let rule = rect.cutTop(1)
        for x in rule.x..<rule.maxX { frame.canvas.put(symbols.plain.top, .border, x: x, y: rule.y) }
        frame.canvas.draw(SafeText(" \(flip.case) "), .heading, in: Rect(rule.x + 1, rule.y, rule.width - 2, 1))
        TextView(detail(decision, flip, width: rect.width, symbols), offset: decision.offset).draw(in: rect, on: &frame.canvas)
    }

    private static func listHeight(_ count: Int, _ height: Int) -> Int { max(1, min(count, height * 2 / 5)) }

    private static func detail(_ decision: DecisionState, _ flip: EvaluationReport.Flip, width: Int, _ symbols: Symbols) -> [Line] {
        let width = max(1, width)
        var lines = Wrapping.wrap(SafeText(flip.question), width: width, role: .strong)
        guard let detail = decision.cases[flip.case] else {
            lines += [.empty]
            func names(_ arms: [Arm]) -> String { arms.map(\.label).joined(separator: ", ") }
            lines += Wrapping.wrap(
                [Span(SafeText(symbols.tick + " "), .good), Span(SafeText("passed: " + names(flip.passed)))], width: width, indent: 2)
            lines += Wrapping.wrap(
                [Span(SafeText(symbols.cross + " "), .bad), Span(SafeText("failed: " + names(flip.failed)))], width: width, indent: 2)
            return lines
        }
        if !detail.expected.isEmpty {
            let facts = detail.expected.map { $0.joined(separator: " or ") }.joined(separator: "; ")
            lines += Wrapping.wrap([Span("expected  ", .muted), Span(SafeText(facts))], width: width, indent: 10)
        }
        for answer in detail.answers {
            lines.append(.empty)
            var title: Line = [
                Span(SafeText((answer.passed ? symbols.tick : symbols.cross) + " "), answer.passed ? .good : .bad),
                Span(SafeText(answer.arm.label), answer.arm.role),
            ]
            if !answer.reasons.isEmpty { title += Span(SafeText("  " + answer.reasons.joined(separator: "; ")), .muted) }
            lines += Wrapping.wrap(title, width: width, indent: 2)
            lines += Wrapping.wrap(SafeText(answer.text), width: max(1, width - 2)).map { Line([Span("  ")]) + $0 }
        }
        return lines
    }

    static func scrollLimit(_ decision: DecisionState, _ inside: Rect) -> Int {
        guard let flip = decision.selectedFlip else { return 0 }
        let height = inside.height - 1
        let rest = height - listHeight(decision.flips.count, height) - 1
        return TextView.limit(lines: detail(decision, flip, width: inside.width, .unicode).count, height: rest)
    }
}
