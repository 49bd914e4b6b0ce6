import TerminalCells

/// Text with Markdown tables as a screen shows it: columns in line where they fit, else each row by itself with the names of its cells.
enum TableText {
    static func lines(_ text: String, width: Int) -> [Line] {
        var lines: [Line] = []
        var table: [[String]] = []
        func flush() {
            if !table.isEmpty { lines += rows(table, width: width) }
            table.removeAll()
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let cells = cells(line) {
                table.append(cells)
            } else {
                flush()
                lines += Wrapping.wrap(SafeText(line), width: width, indent: line.hasPrefix("- ") ? 2 : 0)
            }
        }
        flush()
        return lines
    }

    /// nil where the line is no row of a table.
    private static func cells(_ line: Substring) -> [String]? {
        guard line.count > 2, line.hasPrefix("|"), line.hasSuffix("|") else { return nil }
        return line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map { cell in
            String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    private static func isRule(_ row: [String]) -> Bool { row.allSatisfy { !$0.isEmpty && $0.allSatisfy { "-:".contains($0) } } }

    private static func rows(_ table: [[String]], width: Int) -> [Line] {
        let header = table[0]
        let body = table.dropFirst().filter { !isRule($0) }
        let columns = header.indices.map { column in
            ([header] + body).map { column < $0.count ? SafeText($0[column]).width : 0 }.max() ?? 0
        }
        guard columns.reduce(0, +) + 2 * (columns.count - 1) <= width else {
            return body.flatMap { record($0, header, width: width) + [.empty] }.dropLast()
        }
        let isRight = columns.indices.map { column in column > 0 && body.allSatisfy { column >= $0.count || isFigure($0[column]) } }
        func line(_ row: [String], _ role: Role) -> Line {
            var line = Line()
            for (column, room) in columns.enumerated() {
                let cell = SafeText(column < row.count ? row[column] : "")
                let air = String(repeating: " ", count: max(0, room - cell.width))
                line += Span(isRight[column] ? SafeText(air + cell.string) : SafeText(cell.string + air), role)
                if column < columns.count - 1 { line += Span("  ") }
            }
            return line
        }
        return [line(header, .muted)] + body.map { line($0, .text) }
    }

    private static func isFigure(_ cell: String) -> Bool { cell.first.map { "0123456789+-−–<".contains($0) } ?? true }

    /// A row too wide for the screen: its first cells as a title, the others with their names.
    private static func record(_ row: [String], _ header: [String], width: Int) -> [Line] {
        let named = header.indices.filter { $0 < row.count && !header[$0].isEmpty }
        guard let first = named.first else { return [] }
        // What stands before the first named column is a number or a mark.
        let title = row[...first].filter { !$0.isEmpty }.joined(separator: " ")
        var rest = Line()
        for column in named.dropFirst() where !row[column].isEmpty {
            if !rest.spans.isEmpty { rest += Span("   ") }
            rest += Span(SafeText(header[column] + " "), .muted)
            rest += Span(SafeText(row[column]))
        }
        return Wrapping.wrap(Line(SafeText(title), .strong), width: width, indent: 2)
            + Wrapping.wrap([Span("  ")] + rest, width: width, indent: 2)
    }
}
