import Foundation

/// Cuts folded text into words, numbers, currency signs and units.  One pass, no backtracking beyond a number.
struct TextLexer {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var tokens: [TextToken] = []
    private var follows = false

    init(_ text: String) {
        scalars = Array(Self.prepared(text).unicodeScalars)
    }

    /// NFKC and lower case, with digits of every script as ASCII and one kind of dash, quote and space.
    private static func prepared(_ text: String) -> String {
        var spaced = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            // NFKC turns "14½" into "141⁄2" and "10²" into "102": keep such a sign apart from the digits before it.
            if scalar.properties.generalCategory == .otherNumber, previous?.properties.numericType != nil { spaced.append(" ") }
            spaced.append(scalar)
            previous = scalar
        }
        let compatible = String(spaced).precomposedStringWithCompatibilityMapping.lowercased()
        var folded = String.UnicodeScalarView()
        for scalar in compatible.unicodeScalars {
            switch scalar {
            case "‘", "’", "ʼ", "′", "`": folded.append("'")
            case "‐", "‑", "‒", "–", "—", "−": folded.append("-")
            case "⁄": folded.append("/")
            case "ß": folded.append(contentsOf: "ss".unicodeScalars)
            case "ς": folded.append("σ")
            case "\u{00AD}", "\u{200B}"..."\u{200D}", "\u{2060}", "\u{FEFF}": break
            default:
                if let digit = scalar.properties.numericValue, scalar.properties.generalCategory == .decimalNumber {
                    folded.append(contentsOf: String(Int(digit)).unicodeScalars)
                } else {
                    folded.append(scalar.properties.isWhitespace ? " " : scalar)
                }
            }
        }
        return String(folded)
    }

    mutating func run() -> [TextToken] {
        while at < scalars.count {
            let scalar = scalars[at]
            if isDigit(at) || (scalar == "." && isDigit(at + 1) && !isWord(at - 1)) {
                number(sign: "")
            } else if isIdeograph(scalar) {
                emit(.word, String(scalar))
                at += 1
            } else if isLetter(at), scalar != "_" || isWord(at - 1) {
                word()
            } else if scalar == "-", isDigit(at + 1) || (peek(at + 1) == "." && isDigit(at + 2)), startsNumber(at) {
                at += 1
                number(sign: "-")
            } else if let code = TextLexicon.currencies[String(scalar)] {
                if scalar == "$", tokens.last?.text == "us", follows, isLetter(at - 1) { tokens.removeLast() }
                emit(.currency, code)
                at += 1
            } else {
                sign(scalar)
            }
        }
        return tokens
    }

    private mutating func sign(_ scalar: Unicode.Scalar) {
        at += 1
        switch scalar {
        case " ", "-", "_", "*": return
        case "%": emit(.percent, "percent")
        case "&": emit(.word, "and")
        case "×": emit(.word, "x")
        case "°":
            if let letter = peek(at), letter == "c" || letter == "f", !isWord(at + 1) {
                emit(.unit, "°\(letter)")
                at += 1
            } else {
                emit(.unit, "°")
            }
        default: follows = false
        }
    }

    private mutating func emit(_ kind: TextToken.Kind, _ text: String) {
        tokens.append(TextToken(kind: kind, text: text, follows: follows))
        follows = true
    }

    // MARK: Words

    private mutating func word() {
        var text = String.UnicodeScalarView()
        while at < scalars.count {
            if isWord(at), !isIdeograph(scalars[at]) {
                text.append(scalars[at])
            } else if scalars[at] == "." && isDigit(at - 1) && isDigit(at + 1) {
                text.append(".")
            } else if scalars[at] != "'" || !isLetter(at + 1) {
                break
            } else if peek(at + 1) == "s", !isWord(at + 2) {
                at += 2
                break
            }
            at += 1
        }
        while at < scalars.count, scalars[at] == "+" || scalars[at] == "#", !isWord(at + 1) {
            text.append(scalars[at])
            at += 1
        }
        let found = String(text).trimmingCharacters(in: ["_"])
        if let code = TextLexicon.currencies[found] {
            emit(.currency, code)
        } else if found == "percent" || found == "pct" {
            emit(.percent, "percent")
        } else if found == "cent", tokens.last?.text == "per", follows {
            tokens.removeLast()
            emit(.percent, "percent")
        } else if !found.isEmpty {
            emit(.word, found)
        }
    }

    // MARK: Numbers

    private mutating func number(sign: String) {
        let start = at
        if var found = NumberShape.decimal(scalars, at: &at) {
            if let end = rangeEnd(at) {
                let low = found
                at = end
                found = NumberShape.decimal(scalars, at: &at) ?? ""
                emit(.literal, "\(sign)\(low)-\(found)")
            } else if !suffix(sign + found) {
                emit(.number, sign + found)
            }
        } else {
            at = start
            let literal = NumberShape.literal(scalars, at: &at)
            if !suffix(sign + literal) { emit(.literal, sign + literal) }
        }
    }

    /// "10 - 15": where the second number of a range with spaces starts.
    private func rangeEnd(_ position: Int) -> Int? {
        guard peek(position) == " ", peek(position + 1) == "-", peek(position + 2) == " ", isDigit(position + 3) else { return nil }
        return position + 3
    }

    /// Letters glued to a number: a unit becomes its own token, anything else ("10k", "2fa", "14th") stays one word.
    private mutating func suffix(_ number: String) -> Bool {
        guard at < scalars.count, isLetter(at), !isIdeograph(scalars[at]) else { return false }
        var end = at
        while end < scalars.count, isWord(end), !isIdeograph(scalars[end]) { end += 1 }
        var letters = String.UnicodeScalarView()
        letters.append(contentsOf: scalars[at..<end])
        let glued = String(letters).trimmingCharacters(in: ["_"])
        at = end
        if glued.isEmpty { return false }
        if let code = TextLexicon.currencies[glued] {
            emit(.number, number)
            emit(.currency, code)
        } else if let unit = TextLexicon.units[glued] {
            emit(.number, number)
            emit(.unit, unit)
        } else {
            emit(.literal, number + glued)
        }
        return true
    }

    // MARK: Looking around

    private func peek(_ index: Int) -> Unicode.Scalar? { scalars.indices.contains(index) ? scalars[index] : nil }

    private func isDigit(_ index: Int) -> Bool { peek(index).map { ("0"..."9").contains($0) } ?? false }

    private func isLetter(_ index: Int) -> Bool {
        guard let scalar = peek(index) else { return false }
        return scalar.properties.isAlphabetic || scalar == "_"
    }

    private func isWord(_ index: Int) -> Bool {
        guard let scalar = peek(index) else { return false }
        return isLetter(index) || isDigit(index) || scalar.properties.generalCategory == .nonspacingMark
    }

    /// A minus only where a number may start: not in "AB-12" or "10-15".
    private func startsNumber(_ index: Int) -> Bool { !isWord(index - 1) && peek(index - 1) != ")" }

    /// Scripts written without spaces: each sign is a token of its own.
    private func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }
}
