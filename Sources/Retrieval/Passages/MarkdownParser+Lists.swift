/// Lists and tables: the blocks that have parts of their own.
extension MarkdownParser {
    struct ListMarker {
        /// Whether such an item may follow a paragraph's line without a blank line between.
        var mayInterrupt: Bool
    }

    /// `- `, `* `, `+ `, `1. ` or `1) ` at the start of the line.
    func listMarker(_ line: SourceLine) -> ListMarker? {
        guard !line.isBlank else { return nil }
        var at = line.content
        var startsAtOne = true
        if bytes[at] == Ascii.dash || bytes[at] == Ascii.star || bytes[at] == Ascii.plus {
            at += 1
        } else {
            while at < line.end, Ascii.isDigit(bytes[at]) { at += 1 }
            let digits = at - line.content
            guard (1...9).contains(digits), at < line.end, bytes[at] == Ascii.period || bytes[at] == UInt8(ascii: ")") else { return nil }
            startsAtOne = digits == 1 && bytes[line.content] == UInt8(ascii: "1")
            at += 1
        }
        guard at == line.end || Ascii.isSpace(bytes[at]) else { return nil }
        return ListMarker(mayInterrupt: startsAtOne && at < line.end)
    }

    /// The line after the list that begins at `first`: items, what is indented below them, and lazy continuation lines.
    func listEnd(from first: Int) -> Int {
        let indent = lines[first].indent
        var i = first + 1
        var end = i
        while i < lines.count {
            let line = lines[i]
            if line.isBlank {
                i += 1
                continue
            }
            let isItem = line.indent <= indent + 3 && line.indent >= indent && listMarker(line) != nil
            let isInside = line.indent > indent
            let isLazy =
                !lines[i - 1].isBlank && atxHeading(line) == nil && openingFence(line, deepest: 3) == nil && !isThematicBreak(line)
            guard isItem || isInside || isLazy else { break }
            if isInside, let fence = openingFence(line, deepest: .max) {
                i = fenceEnd(fence, after: i)
            } else {
                i += 1
            }
            end = i
        }
        return end
    }

    /// A list, cut first between its outermost items.
    func list(_ range: Range<Int>) -> Block {
        var result = block(.list, range)
        let indent = lines[range.lowerBound].indent
        let items = range.dropFirst().filter { lines[$0].indent <= indent + 1 && listMarker(lines[$0]) != nil }
        result.seams = items.map { lines[$0].start }
        return result
    }

    /// GFM: a row with a pipe, and below it a delimiter row with as many cells.
    func isTable(at i: Int) -> Bool {
        guard i + 1 < lines.count, lines[i].indent <= 3, bytes[lines[i].content..<lines[i].end].contains(Ascii.pipe) else { return false }
        return isDelimiterRow(lines[i + 1]) && cells(lines[i]) == cells(lines[i + 1])
    }

    private func isDelimiterRow(_ line: SourceLine) -> Bool {
        guard !line.isBlank, line.indent <= 3 else { return false }
        let text = bytes[line.content..<line.end]
        return text.contains(Ascii.dash)
            && text.allSatisfy { $0 == Ascii.dash || $0 == Ascii.pipe || $0 == Ascii.colon || Ascii.isSpace($0) }
    }

    private func cells(_ line: SourceLine) -> Int {
        var end = line.end
        while end > line.content, Ascii.isSpace(bytes[end - 1]) { end -= 1 }
        var count = 1
        for at in line.content..<end where bytes[at] == Ascii.pipe && (at == line.content || bytes[at - 1] != Ascii.backslash) {
            count += at == line.content || at == end - 1 ? 0 : 1
        }
        return count
    }

    func tableEnd(from first: Int) -> Int {
        var i = first + 2
        while i < lines.count, !lines[i].isBlank, bytes[lines[i].content..<lines[i].end].contains(Ascii.pipe) { i += 1 }
        return i
    }

    /// A table, cut first between its rows.
    func table(_ range: Range<Int>) -> Block {
        var result = block(.table(header: lines[range.lowerBound].start..<lines[range.lowerBound + 1].end), range)
        result.seams = range.dropFirst(2).map { lines[$0].start }
        return result
    }
}
