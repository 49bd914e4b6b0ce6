/// How values are written: one canonical form, so that white space is nothing that a model could go on with for ever.
extension Expression {
    /// What can't stand in a string as it is (RFC 8259, section 7).
    static let escapedInJSON = ScalarSet("\0"..."\u{1f}", "\""..."\"", "\\"..."\\")

    /// One character of a string; a surrogate pair counts as one, and half of one is not possible.
    static let jsonCharacter: Expression = {
        let digit = Expression.scalar(.hexadecimal)
        let d = Expression.scalar(ScalarSet("D"..."D", "d"..."d"))
        let plain = ScalarSet.hexadecimal.subtracting(ScalarSet("D"..."D", "d"..."d"))
        return .choice([
            .scalar(escapedInJSON.inverted),
            .sequence([.text("\\"), .scalar(ScalarSet("\"\\/bfnrt".unicodeScalars.map { $0...$0 }))]),
            .sequence([.text("\\u"), .scalar(plain), digit, digit, digit]),
            .sequence([.text("\\u"), d, .scalar(ScalarSet("0"..."7")), digit, digit]),
            .sequence([
                .text("\\u"), d, .scalar(ScalarSet("8"..."9", "A"..."B", "a"..."b")), digit, digit,
                .text("\\u"), d, .scalar(ScalarSet("C"..."F", "c"..."f")), digit, digit,
            ]),
        ])
    }()

    /// Strings that need no escapes, as a pattern sees them.
    static let plainCharacters = Expression.repeated(.scalar(escapedInJSON.inverted), lowest: 0, highest: nil)

    static func quoted(_ content: Expression) -> Expression { .sequence([.text("\""), content, .text("\"")]) }

    /// Written so that every character is itself unless it must be escaped.
    static func quoted(_ string: String) -> Expression {
        var text = ""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..."\u{1f}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return quoted(.text(text))
    }

    /// What a double holds exactly enough, and no endless digits: up to 15 before the point, 15 behind it, 2 in the exponent.
    static let number: Expression = {
        let digits = Expression.scalar(.digits)
        let point = Expression.sequence([.text("."), .repeated(digits, lowest: 1, highest: 15)])
        let sign = Expression.optional(.scalar(ScalarSet("+"..."+", "-"..."-")))
        let exponent = Expression.sequence([.scalar(ScalarSet("E"..."E", "e"..."e")), sign, .repeated(digits, lowest: 1, highest: 2)])
        return .sequence([.optional(.text("-")), integers(0...mostInteger), .optional(point), .optional(exponent)])
    }()

    /// Fifteen digits: every integer up to it is one number in every reader.
    static let mostInteger = 999_999_999_999_999

    /// The integers in `range`, without leading zeros and without -0.
    static func integers(_ range: ClosedRange<Int>) -> Expression {
        var parts: [Expression] = []
        if range.lowerBound < 0 {
            let magnitudes = max(1, -range.upperBound)...(-range.lowerBound)
            parts.append(.sequence([.text("-"), integers(magnitudes)]))
        }
        // One part for each number of digits.
        var (low, high) = (0, 9)
        while range.upperBound >= low {
            let (from, to) = (max(low, range.lowerBound), min(high, range.upperBound))
            if from <= to {
                parts += byteSpans(Array(String(from).utf8), Array(String(to).utf8), digits: 0x30...0x39).map { .bytes($0) }
            }
            (low, high) = (high + 1, high * 10 + 9)
        }
        return .choice(parts)
    }
}
