/// Walks a page and writes what it shows.
struct HTMLWriter {
    let maximumBytes: Int
    var writer = StructureWriter()
    /// The text of the block at hand, white space collapsed outside of `pre`.
    private var inline: [UInt8] = []
    private var needsSpace = false
    private var preformatted = 0

    /// Lists that are being read, outermost first.
    var lists: [List] = []
    /// Lines of the outermost list, and their bytes.
    private var lines: [StructureWriter.Line] = []
    private var lineBytes = 0
    /// Stands before the next line of a list.
    private var marker: String?
    /// Names of a definition list whose explanation has not begun.
    private var terms: [String] = []

    /// The table that is being read, if its cells are data.
    private var table: HTMLTable?

    struct List {
        enum Kind {
            case bulleted, definitions
            case numbered(next: Int)
            /// A definition list whose explanations are chapters of their own: its names are headings.
            case outline
        }
        var kind: Kind
        var isOutline: Bool { if case .outline = kind { true } else { false } }
    }

    /// Headings of definition lists stand below h1…h6.
    private static let outlineLevel = 7
    private static let deepestIndent = 8

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    mutating func write(_ tree: borrowing HTMLTree) throws(DocumentFailure) -> ExtractedDocument {
        guard let root = tree.root else { return writer.finish(title: nil) }
        let outline = try HTMLOutline(root)
        let start = outline.main ?? root
        try start.walk(enter: { node throws(DocumentFailure) in try enter(node) }, leave: { leave($0) })
        flush()
        endList()
        return writer.finish(title: outline.title)
    }

    private var listDepth: Int { lists.count { !$0.isOutline } }

    // MARK: - Walking

    private mutating func enter(_ node: HTMLNode) throws(DocumentFailure) -> HTMLVisit {
        if node.isText {
            append(node.text)
            guard writer.bytes.count + inline.count + lineBytes <= maximumBytes else { throw .tooMuchText(limit: maximumBytes) }
            return .over
        }
        guard node.isElement else { return .over }
        let name = node.name
        if HTMLElements.isDropped(node, name) || name == "title" { return .over }
        if table != nil {
            if HTMLTable.isCell(name) { _ = takeLine() }
            table?.enter(name)
            if HTMLElements.blocks.contains(name) || name == "br" { needsSpace = true }
            return .inside
        }
        switch name {
        case "br": inline.append(Ascii.lineFeed)
        case "img": if let text = node.attribute("alt") { appendWords(text) }
        case "ul", "menu", "dir": begin(.bulleted)
        case "ol": begin(.numbered(next: node.attribute("start").flatMap { Int($0.prefix(6)) } ?? 1))
        case "dl": begin(listDepth == 0 && HTMLOutline.isOutline(node) ? .outline : .definitions)
        case "li": beginItem()
        case "dt": beginTerm()
        case "dd": beginExplanation()
        case "table":
            flush()
            if HTMLTable.holdsData(node) { table = HTMLTable() }
        default:
            if HTMLElements.preformatted.contains(name) {
                flush()
                preformatted += 1
            } else if HTMLElements.blocks.contains(name) {
                flush()
            }
        }
        return .inside
    }

    private mutating func leave(_ node: HTMLNode) {
        let name = node.name
        if table != nil {
            let text = HTMLTable.isCell(name) ? takeLine() : ""
            if name == "table" { endTable() } else { table?.leave(node, name, text) }
            if HTMLElements.blocks.contains(name) { needsSpace = true }
        } else if let level = HTMLElements.headingLevel(name) {
            let text = takeLine()
            guard !text.isEmpty else { return }
            endLines()
            writer.heading(level, text)
        } else if HTMLElements.preformatted.contains(name) {
            endPreformatted()
        } else if ["ul", "ol", "dl", "menu", "dir"].contains(name) {
            end()
        } else if name == "dt", lists.last?.isOutline == true {
            let text = takeLine()
            if !text.isEmpty { terms.append(text) }
        } else if HTMLElements.blocks.contains(name) {
            flush()
        }
    }

    // MARK: - Text

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        if preformatted > 0 {
            inline += text.lazy.filter { $0 != Ascii.carriageReturn }
            return
        }
        var i = 0
        while i < text.count {
            // A no-break space separates words like any other.
            let isBreakless = text[i] == 0xC2 && i + 1 < text.count && text[i + 1] == 0xA0
            if isBreakless || Ascii.isSpace(text[i]) {
                needsSpace = true
                i += isBreakless ? 2 : 1
                continue
            }
            if needsSpace, let last = inline.last, last != Ascii.lineFeed { inline.append(Ascii.space) }
            needsSpace = false
            inline.append(text[i])
            i += 1
        }
    }

    private mutating func appendWords(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    private mutating func take() -> String {
        defer {
            inline.removeAll(keepingCapacity: true)
            needsSpace = false
        }
        return String(decoding: inline, as: UTF8.self)
    }

    /// The text at hand on one line. Marks that only link to themselves are left out.
    private mutating func takeLine() -> String {
        let line = take().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.hasSuffix("¶") ? line.dropLast().trimmed() : line
    }

    /// Ends the paragraph at hand.
    private mutating func flush() {
        guard preformatted == 0 else { return }
        let text = take().trimmed()
        guard !text.isEmpty else { return }
        if listDepth > 0 { addLines(text.split(separator: "\n").map { $0.trimmed() }) } else { writer.paragraph(text) }
    }

    private mutating func endPreformatted() {
        preformatted -= 1
        guard preformatted == 0 else { return }
        var text = take()[...]
        while let end = text.last, end.isWhitespace { text.removeLast() }
        // A line end right after the tag is no part of the text.
        while let first = text.firstIndex(of: "\n"), text[..<first].allSatisfy(\.isWhitespace) { text = text[text.index(after: first)...] }
        guard !text.isEmpty else { return }
        if listDepth > 0 {
            addLines(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        } else {
            writer.code(String(text))
        }
    }

    // MARK: - Lists

    private func indent(_ depth: Int) -> String { String(repeating: "  ", count: max(0, min(depth, Self.deepestIndent))) }

    private mutating func addLines(_ texts: [String]) {
        for text in texts {
            let line = (marker ?? indent(listDepth)) + text
            // Only the outermost items may be parted.
            lines.append(StructureWriter.Line(text: line, beginsItem: marker != nil && listDepth == 1))
            lineBytes += line.utf8.count
            marker = nil
        }
    }

    private mutating func begin(_ kind: List.Kind) {
        flush()
        lists.append(List(kind: kind))
    }

    private mutating func beginItem() {
        flush()
        switch lists.last?.kind {
        case .numbered(let number)?:
            marker = indent(listDepth - 1) + "\(number). "
            lists[lists.count - 1].kind = .numbered(next: number &+ 1)
        case nil: break
        default: marker = indent(listDepth - 1) + "- "
        }
    }

    private mutating func beginTerm() {
        flush()
        if lists.last?.isOutline == false { marker = indent(listDepth - 1) }
    }

    private mutating func beginExplanation() {
        flush()
        if lists.last?.isOutline == true {
            guard !terms.isEmpty else { return }
            let level = Self.outlineLevel + lists.count
            writer.heading(level, terms.joined(separator: ", "))
            terms = []
        } else if listDepth > 0 {
            marker = nil
        }
    }

    private mutating func end() {
        flush()
        guard let list = lists.popLast() else { return }
        marker = nil
        if list.isOutline {
            for term in terms { writer.paragraph(term) }
            terms = []
            writer.closeHeadings(from: Self.outlineLevel + lists.count + 1)
        }
        if listDepth == 0 { endLines() }
    }

    private mutating func endLines() {
        writer.list(lines)
        lines = []
        lineBytes = 0
    }

    private mutating func endList() {
        lists = []
        endLines()
    }

    // MARK: - Tables

    private mutating func endTable() {
        guard var table else { return }
        table.endRow()
        self.table = nil
        needsSpace = false
        inline.removeAll()
        let caption = table.caption.map { [$0] } ?? []
        if listDepth > 0 {
            let columns = table.columns
            addLines(caption + ((table.header.map { [$0] } ?? []) + table.rows).map { StructureWriter.row($0, columns) })
        } else {
            for text in caption { writer.paragraph(text) }
            writer.table(header: table.header, rows: table.rows)
        }
    }
}
