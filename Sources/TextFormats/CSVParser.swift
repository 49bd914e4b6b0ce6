/// Splits text into records of fields.
///
/// A record that cannot be read is reported at the line it begins on, and reading goes on with the line after that one: a stray
/// quote costs one record, not the rest of the file.
public struct CSVParser {
    public struct Record {
        public let line: Int
        public let fields: [String]
        /// Where it stands among the bytes, without the end of its line.
        public let range: Range<Int>
    }

    private struct BadRecord: Error {
        let message: String
    }

    private let bytes: ArraySlice<UInt8>
    private let separator: UInt8
    private var index: Int
    private var line = 1

    public init(_ bytes: ArraySlice<UInt8>, separator: UInt8) {
        self.bytes = bytes
        self.separator = separator
        index = bytes.startIndex
    }

    /// The next record that is not blank; nil at the end.
    public mutating func next() -> Result<Record, FormatProblem>? {
        while index < bytes.endIndex {
            let (start, startLine) = (index, line)
            do throws(BadRecord) {
                let (fields, end) = try record()
                if fields.allSatisfy({ $0.isEmpty }) { continue }
                return .success(Record(line: startLine, fields: fields, range: start..<end))
            } catch {
                (index, line) = (start, startLine)
                while index < bytes.endIndex, !endLine() { index += 1 }
                return .failure(FormatProblem(line: startLine, message: error.message))
            }
        }
        return nil
    }

    /// Steps over the end of a line, if one is here: LF, CRLF or CR.
    private mutating func endLine() -> Bool {
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") else { return false }
        if bytes[index] == UInt8(ascii: "\r"), index + 1 < bytes.endIndex, bytes[index + 1] == UInt8(ascii: "\n") { index += 1 }
        index += 1
        line += 1
        return true
    }

    private mutating func record() throws(BadRecord) -> (fields: [String], end: Int) {
        var fields: [String] = []
        while true {
            let isQuoted = index < bytes.endIndex && bytes[index] == UInt8(ascii: "\"")
            fields.append(isQuoted ? try quotedField() : plainField())
            let end = index
            if index == bytes.endIndex || endLine() { return (fields, end) }
            guard bytes[index] == separator else {
                throw BadRecord(message: "text after a closing quote; write a quote inside of a field twice (\"\")")
            }
            index += 1
        }
    }

    private mutating func plainField() -> String {
        let start = index
        while index < bytes.endIndex, bytes[index] != separator, bytes[index] != UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "\r") {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func quotedField() throws(BadRecord) -> String {
        var content: [UInt8] = []
        index += 1
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else { return String(decoding: content, as: UTF8.self) }
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                // A line end of any kind is a line end of the text.
                content.append(UInt8(ascii: "\n"))
                _ = endLine()
                continue
            }
            content.append(byte)
            index += 1
        }
        throw BadRecord(message: "a quoted field is never closed; close it, or write a quote inside of a field twice (\"\")")
    }
}
