/// The JSON header of a safetensors file, read strictly: an object of tensors and one optional object of texts.
///
/// A hand-written reader, because the header is a stranger's and may be megabytes: it neither recurses nor builds a tree.
struct SafetensorsHeader {
    struct Tensor {
        let name: String
        let dtype: String
        let shape: [Int]
        /// Relative to the end of the header.
        let begin: Int
        let end: Int
    }

    /// Far beyond any real file; this many are read in well under 100 ms.
    private static let tensorLimit = 1 << 15

    private(set) var tensors: [Tensor] = []
    private(set) var metadata: [String: String] = [:]

    private let bytes: UnsafeRawBufferPointer
    private let path: String
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer, path: String) throws(ModelFormatError) {
        self.bytes = bytes
        self.path = path
        try readDocument()
    }

    private mutating func readDocument() throws(ModelFormatError) {
        // The format wants '{' as the very first byte.
        guard peek() == UInt8(ascii: "{") else { throw problem("the header does not begin with {") }
        var seen = Set<String>()
        try readObject { (header, key) throws(ModelFormatError) in
            guard seen.insert(key).inserted else { throw header.problem("\"\(shown(key))\" is there twice") }
            if key == "__metadata__" {
                try header.readMetadata()
            } else {
                try header.readTensor(key)
            }
        }
        skipSpace()
        guard offset == bytes.count else { throw problem("something follows the header's last }") }
    }

    private mutating func readMetadata() throws(ModelFormatError) {
        try readObject { (header, key) throws(ModelFormatError) in
            header.skipSpace()
            let value = try header.readString()
            guard header.metadata.updateValue(value, forKey: key) == nil else {
                throw header.problem("metadata \"\(shown(key))\" is there twice")
            }
        }
    }

    private mutating func readTensor(_ name: String) throws(ModelFormatError) {
        guard !name.isEmpty, name.utf8.count <= 1_024, !name.hasControlCharacters else {
            throw problem("a tensor is named \"\(shown(name))\"")
        }
        var dtype: String?
        var shape: [Int]?
        var range: [Int]?
        try readObject { (header, key) throws(ModelFormatError) in
            header.skipSpace()
            switch key {
            case "dtype" where dtype == nil: dtype = try header.readString()
            case "shape" where shape == nil: shape = try header.readNumbers(atMost: 16)
            case "data_offsets" where range == nil: range = try header.readNumbers(atMost: 2)
            default: throw header.problem("tensor \"\(shown(name))\" has an unexpected member \"\(shown(key))\"")
            }
        }
        guard let dtype, let shape, let range, range.count == 2, range[0] <= range[1] else {
            throw problem("tensor \"\(shown(name))\" lacks a dtype, a shape or two data_offsets in order")
        }
        guard tensors.count < Self.tensorLimit else { throw problem("more than \(Self.tensorLimit) tensors are listed") }
        tensors.append(Tensor(name: name, dtype: dtype, shape: shape, begin: range[0], end: range[1]))
    }

    // MARK: JSON

    /// Reads `{ "key": … }`; `member` reads each value.
    private mutating func readObject(
        _ member: (inout SafetensorsHeader, String) throws(ModelFormatError) -> Void
    ) throws(ModelFormatError) {
        try expect("{")
        skipSpace()
        if accept("}") { return }
        repeat {
            skipSpace()
            let key = try readString()
            try expect(":")
            try member(&self, key)
            skipSpace()
        } while accept(",")
        try expect("}")
    }

    private mutating func readNumbers(atMost limit: Int) throws(ModelFormatError) -> [Int] {
        try expect("[")
        skipSpace()
        if accept("]") { return [] }
        var numbers: [Int] = []
        repeat {
            skipSpace()
            guard numbers.count < limit else { throw problem("a list of numbers is too long") }
            numbers.append(try readNumber())
            skipSpace()
        } while accept(",")
        try expect("]")
        return numbers
    }

    private mutating func readNumber() throws(ModelFormatError) -> Int {
        let start = offset
        var value = 0
        while let digit = peek(), digit >= 0x30, digit <= 0x39 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = product.addingReportingOverflow(Int(digit - 0x30))
            guard !overflow, !overflow2 else { throw problem("a number is too large") }
            value = sum
            offset += 1
        }
        let digits = offset - start
        guard digits > 0, digits == 1 || bytes[start] != 0x30 else { throw problem("a whole number was expected") }
        return value
    }

    private mutating func readString() throws(ModelFormatError) -> String {
        try expect("\"")
        let start = offset
        var escaped = false
        while let byte = peek(), byte != 0x22 {
            guard byte >= 0x20 else { throw problem("a text has control characters") }
            if byte == 0x5c {
                escaped = true
                offset += 1
            }
            offset += 1
        }
        guard offset < bytes.count else { throw problem("a text has no end") }
        let raw = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
        offset += 1
        guard let text = String(utf8: raw) else { throw problem("a text is not UTF-8") }
        return escaped ? try unescape(raw) : text
    }

    /// `source` is UTF-8 and ends in no half escape: the scan for the closing quote took escapes two bytes at a time.
    private func unescape(_ source: UnsafeRawBufferPointer) throws(ModelFormatError) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var i = 0
        while i < source.count {
            guard source[i] == 0x5c else {
                result.append(source[i])
                i += 1
                continue
            }
            let kind = source[i + 1]
            i += 2
            switch kind {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(kind)
            case UInt8(ascii: "b"): result.append(8)
            case UInt8(ascii: "t"): result.append(9)
            case UInt8(ascii: "n"): result.append(10)
            case UInt8(ascii: "f"): result.append(12)
            case UInt8(ascii: "r"): result.append(13)
            case UInt8(ascii: "u"):
                let scalar = try readScalar(source, &i)
                UTF8.encode(scalar)!.forEach { result.append($0) }
            default: throw problem("a text has an unknown escape")
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// What follows `\u`: four digits, or eight and `\u` between for a surrogate pair.
    private func readScalar(_ source: UnsafeRawBufferPointer, _ i: inout Int) throws(ModelFormatError) -> Unicode.Scalar {
        let value = try readHex(source, &i)
        if UTF16.isLeadSurrogate(value), i + 1 < source.count, source[i] == 0x5c, source[i + 1] == UInt8(ascii: "u") {
            i += 2
            let low = try readHex(source, &i)
            guard UTF16.isTrailSurrogate(low) else { throw problem("a text has half a surrogate pair") }
            return UTF16.decode(UTF16.EncodedScalar([value, low]))
        }
        guard let scalar = Unicode.Scalar(value) else { throw problem("a text has half a surrogate pair") }
        return scalar
    }

    private func readHex(_ source: UnsafeRawBufferPointer, _ i: inout Int) throws(ModelFormatError) -> UInt16 {
        guard source.count - i >= 4 else { throw problem("a text has an unknown escape") }
        var value: UInt16 = 0
        for at in i..<i + 4 {
            let byte = source[at]
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt16(byte - 0x30)
            case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt16((byte | 0x20) - 0x57)
            default: throw problem("a text has an unknown escape")
            }
        }
        i += 4
        return value
    }

    private func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { offset += 1 }
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(ModelFormatError) {
        skipSpace()
        guard accept(character) else { throw problem("\(character) was expected") }
    }

    private func problem(_ what: String) -> ModelFormatError {
        .malformed(path: path, problem: "in its header, at byte \(offset), \(what)")
    }
}
