import TextFormats

/// JSON as it is written: a passage holds whole records of an array or of JSON lines where they fit.
struct JSONParser {
    let bytes: [UInt8]

    /// One record a line.
    func parseLines(from start: Int) -> DocumentStructure {
        let lines = SourceLine.lines(of: bytes, from: start).filter { !$0.isBlank }
        guard let first = lines.first, let last = lines.last else { return DocumentStructure(title: nil, sections: []) }
        return structure(first.content..<last.end, rows: lines.map(\.content))
    }

    /// One text: the elements of an array are records, else lines are kept whole.
    func parse(from start: Int) -> DocumentStructure {
        let lines = SourceLine.lines(of: bytes, from: start).filter { !$0.isBlank }
        guard let first = lines.first, let last = lines.last else { return DocumentStructure(title: nil, sections: []) }
        let range = first.content..<last.end
        if let array = JSONArrayElements(bytes[start...]), !array.elements.isEmpty {
            return structure(range, rows: array.elements.map(\.bytes.startIndex))
        }
        let block = Block(kind: .code, range: range, seams: lines.dropFirst().map(\.start))
        return DocumentStructure(title: nil, sections: [Section(headings: [], headingRange: nil, blocks: [block])])
    }

    private func structure(_ range: Range<Int>, rows: [Int]) -> DocumentStructure {
        let block = Block(kind: .list, range: range, seams: Array(rows.dropFirst()))
        return DocumentStructure(title: nil, sections: [Section(headings: [], headingRange: nil, blocks: [block])], rows: rows)
    }
}
