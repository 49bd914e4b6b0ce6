import Foundation

/// Standard output for data, standard error for words.
enum Console {
    static var errorIsTerminal: Bool { isatty(2) == 1 }
    static var isInteractive: Bool { isatty(0) == 1 && isatty(1) == 1 }

    static func write(_ text: String) { fputs(text + "\n", stdout) }

    static func complain(_ message: String) { fputs("assay: \(message)\n", stderr) }

    static func note(_ message: String) { fputs(message + "\n", stderr) }

    /// One JSON document on standard output.
    static func writeJSON<Value: Encodable>(_ value: Value) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        fputs(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", stdout)
        fflush(stdout)
    }
}
