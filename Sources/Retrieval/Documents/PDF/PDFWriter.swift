/// Makes paragraphs and numbered headings of the lines of pages.
struct PDFWriter {
    let pages: [[String]]

    func write(title: String?) -> ExtractedDocument {
        var writer = StructureWriter()
        var numbering = SectionNumbering()
        for page in pages {
            writer.page()
            let full = Self.fullLine(of: page)
            for var lines in Self.paragraphs(of: page) {
                while let first = lines.first, let heading = numbering.heading(first, isAlone: lines.count == 1) {
                    writer.closeHeadings(from: heading.shared + 1)
                    writer.heading(heading.level, heading.text)
                    lines.removeFirst()
                }
                if !lines.isEmpty { writer.paragraph(Self.joined(lines, full: full)) }
            }
        }
        return writer.finish(title: title)
    }

    /// What blank lines separate. A number that stands alone is put before the heading that follows it.
    private static func paragraphs(of page: [String]) -> [ArraySlice<String>] {
        var result: [ArraySlice<String>] = []
        for paragraph in page.split(whereSeparator: { $0.allSatisfy(\.isWhitespace) }) {
            var lines = paragraph.map { tidied($0) }[...]
            if let last = result.last, last.count == 1, let number = last.first, SectionNumbering.isNumber(number),
                let heading = lines.first, heading.first?.isUppercase == true
            {
                result.removeLast()
                lines[lines.startIndex] = number + " " + heading
            }
            result.append(lines)
        }
        return result
    }

    /// Dots that lead the eye to a page number become one sign.
    private static func tidied(_ line: String) -> String {
        let line = line.trimmed()
        // Most lines are spared the search.
        guard line.utf8.count(where: { $0 == Ascii.period }) >= 4 else { return line }
        return line.replacing(/(?:\s?\.){4,}/, with: " …")
    }

    /// Characters of a line that was broken because the next word did not fit.
    private static func fullLine(of page: [String]) -> Int {
        let lengths = page.map(\.count).filter { $0 > 0 }.sorted()
        return lengths.isEmpty ? 0 : max(30, lengths[lengths.count * 9 / 10] * 3 / 4)
    }

    private static func isItem(_ line: String) -> Bool {
        guard let first = line.utf8.first, !Ascii.isLetter(first) else { return false }
        return line.contains(/^(?:[•‣▪◦●○■–—·∙*-]|[0-9]{1,2}[.)])\s/)
    }

    /// Lines that fill the page's width run on, others end where they end. poppler has joined most words that were hyphenated.
    private static func joined(_ lines: ArraySlice<String>, full: Int) -> String {
        var result = ""
        var last = 0
        for line in lines {
            if result.isEmpty {
                result = line
            } else if isItem(line) {
                result += "\n" + line
            } else if result.last == "\u{AD}" {
                result.removeLast()
                result += line
            } else if result.last == "-", last >= full, line.first?.isLowercase == true {
                result += line
            } else {
                result += (last >= full ? " " : "\n") + line
            }
            last = line.count
        }
        return result
    }
}
