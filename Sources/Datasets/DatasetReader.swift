import Foundation
import TextFormats
import Tokenization

/// Reads examples from text. Every line that is no example is reported; the rest goes in.
public enum DatasetReader {
    /// - Parameter format: nil recognises it, for JSON line by line. A given one makes a problem of each line of another shape.
    ///
    /// JSON may come as lines or as one array, the way Alpaca and ShareGPT files are published. A byte order mark, CRLF and blank
    /// lines make no difference. Never throws and never traps: any text gives examples, problems, or nothing.
    public static func read(_ text: String, format: DatasetFormat? = nil) -> DatasetFile {
        var bytes = Array(text.utf8)[...]
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
        if (format ?? (looksLikeJSON(bytes) ? nil : .csv)) == .csv { return readCSV(bytes) }
        if let elements = JSONArrayElements(bytes) {
            let file = readArray(elements, format)
            // An opening bracket can also be the damage of a first line; then the lines hold more than the array.
            if !file.examples.isEmpty { return file }
            let lines = readLines(bytes, format)
            return lines.examples.isEmpty ? file : lines
        }
        return readLines(bytes, format)
    }

    private static func readLines(_ bytes: ArraySlice<UInt8>, _ format: DatasetFormat?) -> DatasetFile {
        var collector = ExampleCollector(format: format)
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy(isBlank) {
            collector.add(json: line, line: index + 1)
        }
        return collector.file
    }

    private static func readArray(_ elements: JSONArrayElements, _ format: DatasetFormat?) -> DatasetFile {
        var collector = ExampleCollector(format: format)
        for element in elements.elements { collector.add(json: element.bytes, line: element.line) }
        if let problem = elements.problem { collector.add(DatasetProblem(problem)) }
        return collector.file
    }

    private static func readCSV(_ bytes: ArraySlice<UInt8>) -> DatasetFile {
        var collector = ExampleCollector(format: .csv)
        guard let table = CSVTable(bytes) else {
            if let line = firstLine(bytes) { collector.add(CSVTable.unknownHeader(line.text, line: line.number)) }
            return collector.file
        }
        for row in table.rows {
            switch row {
            case .success(let row): collector.add(row.fields, as: .csv, line: row.line)
            case .failure(let problem): collector.add(problem)
            }
        }
        return collector.file
    }

    /// Whether to read JSON rather than CSV: some line begins like an object or an array, and the first line is no CSV header.
    private static func looksLikeJSON(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first(where: { !isBlank($0) }) else { return true }
        if opens(first) { return true }
        if CSVTable.hasKnownHeader(bytes) { return false }
        return bytes.split(separator: UInt8(ascii: "\n")).contains { line in line.first { !isBlank($0) }.map(opens) ?? false }
    }

    private static func opens(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }

    private static func firstLine(_ bytes: ArraySlice<UInt8>) -> (text: String, number: Int)? {
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy(isBlank) {
            return (String(decoding: line, as: UTF8.self), index + 1)
        }
        return nil
    }
}

/// JSON's white space (RFC 8259, section 2).
func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }
