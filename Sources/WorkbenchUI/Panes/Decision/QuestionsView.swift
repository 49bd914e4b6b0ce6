import TerminalCells
import Workbench

/// The five questions: choices, the measurement beside them, and a flag where they disagree.
enum QuestionsView {
    static func draw(_ decision: DecisionState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        let symbols = frame.canvas.symbols
        var rect = rect
        let rows = decision.questions
        let texts = rows.enumerated().map { index, row in
            lines(row, index, isActive: holdsKeys && index == decision.question, width: max(1, rect.width - 5), symbols)
        }
        let tight = texts.reduce(0) { $0 + $1.count }
        let isAiry = rect.height >= tight + rows.count + 2
        if isAiry {
            frame.canvas.draw("Your answers steer the verdict; the measurement checks them.", .muted, in: rect.cutTop(1))
            _ = rect.cutTop(1)
        }
        let heights = texts.map { $0.count + (isAiry ? 1 : 0) }
        // The first question shown is the latest one from which the selected one still fits.
        var first = 0
        while first < decision.question, heights[first...decision.question].reduce(0, +) > rect.height { first += 1 }
        for index in first..<rows.count {
            let place = rect.cutTop(heights[index])
            guard place.height >= min(2, heights[index]) else { break }
            let isActive = holdsKeys && index == decision.question
            for (line, text) in texts[index].prefix(place.height).enumerated() {
                frame.canvas.draw(
                    [Span(SafeText(isActive ? symbols.pointer : " "), "selection.pointer")], in: Rect(place.x, place.y + line, 1, 1))
                frame.canvas.draw(text, in: Rect(place.x + (line == 0 ? 1 : 4), place.y + line, place.width - (line == 0 ? 1 : 4), 1))
            }
            frame.target(.bodyRow(index), in: place)
        }
    }

    private static func lines(
        _ row: DecisionReport.QuestionRow, _ index: Int, isActive: Bool, width: Int, _ symbols: Symbols
    ) -> [Line] {
        let isWide = row.question.choices.reduce(0) { $0 + $1.count + 5 } <= width
        var choices = Line()
        for (number, choice) in row.question.choices.enumerated() {
            let isChosen = choice == row.answer
            if number > 0 { choices += Span(isWide ? "   " : " ") }
            choices += Span(SafeText(isChosen ? symbols.dot : symbols.ring), isChosen ? "choice.chosen" : .muted)
            choices += Span(SafeText((isWide ? " " : "") + choice), isChosen ? (isActive ? "choice.active" : "choice.chosen") : .muted)
        }
        var result: [Line] = [
            [Span(SafeText("\(index + 1)  "), .muted), Span(SafeText(row.question.title), isActive ? .strong : .text)], choices,
        ]
        guard let measured = row.measured else { return result + [Line("not measured", .muted)] }
        result += Wrapping.wrap([Span("measured: ", .muted), Span(SafeText(measured))], width: width)
        if row.conflict { result.append(Line(SafeText("\(symbols.warning) differs from your answer"), .warning)) }
        return result
    }
}
