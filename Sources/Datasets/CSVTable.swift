import TextFormats

/// Rows under a header, quoted as in RFC 4180: a quoted field may hold separators, line ends, and quotes written twice.
struct CSVTable {
    struct Row {
        /// The line on which the row begins.
        let line: Int
        /// By the header's names, in lower case.
        let fields: [String: String]
    }

    let rows: [Result<Row, DatasetProblem>]

    /// nil when the header names no known pair of columns.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard let (separator, header) = Self.header(bytes) else { return nil }
        var parser = CSVParser(bytes, separator: separator)
        var rows: [Result<Row, DatasetProblem>] = []
        var isHeader = true
        while let record = parser.next() {
            if isHeader {
                isHeader = false
                continue
            }
            switch record {
            case .failure(let problem): rows.append(.failure(DatasetProblem(problem)))
            case .success(let record) where record.fields.count == header.count:
                let fields = Dictionary(zip(header, record.fields)) { first, _ in first }
                rows.append(.success(Row(line: record.line, fields: fields)))
            case .success(let record):
                let message =
                    "\(record.fields.count) fields under a header of \(header.count); "
                    + "put a field that holds a separator, a quote or a line end in double quotes"
                rows.append(.failure(DatasetProblem(line: record.line, message: message)))
            }
        }
        self.rows = rows
    }

    static func hasKnownHeader(_ bytes: ArraySlice<UInt8>) -> Bool { header(bytes) != nil }

    static func unknownHeader(_ text: String, line: Int) -> DatasetProblem {
        let shown = text.prefix(80).trimmingSuffix(while: \.isWhitespace)
        return DatasetProblem(
            line: line,
            message: "neither JSON nor a CSV header with prompt and completion, question and answer, input and output, or instruction "
                + "and output: \"\(shown)\"; rename the columns")
    }

    /// The separator under which the first record holds a known pair of names, and the names.
    private static func header(_ bytes: ArraySlice<UInt8>) -> (separator: UInt8, names: [String])? {
        for separator in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
            var parser = CSVParser(bytes, separator: separator)
            guard case .success(let record)? = parser.next() else { continue }
            let names = record.fields.map { $0.lowercased().trimmingSuffix(while: \.isWhitespace).trimmingPrefix(while: \.isWhitespace) }
            let known = ConversationShape.pairs + [("instruction", "output")]
            if known.contains(where: { names.contains($0.0[...]) && names.contains($0.1[...]) }) {
                return (separator, names.map(String.init))
            }
        }
        return nil
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> SubSequence {
        var end = endIndex
        while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
        return self[startIndex..<end]
    }
}
