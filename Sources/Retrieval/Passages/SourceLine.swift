/// One line of a document: its bytes without and with the end of line (LF, CRLF or CR).
struct SourceLine {
    var start: Int
    /// After the last byte of the line's content.
    var end: Int
    /// Spaces before the content; a tab counts to the next multiple of four.
    var indent: Int
    /// First byte that is no space or tab; `end` on a blank line.
    var content: Int

    var isBlank: Bool { content == end }

    static func lines(of bytes: [UInt8], from begin: Int) -> [SourceLine] {
        var lines: [SourceLine] = []
        bytes.withUnsafeBufferPointer { bytes in
            var start = begin
            while start < bytes.count {
                var end = start
                while end < bytes.count, bytes[end] != Ascii.lineFeed, bytes[end] != Ascii.carriageReturn { end += 1 }
                var content = start
                var indent = 0
                while content < end, bytes[content] == Ascii.space || bytes[content] == Ascii.tab {
                    indent = bytes[content] == Ascii.tab ? (indent / 4 + 1) * 4 : indent + 1
                    content += 1
                }
                lines.append(SourceLine(start: start, end: end, indent: indent, content: content))
                start = end
                if start < bytes.count {
                    start += bytes[start] == Ascii.carriageReturn && start + 1 < bytes.count && bytes[start + 1] == Ascii.lineFeed ? 2 : 1
                }
            }
        }
        return lines
    }
}

/// Bytes that mean something in Markdown.
enum Ascii {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let hash = UInt8(ascii: "#")
    static let pipe = UInt8(ascii: "|")
    static let dash = UInt8(ascii: "-")
    static let colon = UInt8(ascii: ":")
    static let equals = UInt8(ascii: "=")
    static let backtick = UInt8(ascii: "`")
    static let tilde = UInt8(ascii: "~")
    static let star = UInt8(ascii: "*")
    static let plus = UInt8(ascii: "+")
    static let underscore = UInt8(ascii: "_")
    static let backslash = UInt8(ascii: "\\")
    static let period = UInt8(ascii: ".")

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 32) &- 97 < 26 }
    static func isSpace(_ byte: UInt8) -> Bool { byte == space || byte &- 9 < 5 }
}
