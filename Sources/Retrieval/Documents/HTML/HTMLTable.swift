/// The cells of a table, read row by row.
struct HTMLTable {
    private(set) var header: [String]?
    private(set) var rows: [[String]] = []
    private(set) var caption: String?
    private var row: [String] = []
    private var isHeaderRow = true
    private var isInHead = false
    /// Cells that reach down into later rows, by column.
    private var spans: [Int: (rows: Int, text: String)] = [:]

    private static let mostColumns = 100
    /// A cell that spans rows is repeated in each, so that every row can be read alone; long ones are not.
    private static let repeatedBytes = 200
    /// A table with more text than this in one cell is a layout.
    private static let longestCell = 1_500

    var columns: Int { max(header?.count ?? 0, rows.map(\.count).max() ?? 0) }

    /// Whether a table holds data. Old pages are laid out by tables: those have one row or column, or cells with tables, headings,
    /// code or much text in them, and are read cell by cell.
    static func holdsData(_ table: HTMLNode) -> Bool {
        var (rows, widest, cells, text) = (0, 0, 0, 0)
        var isLayout = false
        try? table.walk(enter: { node throws(DocumentFailure) in
            if node.isText {
                text += node.text.count
                isLayout = isLayout || text > longestCell
                return isLayout ? .stop : .over
            }
            switch node.name {
            case "tr":
                rows += 1
                cells = 0
            case "td", "th":
                cells += 1
                text = 0
                widest = max(widest, cells)
            case "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "dl": isLayout = true
            default: break
            }
            return isLayout ? .stop : .inside
        })
        return !isLayout && rows > 1 && widest > 1
    }

    /// Whether an element's text is taken as one.
    static func isCell(_ name: String) -> Bool { name == "td" || name == "th" || name == "caption" }

    mutating func enter(_ name: String) {
        if name == "thead" { isInHead = true }
        if name == "tr" { endRow() }
    }

    mutating func leave(_ node: HTMLNode, _ name: String, _ text: String) {
        switch name {
        case "thead":
            endRow()
            isInHead = false
        case "caption":
            caption = text.isEmpty ? nil : text
        case "tr": endRow()
        case "td", "th":
            if name == "td" && !isInHead { isHeaderRow = false }
            add(text, columns: span(node, "colspan"), rows: span(node, "rowspan"))
        default: break
        }
    }

    mutating func endRow() {
        defer {
            row = []
            isHeaderRow = true
        }
        guard !row.isEmpty else { return }
        takeSpans()
        guard row.contains(where: { !$0.isEmpty }) else { return }
        if isHeaderRow && header == nil && rows.isEmpty { header = row } else { rows.append(row) }
    }

    private mutating func add(_ text: String, columns: Int, rows: Int) {
        takeSpans()
        for column in 0..<columns where row.count < Self.mostColumns {
            if rows > 1 { spans[row.count] = (rows - 1, text.utf8.count <= Self.repeatedBytes ? text : "") }
            row.append(column == 0 ? text : "")
        }
    }

    /// Takes in what reaches down from the rows above into the columns that come next.
    private mutating func takeSpans() {
        while let span = spans[row.count] {
            spans[row.count] = span.rows > 1 ? (span.rows - 1, span.text) : nil
            row.append(span.text)
        }
    }

    private func span(_ node: HTMLNode, _ name: String) -> Int {
        max(1, min(node.attribute(name).flatMap { Int($0.prefix(4)) } ?? 1, 60))
    }
}
