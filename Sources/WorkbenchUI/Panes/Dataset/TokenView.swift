import TerminalCells
import Workbench

/// An example as the model gets it: every token, and whether the loss sees it.
///
/// Trained tokens are underlined and stand between marks; masked ones are muted.  Special tokens are shown as they are spelled, a
/// line end as ⏎.
enum TokenView {
    static func lines(_ tokens: [MaskedToken], width: Int) -> [Line] {
        var lines: [Line] = [
            [
                Span("trained", "token.trained"), Span("  the loss sees these    ", .muted), Span("masked", "token.masked"),
                Span("  only read", .muted),
            ],
            .empty,
        ]
        var line = Line()
        var columns = 0
        func flush() {
            lines.append(line)
            line = Line()
            columns = 0
        }
        for (index, token) in tokens.enumerated() {
            let isFirst = token.trained && (index == 0 || !tokens[index - 1].trained)
            let isLast = token.trained && (index + 1 == tokens.count || !tokens[index + 1].trained)
            let endsLine = token.piece.contains("\n")
            let piece = (isFirst ? "⟦" : "") + token.piece.replacing("\n", with: "⏎") + (isLast ? "⟧" : "")
            let isSpecial = token.piece.hasPrefix("<|") && token.piece.hasSuffix("|>")
            let role: Role = token.trained ? "token.trained" : isSpecial ? "token.special" : "token.masked"
            for part in Wrapping.wrap(SafeText(piece), width: width, role: role) {
                if columns + part.width > width { flush() }
                line += part
                columns += part.width
            }
            if endsLine { flush() }
        }
        if columns > 0 { flush() }
        return lines
    }
}
