/// A JSON value that keeps what Foundation's reader loses: the order of members and how numbers are written.
enum OrderedJSON: Sendable {
    case null
    case bool(Bool)
    /// As it is written.
    case number(String)
    case string(String)
    case array([OrderedJSON])
    case object([(name: String, value: OrderedJSON)])

    init(parsing text: String) throws(ConstraintError) {
        var reader = Reader(bytes: Array(text.utf8))
        self = try reader.value(depth: 0)
        reader.skipSpace()
        if reader.peek != nil { throw reader.error("something follows the value") }
    }
}

private struct Reader {
    /// Deep enough for any schema, and safe for the stack.
    private static let deepest = 100

    let bytes: [UInt8]
    var position = 0

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    func error(_ problem: String) -> ConstraintError { .invalidJSON(position: position + 1, problem: problem) }

    mutating func skipSpace() {
        while let next = peek, [0x20, 0x09, 0x0a, 0x0d].contains(next) { position += 1 }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    mutating func value(depth: Int) throws(ConstraintError) -> OrderedJSON {
        guard depth < Self.deepest else { throw error("values are nested more than \(Self.deepest) deep") }
        skipSpace()
        if take("null") { return .null }
        if take("true") { return .bool(true) }
        if take("false") { return .bool(false) }
        switch peek {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "["):
            var values: [OrderedJSON] = []
            try list(closing: "]") { (reader) throws(ConstraintError) in values.append(try reader.value(depth: depth + 1)) }
            return .array(values)
        case UInt8(ascii: "{"):
            var members: [(name: String, value: OrderedJSON)] = []
            try list(closing: "}") { (reader) throws(ConstraintError) in
                guard reader.peek == UInt8(ascii: "\"") else { throw reader.error("a name in quotes is expected") }
                let name = try reader.string()
                if members.contains(where: { $0.name == name }) { throw reader.error("“\(name)” occurs twice") }
                reader.skipSpace()
                guard reader.take(":") else { throw reader.error("a colon is expected") }
                members.append((name, try reader.value(depth: depth + 1)))
            }
            return .object(members)
        default: return .number(try number())
        }
    }

    /// A list in brackets, from the opening one on.
    private mutating func list(
        closing: StaticString, element: (inout Reader) throws(ConstraintError) -> Void
    ) throws(ConstraintError) {
        position += 1
        skipSpace()
        if take(closing) { return }
        repeat {
            skipSpace()
            try element(&self)
            skipSpace()
        } while take(",")
        guard take(closing) else { throw error("a comma or \(closing) is expected") }
    }

    private mutating func number() throws(ConstraintError) -> String {
        let start = position
        func digits(_ reader: inout Reader) -> Int {
            let first = reader.position
            while let next = reader.peek, (0x30...0x39).contains(next) { reader.position += 1 }
            return reader.position - first
        }
        _ = take("-")
        let leadsWithZero = peek == 0x30
        let whole = digits(&self)
        var isNumber = whole == 1 || (whole > 1 && !leadsWithZero)
        if take(".") { isNumber = isNumber && digits(&self) > 0 }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            isNumber = isNumber && digits(&self) > 0
        }
        guard isNumber else {
            position = start
            throw error("a value is expected")
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func string() throws(ConstraintError) -> String {
        position += 1
        var content: [UInt8] = []
        while let next = peek {
            switch next {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): content += String(try escape()).utf8
            case 0..<0x20: throw error("a control character is in a string")
            default:
                content.append(next)
                position += 1
            }
        }
        throw error("a string has no end")
    }

    private mutating func escape() throws(ConstraintError) -> Unicode.Scalar {
        let simple: [UInt8: Unicode.Scalar] = [
            0x22: "\"", 0x5c: "\\", 0x2f: "/", 0x62: "\u{8}", 0x66: "\u{c}", 0x6e: "\n", 0x72: "\r", 0x74: "\t",
        ]
        if position + 1 < bytes.count, let scalar = simple[bytes[position + 1]] {
            position += 2
            return scalar
        }
        var value = try codeUnit()
        if (0xd800...0xdbff).contains(value), peek == UInt8(ascii: "\\") {
            let low = try codeUnit()
            // Anything else becomes no scalar below.
            value = (0xdc00...0xdfff).contains(low) ? 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00) : value
        }
        guard let scalar = Unicode.Scalar(value) else { throw error("half of a surrogate pair is in a string") }
        return scalar
    }

    private mutating func codeUnit() throws(ConstraintError) -> UInt32 {
        guard take("\\u") else { throw error("an unknown escape is in a string") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw error("\\u is not followed by four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
