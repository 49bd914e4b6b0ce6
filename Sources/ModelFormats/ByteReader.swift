/// A cursor over a file's bytes that never reads past their end.
struct ByteReader {
    let bytes: UnsafeRawBufferPointer
    let path: String
    private(set) var offset = 0

    var remaining: Int { bytes.count - offset }

    init(_ file: MappedFile, at offset: Int = 0) {
        bytes = file.bytes
        path = file.path
        self.offset = offset
    }

    /// The next little-endian number; `what` names it in the error.
    mutating func number<T: FixedWidthInteger>(_ type: T.Type, _ what: @autoclosure () -> String) throws(ModelFormatError) -> T {
        let size = MemoryLayout<T>.size
        guard remaining >= size else { throw truncated(what(), needed: UInt64(size)) }
        defer { offset += size }
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
    }

    /// The next `count` bytes.
    mutating func take(_ count: UInt64, _ what: @autoclosure () -> String) throws(ModelFormatError) -> UnsafeRawBufferPointer {
        guard count <= UInt64(remaining) else { throw truncated(what(), needed: count) }
        let start = offset
        offset += Int(count)
        return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    }

    func truncated(_ what: String, needed: UInt64) -> ModelFormatError {
        .truncated(path: path, reading: what, offset: offset, needed: needed, available: remaining)
    }

    func malformed(_ problem: String) -> ModelFormatError {
        .malformed(path: path, problem: problem)
    }
}

extension String {
    /// nil when `bytes` are not UTF-8.
    init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard isUTF8(bytes) else { return nil }
        self.init(decoding: bytes, as: UTF8.self)
    }

    /// Whether it holds C0 or C1 controls or DEL, which no name needs and a terminal may obey.
    var hasControlCharacters: Bool {
        unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }
    }
}

/// Whether the bytes are well-formed UTF-8 (Unicode, table 3-7), without building anything.
func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var i = 0
    while i < bytes.count {
        let lead = bytes[i]
        i += 1
        if lead < 0x80 { continue }
        let (rest, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xc2...0xdf: (1, 0x80...0xbf)
            case 0xe0: (2, 0xa0...0xbf)
            case 0xed: (2, 0x80...0x9f)
            case 0xe1...0xef: (2, 0x80...0xbf)
            case 0xf0: (3, 0x90...0xbf)
            case 0xf1...0xf3: (3, 0x80...0xbf)
            case 0xf4: (3, 0x80...0x8f)
            default: (0, 0...0)
            }
        guard rest > 0, bytes.count - i >= rest, second.contains(bytes[i]) else { return false }
        for j in 1..<max(rest, 1) where bytes[i + j] & 0xc0 != 0x80 { return false }
        i += rest
    }
    return true
}
