/// Plain text: paragraphs are what blank lines separate.
struct PlainTextParser {
    let bytes: [UInt8]

    func parse(from start: Int) -> DocumentStructure {
        var blocks: [Block] = []
        var first: SourceLine?
        var last: SourceLine?
        func flush() {
            if let begin = first, let end = last { blocks.append(Block(kind: .paragraph, range: begin.content..<end.end, seams: [])) }
            first = nil
        }
        for line in SourceLine.lines(of: bytes, from: start) {
            if line.isBlank {
                flush()
            } else {
                if first == nil { first = line }
                last = line
            }
        }
        flush()
        return DocumentStructure(title: nil, sections: [Section(headings: [], headingRange: nil, blocks: blocks)])
    }
}
