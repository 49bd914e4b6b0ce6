/// Breaking text into lines of at most so many columns.
public enum Wrapping {
    /// Breaks at spaces where it can, inside words where it must.  LF breaks always.  Lines after a break carry `indent` spaces.
    public static func wrap(_ text: SafeText, width: Int, role: Role = .text, indent: Int = 0) -> [Line] {
        wrap(Line(text, role), width: width, indent: indent)
    }

    public static func wrap(_ line: Line, width: Int, indent: Int = 0) -> [Line] {
        guard width > 0 else { return [] }
        if line.width <= width, !line.spans.contains(where: { $0.text.string.utf8.contains(0x0A) }) { return [line] }
        var breaker = Breaker(width: width, indent: min(indent, max(0, width - 8)))
        for span in line.spans {
            for glyph in span.text.glyphs { breaker.take(glyph, span.role) }
        }
        return breaker.finish()
    }

    /// Many paragraphs at once.
    public static func wrap(_ lines: [Line], width: Int, indent: Int = 0) -> [Line] {
        lines.flatMap { wrap($0, width: width, indent: indent) }
    }

    private struct Piece {
        var glyph: SafeText.Glyph
        var role: Role
        var isSpace: Bool { glyph.text == " " }
    }

    private struct Breaker {
        let width: Int
        let indent: Int
        var done: [Line] = []
        var current: [Piece] = []
        var columns = 0

        mutating func take(_ glyph: SafeText.Glyph, _ role: Role) {
            if glyph.text == "\n" {
                flush(current)
                current = []
                columns = 0
                return
            }
            let piece = Piece(glyph: glyph, role: role)
            if columns + glyph.width > width {
                if piece.isSpace {  // a space at the edge is the break
                    flush(current)
                    start([])
                    return
                }
                if let space = current.lastIndex(where: \.isSpace), current[..<space].contains(where: { !$0.isSpace }) {
                    let rest = Array(current[(space + 1)...])
                    flush(Array(current[..<space]))
                    start(rest)
                } else {
                    flush(current)
                    start([])
                }
            }
            if current.isEmpty, !done.isEmpty, piece.isSpace, columns == 0, softBreak { return }
            current.append(piece)
            columns += glyph.width
            softBreak = false
        }

        private var softBreak = false

        init(width: Int, indent: Int) {
            self.width = width
            self.indent = indent
        }

        private mutating func start(_ pieces: [Piece]) {
            let role = pieces.first?.role ?? .text
            current = Array(repeating: Piece(glyph: SafeText.Glyph(text: " ", width: 1), role: role), count: indent) + pieces
            columns = current.reduce(0) { $0 + $1.glyph.width }
            softBreak = pieces.isEmpty && indent == 0
        }

        private mutating func flush(_ pieces: [Piece]) {
            var spans: [Span] = []
            var text = ""
            var role: Role?
            for piece in pieces {
                if piece.role != role {
                    if let role { spans.append(Span(SafeText(text), role)) }
                    text = ""
                    role = piece.role
                }
                text += piece.glyph.text
            }
            if let role { spans.append(Span(SafeText(text), role)) }
            done.append(Line(spans))
        }

        mutating func finish() -> [Line] {
            flush(current)
            return done
        }
    }
}
