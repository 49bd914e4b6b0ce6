import TextFormats

/// Records with a separator: CSV, TSV. The text stays as it is in the file; passages begin with a record, and carry the header.
struct DelimitedParser {
    let bytes: [UInt8]
    /// nil: told from the first record.
    var separator: UInt8?

    func parse(from start: Int) -> DocumentStructure {
        var parser = CSVParser(bytes[start...], separator: separator ?? Self.separator(of: bytes[start...]))
        var records: [CSVParser.Record] = []
        while let record = parser.next() {
            // What cannot be read goes with the record before it.
            if case .success(let record) = record { records.append(record) }
        }
        guard let first = records.first, let end = bytes.lastIndex(where: { !Ascii.isSpace($0) }) else {
            return DocumentStructure(title: nil, sections: [])
        }
        let hasHeader = records.count > 1 && Self.isHeader(first.fields, above: records[1].fields)
        let rows = records.dropFirst(hasHeader ? 1 : 0).map(\.range.lowerBound)
        let range = first.range.lowerBound..<max(end + 1, first.range.upperBound)
        let seams = hasHeader ? rows : Array(rows.dropFirst())
        let block = Block(kind: hasHeader ? .table(header: first.range) : .list, range: range, seams: seams)
        return DocumentStructure(title: nil, sections: [Section(headings: [], headingRange: nil, blocks: [block])], rows: rows)
    }

    /// The separator that gives the first record the most fields.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]
        var best = (separator: candidates[0], fields: 0)
        for candidate in candidates {
            var parser = CSVParser(bytes, separator: candidate)
            guard case .success(let record)? = parser.next(), record.fields.count > best.fields else { continue }
            best = (candidate, record.fields.count)
        }
        return best.separator
    }

    /// Whether the first record names the columns: words, each another, none of them a number.
    private static func isHeader(_ fields: [String], above row: [String]) -> Bool {
        let names = fields.map { $0.trimmed().lowercased() }
        return names.count > 1 && Set(names).count == names.count
            && names.allSatisfy { name in !name.isEmpty && name.utf8.count <= 80 && Double(name) == nil }
    }
}
