/// Cuts a template into tokens, with white space handled as `transformers` has Jinja do it (`trim_blocks`, `lstrip_blocks`): a
/// newline right after a block goes, and so does what indents a block; `-` at a tag's edge takes all white space there, `+` none.
struct TemplateLexer {
    let source: [Unicode.Scalar]
    var at = 0
    var line = 1
    var tokens: [TemplateToken] = []
    /// Whether the text to come is at the beginning of a line.
    private var startsLine = true

    static func tokens(of source: String) throws(TokenizationError) -> [TemplateToken] {
        guard source.utf8.count <= TemplateBudget.sourceLimit else { throw .templateTooCostly(limit: "1 MB of template") }
        var lexer = TemplateLexer(source)
        while lexer.at < lexer.source.count { try lexer.piece() }
        lexer.add(.end)
        return lexer.tokens
    }

    /// Jinja reads all kinds of newlines as `\n`, and takes one from the end.
    private init(_ source: String) {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(source.utf8.count)
        var last: Unicode.Scalar?
        for scalar in source.unicodeScalars {
            if scalar == "\r" { scalars.append("\n") } else if !(scalar == "\n" && last == "\r") { scalars.append(scalar) }
            last = scalar
        }
        if scalars.last == "\n" { scalars.removeLast() }
        self.source = scalars
    }

    /// Text, and the tag after it.
    private mutating func piece() throws(TokenizationError) {
        let start = at
        while at < source.count, !isTagStart(at) { at += 1 }
        guard at < source.count else { return text(source[start...]) }
        let kind = source[at + 1]
        let sign = at + 2 < source.count ? source[at + 2] : " "
        var words = source[start..<at]
        if sign == "-" {
            while let last = words.last, TracedText.isSpace(last) { words.removeLast() }
        } else if sign != "+", kind != "{" {
            words = unindented(words)
        }
        text(words)
        line += source[start + words.count..<at].count { $0 == "\n" }
        at += sign == "-" || sign == "+" ? 3 : 2
        switch kind {
        case "#": try comment()
        case "%": try tag(.blockBegin, .blockEnd, closing: "%")
        default: try tag(.outputBegin, .outputEnd, closing: "}")
        }
    }

    /// Without the white space from the line's beginning to a block.
    private func unindented(_ words: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        let newline = words.lastIndex(of: "\n")
        guard newline != nil || startsLine else { return words }
        let start = newline.map { $0 + 1 } ?? words.startIndex
        return words[start...].allSatisfy(TracedText.isSpace) ? words[..<start] : words
    }

    private func isTagStart(_ at: Int) -> Bool {
        source[at] == "{" && at + 1 < source.count && ["{", "%", "#"].contains(source[at + 1])
    }

    private mutating func text(_ words: ArraySlice<Unicode.Scalar>) {
        guard !words.isEmpty else { return }
        var string = String.UnicodeScalarView()
        string.append(contentsOf: words)
        add(.text(String(string)))
        line += words.count { $0 == "\n" }
    }

    private mutating func comment() throws(TokenizationError) {
        let start = line
        while at + 1 < source.count, !(source[at] == "#" && source[at + 1] == "}") { skip() }
        guard at + 1 < source.count else { throw .malformedTemplate(problem: "a comment does not end", line: start) }
        let sign = source[at - 1]
        at += 2
        closed(sign: sign, isBlock: true)
    }

    private mutating func tag(
        _ begin: TemplateToken.Kind, _ end: TemplateToken.Kind, closing: Unicode.Scalar
    ) throws(TokenizationError) {
        add(begin)
        let start = line
        var depth = 0
        while true {
            while at < source.count, TracedText.isSpace(source[at]) { skip() }
            guard at < source.count else { throw .malformedTemplate(problem: "a tag does not end", line: start) }
            if depth == 0 {
                let isSigned = source[at] == "-" || (source[at] == "+" && closing == "%")
                let sign = isSigned ? source[at] : " "
                let close = isSigned ? at + 1 : at
                if close + 1 < source.count, source[close] == closing, source[close + 1] == "}" {
                    at = close + 2
                    add(end)
                    return closed(sign: sign, isBlock: closing == "%")
                }
            }
            try word(&depth)
        }
    }

    /// What a tag's end takes from the text behind it.
    private mutating func closed(sign: Unicode.Scalar, isBlock: Bool) {
        startsLine = false
        if sign == "-" {
            while at < source.count, TracedText.isSpace(source[at]) {
                startsLine = source[at] == "\n"
                skip()
            }
        } else if sign != "+", isBlock, at < source.count, source[at] == "\n" {
            startsLine = true
            skip()
        }
    }

    mutating func skip() {
        if source[at] == "\n" { line += 1 }
        at += 1
    }

    mutating func add(_ kind: TemplateToken.Kind) { tokens.append(TemplateToken(kind: kind, line: line)) }
}
