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
        self.init(validating: bytes.bindMemory(to: UInt8.self), as: UTF8.self)
    }
}
