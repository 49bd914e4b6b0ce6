import TerminalCells
import Workbench

/// Draws a form: fields, what they mean, what it would cost.
enum FormView {
    static func draw(_ form: FormState, _ state: AppState, on frame: inout Frame) {
        let width = max(1, min(72, state.size.width - 8))
        let symbols = frame.canvas.symbols
        let foot = footer(form, width: width)
        let inside = Popup(title: SafeText(form.title), content: Size(width, form.fields.count + foot.count + 1)).draw(on: &frame.canvas)
        frame.target(.overlay, in: inside.inset(x: -2, y: -1))
        let label = (form.fields.map(\.label.count).max() ?? 0) + 2
        // Where not all rows have room, those around the focus are shown.
        let first = max(0, min(form.focus - inside.height + 2, form.fields.count - inside.height))
        for (index, field) in form.fields.enumerated().dropFirst(first) {
            let row = Rect(inside.x, inside.y + index - first, inside.width, 1).intersection(inside)
            guard !row.isEmpty else { break }
            let isFocused = index == form.focus
            frame.canvas.draw(
                [
                    Span(SafeText(isFocused ? symbols.pointer : " "), "selection.pointer"),
                    Span(SafeText(" " + field.label), isFocused ? .strong : .text),
                ],
                in: Rect(row.x, row.y, label + 2, 1).intersection(row))
            let room = max(0, row.width - label - 2)
            let value = Rect(row.x + label + 2, row.y, field.isWide ? room : min(14, room), 1)
            if isFocused { frame.canvas.cursor = Point(value.x, value.y) }
            switch field.value {
            case .text(let input):
                let placeholder = field.isWide ? SafeText(field.help) : isFocused ? "" : "–"
                TextInputView(input, placeholder: placeholder, isFocused: isFocused).draw(in: value, on: &frame.canvas)
                if isFocused { frame.canvas.overlay(value, "input.focused") }
            case .toggle(let on):
                frame.canvas.draw(
                    [
                        Span(SafeText(on ? symbols.dot : symbols.ring), on ? .good : .muted),
                        Span(on ? " yes" : " no", isFocused ? .strong : .text),
                    ], in: value)
            case .choice(let options, let chosen):
                frame.canvas.draw(
                    [Span("‹ ", .muted), Span(SafeText(options[chosen]), isFocused ? .strong : .text), Span(" ›", .muted)], in: value)
            }
            guard !field.isWide else {
                frame.target(.overlayRow(index), in: row)
                continue
            }
            let help = Rect(value.maxX + 2, row.y, max(0, row.maxX - value.maxX - 2), 1)
            frame.canvas.draw(SafeText(field.help), .muted, in: help)
            frame.target(.overlayRow(index), in: row)
        }
        let shown = form.fields.count - first
        frame.canvas.draw(foot, in: Rect(inside.x, inside.y + shown + 1, inside.width, max(0, inside.height - shown - 1)))
    }

    private static func footer(_ form: FormState, width: Int) -> [Line] {
        var lines: [Line] = []
        if let problem = form.problem {
            lines += Wrapping.wrap(SafeText(problem), width: width, role: .bad)
        } else if form.kind == .training {
            if let cost = form.cost {
                let text =
                    "about \(Numbers.duration(cost.expectedSeconds)) (\(Numbers.duration(cost.lowSeconds)) – \(Numbers.duration(cost.highSeconds)))"
                    + " · \(cost.steps) steps · \(Numbers.grouped(cost.tokens)) tokens · \(Numbers.bytes(cost.memoryBytes)) memory"
                let left = cost.availableBytes.map { " · \(Numbers.bytes($0)) available" } ?? ""
                lines += Wrapping.wrap(SafeText(text + left), width: width, role: cost.isTooLarge ? .bad : .info)
                if cost.isTooLarge {
                    lines += Wrapping.wrap(
                        "It does not fit: add tokens-per-pass 256 to the options, or close other programs.", width: width, role: .bad)
                }
            } else {
                lines.append(Line("the time it takes is estimated here", .muted))
            }
        }
        lines += Wrapping.wrap([Span("$ ", .muted), Span(SafeText(form.twin).oneLine, "code")], width: width, indent: 2)
        return lines
    }
}
