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
        guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
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
        return escaped ? try unescape(text) : text
    }

    private func unescape(_ text: String) throws(ModelFormatError) -> String {
        let simple: [UInt8: UInt8] = [0x22: 0x22, 0x5c: 0x5c, 0x2f: 0x2f, 0x62: 8, 0x66: 12, 0x6e: 10, 0x72: 13, 0x74: 9]
        let source = Array(text.utf8)
        var units: [UInt16] = []
        var plain: [UInt8] = []
        func flush() { if !plain.isEmpty { units += Array(String(decoding: plain, as: UTF8.self).utf16); plain = [] } }
        var i = 0
        while i < source.count {
            guard source[i] == 0x5c else {
                plain.append(source[i])
                i += 1
                continue
            }
            guard i + 1 < source.count else { throw problem("a text ends in an escape") }
            if let byte = simple[source[i + 1]] {
                plain.append(byte)
                i += 2
            } else {
                guard source[i + 1] == 0x75, i + 6 <= source.count,
                    source[(i + 2)..<(i + 6)].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let unit = UInt16(String(decoding: source[(i + 2)..<(i + 6)], as: UTF8.self), radix: 16)
                else { throw problem("a text has an unknown escape") }
                flush()
                units.append(unit)
                i += 6
            }
        }
        flush()
        guard let result = String(validating: units, as: UTF16.self) else { throw problem("a text has half a surrogate pair") }
        return result
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
