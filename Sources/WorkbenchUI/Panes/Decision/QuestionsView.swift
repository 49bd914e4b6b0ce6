import TerminalCells
import Workbench

/// The five questions: choices, the measurement beside them, and a flag where they disagree.
enum QuestionsView {
    static func draw(_ decision: DecisionState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        let symbols = frame.canvas.symbols
        var rect = rect
        let rows = decision.questions
        let airy = rect.height >= rows.count * 4 + 2
        if airy {
            frame.canvas.draw("Your answers steer the verdict; the measurement checks them.", .muted, in: rect.cutTop(1))
            _ = rect.cutTop(1)
        }
        let each = airy ? 4 : 3
        let fit = max(1, rect.height / each)
        let first = max(0, min(decision.question - fit + 1, rows.count - fit))
        for (line, index) in (first..<min(rows.count, first + fit)).enumerated() {
            let row = rows[index]
            let place = Rect(rect.x, rect.y + line * each, rect.width, each).intersection(rect)
            let isSelected = index == decision.question
            let pointer = isSelected && holdsKeys ? symbols.pointer : " "
            frame.canvas.draw(
                [
                    Span(SafeText(pointer), "selection.pointer"), Span(SafeText("\(index + 1)  "), .muted),
                    Span(SafeText(row.question.title), isSelected ? .strong : .text),
                ], in: Rect(place.x, place.y, place.width, 1))
            if place.height > 1 {
                frame.canvas.draw(
                    Line([Span(SafeText(pointer), "selection.pointer"), Span("   ")]) + choices(row, isActive: isSelected && holdsKeys, symbols),
                    in: Rect(place.x, place.y + 1, place.width, 1))
            }
            if place.height > 2 {
                frame.canvas.draw(
                    Line([Span(SafeText(pointer), "selection.pointer"), Span("   ")]) + measured(row, symbols),
                    in: Rect(place.x, place.y + 2, place.width, 1))
            }
            frame.target(.bodyRow(index), in: place)
        }
    }

    private static func choices(_ row: DecisionReport.QuestionRow, isActive: Bool, _ symbols: Symbols) -> Line {
        var line = Line()
        for choice in row.question.choices {
            let isChosen = choice == row.answer
            line += Span(SafeText(isChosen ? symbols.dot : symbols.ring), isChosen ? "choice.chosen" : .muted)
            line += Span(SafeText(" \(choice)   "), isChosen ? (isActive ? "choice.active" : "choice.chosen") : .muted)
        }
        return line
    }

    private static func measured(_ row: DecisionReport.QuestionRow, _ symbols: Symbols) -> Line {
        guard let measured = row.measured else { return Line("not measured", .muted) }
        var line: Line = [Span("measured: ", .muted), Span(SafeText(measured))]
        if row.conflict { line += Span(SafeText("  \(symbols.warning) differs from your answer"), .warning) }
        return line
    }
}
