import Foundation
import Glibc

/// Standard output for data, standard error for words. Written at once and whole, so that streams stay in order.
enum Console {
    static var errorIsTerminal: Bool { isatty(2) == 1 }
    static var isInteractive: Bool { isatty(0) == 1 && isatty(1) == 1 }

    static func write(_ text: String) { put(text + "\n", to: 1) }

    /// A piece of a stream, without a line end.
    static func stream(_ text: String) { put(text, to: 1) }

    static func complain(_ message: String) { put("assay: \(message)\n", to: 2) }

    static func note(_ message: String) { put(message + "\n", to: 2) }

    /// One JSON document on standard output.
    static func writeJSON<Value: Encodable>(_ value: Value) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        write(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// A progress line that the next one overwrites.
    static func rewrite(_ text: String) { put("\r\u{1B}[K\(text)", to: 2) }

    private static func put(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                // A reader that went away ends the program: there is nobody left to tell.
                _exit(descriptor == 1 ? 1 : 0)
            }
            bytes = bytes.dropFirst(count)
        }
    }
}
