/// Source code of any common language: passages follow its functions and types, under the names of what encloses them.
///
/// What belongs to a declaration is told by indentation, and by lines that only close something: that holds for well-kept code of every
/// language, and a file that is not indented is cut between its lines.
struct SourceCodeParser {
    let bytes: [UInt8]
    /// The file's name, the first of the heading path.
    let name: String

    /// A declaration with more bytes than this makes a section of its own; smaller ones share passages with their neighbours.
    private static let ownSectionBytes = 700
    private static let openingBytes = 200
    private static let deepest = 8

    /// A declaration and all lines that belong to it.
    private struct Declaration {
        var name: String
        var indent: Int
        var lines: Range<Int>
        var children: [Declaration] = []
    }

    func parse(from start: Int) -> DocumentStructure {
        let lines = SourceLine.lines(of: bytes, from: start)
        var sections: [Section] = []
        var blocks: [Block] = []
        func close(_ path: [String]) {
            if !blocks.isEmpty { sections.append(Section(headings: path, headingRange: nil, blocks: blocks)) }
            blocks = []
        }
        func write(_ range: Range<Int>, _ children: [Declaration], _ path: [String]) {
            var at = range.lowerBound
            for var child in children {
                let size = (child.lines.last.map { lines[$0].end } ?? 0) - lines[child.lines.lowerBound].start
                // A few lines that only open the enclosing declaration are of no use alone.
                let opening = lines[child.lines.lowerBound].start - lines[at].start
                if path.count > 1, at == range.lowerBound, size > Self.ownSectionBytes, opening <= Self.openingBytes {
                    child.lines = at..<child.lines.upperBound
                }
                blocks += runs(lines, at..<child.lines.lowerBound)
                at = child.lines.upperBound
                if size <= Self.ownSectionBytes {
                    blocks += block(lines, child.lines).map { [$0] } ?? []
                } else {
                    close(path)
                    write(child.lines, child.children, path + [child.name])
                    close(path + [child.name])
                }
            }
            blocks += runs(lines, at..<range.upperBound)
        }
        write(lines.indices, declarations(lines), [name])
        close([name])
        return DocumentStructure(title: name, sections: sections)
    }

    // MARK: - Declarations

    private func declarations(_ lines: [SourceLine]) -> [Declaration] {
        var open: [Declaration] = []
        var result: [Declaration] = []
        func close(before line: Int) {
            guard var done = open.popLast() else { return }
            var end = line
            while end > done.lines.lowerBound + 1, lines[end - 1].isBlank { end -= 1 }
            done.lines = done.lines.lowerBound..<max(end, done.lines.lowerBound + 1)
            if open.isEmpty { result.append(done) } else { open[open.count - 1].children.append(done) }
        }
        for (index, line) in lines.enumerated() where !line.isBlank {
            let closes = isCloser(line)
            while let top = open.last, line.indent < top.indent || line.indent == top.indent && !closes {
                // Comments and attributes above the next declaration are its own.
                close(before: beginning(of: index, lines, after: top.lines.lowerBound))
            }
            guard !closes, open.count < Self.deepest, let name = CodeLine.declared(bytes, line, after: lines[(index + 1)...]) else {
                continue
            }
            let floor = open.last?.lines.lowerBound ?? result.last.map { $0.lines.upperBound - 1 } ?? -1
            let siblings = open.last?.children.last.map { $0.lines.upperBound - 1 } ?? -1
            let first = beginning(of: index, lines, after: max(floor, siblings))
            open.append(Declaration(name: name, indent: line.indent, lines: first..<(index + 1)))
        }
        while !open.isEmpty { close(before: lines.count) }
        return result
    }

    /// The first line of the comments and attributes that stand right above a line, with its indentation.
    private func beginning(of index: Int, _ lines: [SourceLine], after floor: Int) -> Int {
        var first = index
        while first - 1 > floor, !lines[first - 1].isBlank, lines[first - 1].indent <= lines[index].indent + 1, isNote(lines[first - 1]) {
            first -= 1
        }
        return first
    }

    private func isNote(_ line: SourceLine) -> Bool {
        let text = bytes[line.content..<line.end]
        guard let first = text.first else { return false }
        switch first {
        case UInt8(ascii: "/"), UInt8(ascii: "*"), UInt8(ascii: "@"), UInt8(ascii: "["): return true
        case Ascii.hash: return !text.starts(with: Array("#include".utf8)) && !text.starts(with: Array("#endif".utf8))
        case Ascii.dash: return text.starts(with: Array("--".utf8))
        default: return text.starts(with: Array("template".utf8))
        }
    }

    /// Whether a line only opens or closes what stands above it at the same indentation.
    private func isCloser(_ line: SourceLine) -> Bool {
        switch bytes[line.content] {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"): return true
        default: break
        }
        let word = CodeLine.word(bytes, line.content, line.end)
        return ["end", "fi", "done", "esac", "begin", "where"].contains(String(decoding: bytes[word], as: UTF8.self))
    }

    // MARK: - Blocks

    /// Lines that are no declaration: what blank lines separate.
    private func runs(_ lines: [SourceLine], _ range: Range<Int>) -> [Block] {
        var result: [Block] = []
        var first: Int?
        for i in range {
            if !lines[i].isBlank {
                first = first ?? i
            } else if let begin = first {
                result += block(lines, begin..<i).map { [$0] } ?? []
                first = nil
            }
        }
        if let begin = first { result += block(lines, begin..<range.upperBound).map { [$0] } ?? [] }
        return result
    }

    private func block(_ lines: [SourceLine], _ range: Range<Int>) -> Block? {
        guard let first = range.first(where: { !lines[$0].isBlank }), let last = range.last(where: { !lines[$0].isBlank }) else {
            return nil
        }
        // Brackets and `end` alone say nothing.
        guard range.contains(where: { !lines[$0].isBlank && !isCloser(lines[$0]) }) else { return nil }
        return Block(
            kind: .code, range: lines[first].start..<lines[last].end,
            seams: (first...last).dropFirst().filter { !lines[$0].isBlank }.map { lines[$0].start })
    }
}
