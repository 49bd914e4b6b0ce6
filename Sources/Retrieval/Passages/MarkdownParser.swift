/// Takes Markdown apart into sections and blocks, each with its byte range. It follows CommonMark 0.31 and GFM tables as far
/// as block structure goes; inline markup stays in the text as it is.
struct MarkdownParser {
    let bytes: [UInt8]
    let lines: [SourceLine]

    init(bytes: [UInt8], from start: Int) {
        self.bytes = bytes
        lines = SourceLine.lines(of: bytes, from: start)
    }

    func parse() -> DocumentStructure {
        var builder = SectionBuilder()
        var i = 0
        var title: String?
        if let end = frontMatterEnd() {
            title = frontMatterTitle(in: 1..<end)
            builder.add(block(.code, 0..<(end + 1)))
            i = end + 1
        }
        while i < lines.count {
            if lines[i].isBlank || isThematicBreak(lines[i]) {
                i += 1
            } else if let heading = atxHeading(lines[i]) {
                builder.open(heading.level, heading.text, lines[i].content..<lines[i].end)
                i += 1
            } else if let fence = openingFence(lines[i], deepest: 3) {
                let end = fenceEnd(fence, after: i)
                builder.add(block(.code, i..<end))
                i = end
            } else if isTable(at: i) {
                let end = tableEnd(from: i)
                builder.add(table(i..<end))
                i = end
            } else if listMarker(lines[i]) != nil {
                let end = listEnd(from: i)
                builder.add(list(i..<end))
                i = end
            } else if lines[i].indent >= 4 {
                let end = indentedCodeEnd(from: i)
                builder.add(block(.code, i..<end))
                i = end
            } else {
                i = paragraph(from: i, into: &builder)
            }
        }
        let structure = builder.finish()
        return DocumentStructure(title: title ?? builder.firstHeading, sections: structure)
    }

    // MARK: - Paragraphs and headings

    /// Reads a paragraph, which a setext underline may turn out to be a heading. Gives the line after it.
    private func paragraph(from first: Int, into builder: inout SectionBuilder) -> Int {
        var i = first + 1
        while i < lines.count, !lines[i].isBlank {
            if let level = setextLevel(lines[i]) {
                let range = lines[first].content..<lines[i - 1].end
                builder.open(level, HeadingText.plain(bytes[range]), range)
                return i + 1
            }
            if interruptsParagraph(i) { break }
            i += 1
        }
        let range = lines[first].content..<lines[i - 1].end
        builder.add(Block(kind: .paragraph, range: range, seams: []))
        return i
    }

    private func interruptsParagraph(_ i: Int) -> Bool {
        let line = lines[i]
        if atxHeading(line) != nil || openingFence(line, deepest: 3) != nil || isThematicBreak(line) || isTable(at: i) { return true }
        guard line.indent < 4, let marker = listMarker(line) else { return false }
        // CommonMark 5.2: only a list that begins with 1, and no empty item, may interrupt a paragraph.
        return marker.mayInterrupt
    }

    func atxHeading(_ line: SourceLine) -> (level: Int, text: String)? {
        guard line.indent <= 3, !line.isBlank, bytes[line.content] == Ascii.hash else { return nil }
        var at = line.content
        while at < line.end, bytes[at] == Ascii.hash { at += 1 }
        let level = at - line.content
        guard level <= 6, at == line.end || Ascii.isSpace(bytes[at]) else { return nil }
        var end = line.end
        while end > at, Ascii.isSpace(bytes[end - 1]) { end -= 1 }
        var closing = end
        while closing > at, bytes[closing - 1] == Ascii.hash { closing -= 1 }
        if closing < end, closing == at || Ascii.isSpace(bytes[closing - 1]) { end = closing }
        return (level, HeadingText.plain(bytes[at..<max(at, end)]))
    }

    private func setextLevel(_ line: SourceLine) -> Int? {
        guard line.indent <= 3, !line.isBlank else { return nil }
        let mark = bytes[line.content]
        guard mark == Ascii.equals || mark == Ascii.dash else { return nil }
        var end = line.end
        while end > line.content, Ascii.isSpace(bytes[end - 1]) { end -= 1 }
        guard bytes[line.content..<end].allSatisfy({ $0 == mark }) else { return nil }
        return mark == Ascii.equals ? 1 : 2
    }

    func isThematicBreak(_ line: SourceLine) -> Bool {
        guard line.indent <= 3, !line.isBlank else { return false }
        let mark = bytes[line.content]
        guard mark == Ascii.dash || mark == Ascii.star || mark == Ascii.underscore else { return false }
        let marks = bytes[line.content..<line.end].filter { !Ascii.isSpace($0) }
        return marks.count >= 3 && marks.allSatisfy { $0 == mark }
    }

    // MARK: - Code

    struct Fence {
        var mark: UInt8
        var length: Int
    }

    func openingFence(_ line: SourceLine, deepest indent: Int) -> Fence? {
        guard line.indent <= indent, !line.isBlank else { return nil }
        let mark = bytes[line.content]
        guard mark == Ascii.backtick || mark == Ascii.tilde else { return nil }
        let length = bytes[line.content..<line.end].prefix { $0 == mark }.count
        guard length >= 3 else { return nil }
        // CommonMark 4.5: the info string of a backtick fence holds no backtick.
        if mark == Ascii.backtick, bytes[(line.content + length)..<line.end].contains(mark) { return nil }
        return Fence(mark: mark, length: length)
    }

    /// The line after the closing fence, or the end of the document.
    func fenceEnd(_ fence: Fence, after first: Int) -> Int {
        var i = first + 1
        while i < lines.count {
            let text = bytes[lines[i].content..<lines[i].end]
            let marks = text.prefix { $0 == fence.mark }.count
            if marks >= fence.length, text.dropFirst(marks).allSatisfy(Ascii.isSpace) { return i + 1 }
            i += 1
        }
        return lines.count
    }

    private func indentedCodeEnd(from first: Int) -> Int {
        var i = first
        var end = first
        while i < lines.count, lines[i].isBlank || lines[i].indent >= 4 {
            i += 1
            if !lines[i - 1].isBlank { end = i }
        }
        return end
    }

    // MARK: - Blocks

    /// A block over whole lines, cut first between lines.
    func block(_ kind: Block.Kind, _ range: Range<Int>) -> Block {
        let end = range.last { !lines[$0].isBlank } ?? range.upperBound - 1
        return Block(
            kind: kind, range: lines[range.lowerBound].start..<lines[end].end,
            seams: (range.lowerBound...end).dropFirst().filter { !lines[$0].isBlank }.map { lines[$0].start })
    }

    private func frontMatterEnd() -> Int? {
        guard lines.count > 2, isDashes(lines[0]) else { return nil }
        return (1..<min(lines.count, 200)).first { isDashes(lines[$0]) }
    }

    private func isDashes(_ line: SourceLine) -> Bool {
        line.end - line.start == 3 && bytes[line.start..<line.end].allSatisfy { $0 == Ascii.dash }
    }

    private func frontMatterTitle(in range: Range<Int>) -> String? {
        for i in range where bytes[lines[i].start..<lines[i].end].starts(with: Array("title:".utf8)) {
            let value = bytes[(lines[i].start + 6)..<lines[i].end]
            let text = HeadingText.plain(value).trimmed(["\"", "'"])
            return text.isEmpty ? nil : text
        }
        return nil
    }
}
