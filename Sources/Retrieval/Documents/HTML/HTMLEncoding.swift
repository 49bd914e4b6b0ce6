import CHTML
import Foundation

/// Finds out how the characters of an HTML document are encoded, and makes UTF-8 of them. What is no character becomes U+FFFD.
enum HTMLEncoding {
    /// Order: byte order mark, bytes that can only be UTF-8, what the document declares, Windows-1252 as browsers assume.
    static func decode(_ bytes: [UInt8]) throws(DocumentFailure) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return repaired(bytes.dropFirst(3)) }
        if bytes.starts(with: [0xFF, 0xFE]) { return try convert(bytes.dropFirst(2), from: "UTF-16LE") }
        if bytes.starts(with: [0xFE, 0xFF]) { return try convert(bytes.dropFirst(2), from: "UTF-16BE") }
        if let zero = bytes.firstIndex(of: 0) { throw .binary(offset: zero, kind: FileKind.describe(bytes) ?? "binary") }
        let isAscii = bytes.allSatisfy { $0 < 0x80 }
        if !isAscii, UTF8Text.firstInvalidOffset(in: bytes) == nil { return bytes }
        let declared = declaration(in: bytes)
        switch declared {
        // UTF-16 cannot be: the declaration was found byte by byte.
        case "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be": return repaired(bytes[...])
        case nil, "iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252": break
        case let name?: if let text = try? convert(bytes[...], from: name) { return text }
        }
        return isAscii ? bytes : windows1252(bytes)
    }

    /// The name behind `charset=` or `encoding=` near the beginning, in lower case.
    private static func declaration(in bytes: [UInt8]) -> String? {
        let head = String(decoding: bytes.prefix(2_048), as: UTF8.self).lowercased()
        guard let match = head.firstMatch(of: /(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.\-]{2,40})/) else { return nil }
        return String(match.output.1)
    }

    private static func repaired(_ bytes: ArraySlice<UInt8>) -> [UInt8] { Array(String(decoding: bytes, as: UTF8.self).utf8) }

    private static func convert(_ bytes: ArraySlice<UInt8>, from name: String) throws(DocumentFailure) -> [UInt8] {
        guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else { throw .otherEncoding(name) }
        defer { iconv_close(converter) }
        var input = Array(bytes).map { CChar(bitPattern: $0) }
        var result: [UInt8] = []
        var buffer = [CChar](repeating: 0, count: 1 << 16)
        input.withUnsafeMutableBufferPointer { input in
            var from = input.baseAddress
            var left = input.count
            while left > 0 {
                let status = buffer.withUnsafeMutableBufferPointer { buffer in
                    var to = buffer.baseAddress
                    var room = buffer.count
                    let status = iconv(converter, &from, &left, &to, &room)
                    let code = errno
                    result += buffer[..<(buffer.count - room)].lazy.map { UInt8(bitPattern: $0) }
                    return status == .max ? code : 0
                }
                guard status == EILSEQ || status == EINVAL, let at = from, left > 0 else { continue }
                // U+FFFD for what is no character, and on with the next byte.
                result += [0xEF, 0xBF, 0xBD]
                from = at + 1
                left -= 1
            }
        }
        return result.filter { $0 != 0 }
    }

    /// The encoding that the web takes ISO 8859-1 and ASCII for (WHATWG Encoding); five bytes have no character.
    private static func windows1252(_ bytes: [UInt8]) -> [UInt8] {
        let high: [UInt32] = [
            0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
            0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
        ]
        var text = String.UnicodeScalarView()
        for byte in bytes {
            let value = (0x80..<0xA0).contains(byte) ? high[Int(byte) - 0x80] : UInt32(byte)
            text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        return Array(String(text).utf8)
    }
}
