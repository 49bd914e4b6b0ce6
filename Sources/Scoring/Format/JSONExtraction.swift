/// Finds the JSON in an answer that may also hold words or a code fence.
enum JSONExtraction {
    /// Openings tried before giving up: an answer full of braces must not cost quadratic time.
    private static let attempts = 32

    /// The whole answer when it is JSON, else the first balanced object or array in it that parses.
    static func first(in answer: String) -> JSONValue? {
        if let whole = JSONValue(parsing: answer) { return whole }
        let bytes = Array(answer.utf8)
        var start = 0
        for _ in 0..<attempts {
            guard let open = bytes[start...].firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }) else { return nil }
            if let end = balancedEnd(bytes, open), let value = JSONValue(parsing: String(decoding: bytes[open..<end], as: UTF8.self)) {
                return value
            }
            start = open + 1
        }
        return nil
    }

    /// Behind the bracket that closes the one at `open`, strings skipped.
    private static func balancedEnd(_ bytes: [UInt8], _ open: Int) -> Int? {
        var depth = 0
        var inString = false
        var escaped = false
        for index in open..<bytes.count {
            let byte = bytes[index]
            if escaped {
                escaped = false
            } else if inString {
                if byte == UInt8(ascii: "\\") { escaped = true }
                if byte == UInt8(ascii: "\"") { inString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): inString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth == 0 { return index + 1 }
                default: break
                }
            }
        }
        return nil
    }
}
