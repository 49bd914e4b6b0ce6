/// Writes the text of a document that is no text itself, block by block, and keeps where each block stands.
struct StructureWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var pages: [Int] = []
    private var builder = SectionBuilder()

    var isEmpty: Bool { bytes.isEmpty }

    /// A line of a list: an item's first line may be cut off from what stands before it.
    struct Line {
        var text: String
        var beginsItem: Bool
    }

    mutating func heading(_ level: Int, _ text: String) {
        let range = append(String(repeating: "#", count: min(max(level, 1), 6)) + " " + text)
        builder.open(level, HeadingText.bounded(text), range)
    }

    /// What follows no longer stands below headings of this level and deeper.
    mutating func closeHeadings(from level: Int) { builder.close(from: level) }

    mutating func paragraph(_ text: String) { add(.paragraph, text) }

    /// What follows begins a page. No passage lies on two.
    mutating func page() {
        builder.split()
        pages.append(bytes.isEmpty ? 0 : bytes.count + 2)
    }

    mutating func code(_ text: String) {
        let range = append(text)
        let seams = range.filter { $0 > range.lowerBound && bytes[$0 - 1] == Ascii.lineFeed && bytes[$0] != Ascii.lineFeed }
        builder.add(Block(kind: .code, range: range, seams: seams))
    }

    mutating func list(_ lines: [Line]) {
        guard !lines.isEmpty else { return }
        let (range, starts) = append(lines.map(\.text))
        let seams = zip(starts, lines).dropFirst().filter(\.1.beginsItem).map(\.0)
        builder.add(Block(kind: .list, range: range, seams: seams))
    }

    /// Rows as GitHub's Markdown writes them, so that a table looks the same from every format.
    mutating func table(header: [String]?, rows: [[String]]) {
        let columns = max(header?.count ?? 0, rows.map(\.count).max() ?? 0)
        guard columns > 0 else { return }
        var lines = header.map { [Self.row($0, columns), Self.row(Array(repeating: "---", count: columns), columns)] } ?? []
        let first = lines.count
        lines += rows.map { Self.row($0, columns) }
        let (range, starts) = append(lines)
        guard first > 0 else { return builder.add(Block(kind: .list, range: range, seams: Array(starts.dropFirst()))) }
        let headerEnd = starts[1] + lines[1].utf8.count
        builder.add(Block(kind: .table(header: starts[0]..<headerEnd), range: range, seams: Array(starts.dropFirst(first))))
    }

    /// - Parameter title: stands before that of the first heading.
    mutating func finish(title: String?) -> ExtractedDocument {
        let sections = builder.finish()
        return ExtractedDocument(
            bytes: bytes, structure: DocumentStructure(title: title ?? builder.firstHeading, sections: sections, pages: pages))
    }

    static func row(_ cells: [String], _ columns: Int) -> String {
        let padded = cells + Array(repeating: "", count: columns - cells.count)
        return "| " + padded.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }

    private mutating func add(_ kind: Block.Kind, _ text: String) {
        guard !text.isEmpty else { return }
        builder.add(Block(kind: kind, range: append(text), seams: []))
    }

    private mutating func append(_ text: String) -> Range<Int> {
        if !bytes.isEmpty { bytes += [Ascii.lineFeed, Ascii.lineFeed] }
        let start = bytes.count
        bytes += text.utf8
        return start..<bytes.count
    }

    private mutating func append(_ lines: [String]) -> (range: Range<Int>, starts: [Int]) {
        if !bytes.isEmpty { bytes += [Ascii.lineFeed, Ascii.lineFeed] }
        let start = bytes.count
        var starts: [Int] = []
        for line in lines {
            if bytes.count > start { bytes.append(Ascii.lineFeed) }
            starts.append(bytes.count)
            bytes += line.utf8
        }
        return (start..<bytes.count, starts)
    }
}
