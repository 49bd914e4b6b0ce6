/// What is folded once words and numbers are known: number words, money, units.
enum TokenFolding {
    static func folded(_ tokens: [TextToken]) -> [String] {
        let numbers = withMagnitudes(withNumberWords(tokens))
        return withUnits(withMoney(numbers)).map(\.text)
    }

    /// `twenty-one` → `21`, `two hundred and five` → `205`.
    private static func withNumberWords(_ tokens: [TextToken]) -> [TextToken] {
        var result: [TextToken] = []
        var at = 0
        while at < tokens.count {
            if let (value, length) = spelled(tokens, at) {
                result.append(TextToken(kind: .number, text: String(value), follows: tokens[at].follows))
                at += length
            } else {
                result.append(tokens[at])
                at += 1
            }
        }
        return result
    }

    private static func spelled(_ tokens: [TextToken], _ start: Int) -> (value: Int, length: Int)? {
        guard var (value, at) = below100(tokens, start), !isPronoun(tokens, start, at) else { return nil }
        if word(tokens, at) == "hundred" {
            value *= 100
            at += 1
            let rest = word(tokens, at) == "and" ? at + 1 : at
            if let (more, end) = below100(tokens, rest), rest < tokens.count, tokens[rest].follows {
                value += more
                at = end
            }
        }
        return (value, at - start)
    }

    private static func below100(_ tokens: [TextToken], _ at: Int) -> (value: Int, end: Int)? {
        guard at < tokens.count, tokens[at].kind == .word else { return nil }
        if let small = TextLexicon.smallNumbers[tokens[at].text] { return (small, at + 1) }
        guard let tens = TextLexicon.tens[tokens[at].text] else { return nil }
        if let next = word(tokens, at + 1), let ones = TextLexicon.smallNumbers[next], (1...9).contains(ones) {
            return (tens + ones, at + 2)
        }
        return (tens, at + 1)
    }

    /// The word at `index` when nothing but a space or hyphen separates it from the one before.
    private static func word(_ tokens: [TextToken], _ index: Int) -> String? {
        guard index < tokens.count, tokens[index].kind == .word, tokens[index].follows else { return nil }
        return tokens[index].text
    }

    private static func isPronoun(_ tokens: [TextToken], _ start: Int, _ end: Int) -> Bool {
        guard end == start + 1, tokens[start].text == "one", word(tokens, end) != "hundred" else { return false }
        if end < tokens.count, TextLexicon.afterPronounOne.contains(tokens[end].text) { return true }
        return start > 0 && TextLexicon.beforePronounOne.contains(tokens[start - 1].text)
    }

    /// `5 million` → `5000000`, `1.5 thousand` → `1500`.
    private static func withMagnitudes(_ tokens: [TextToken]) -> [TextToken] {
        var result: [TextToken] = []
        for token in tokens {
            if token.kind == .word, token.follows, let power = TextLexicon.magnitudes[token.text], let last = result.last,
                last.kind == .number
            {
                result[result.count - 1].text = NumberShape.scaled(last.text, by: power)
            } else {
                result.append(token)
            }
        }
        return result
    }

    /// `€ 49` → `49 €`, so that both orders are one.
    private static func withMoney(_ tokens: [TextToken]) -> [TextToken] {
        var result = tokens
        for index in result.indices.dropLast() {
            let leads = index == 0 || result[index - 1].kind != .number || !result[index].follows
            guard result[index].kind == .currency, result[index + 1].kind == .number, leads else { continue }
            result.swapAt(index, index + 1)
        }
        return result
    }

    /// Units after a number in one form, and the number before a unit without trailing zeros.
    private static func withUnits(_ tokens: [TextToken]) -> [TextToken] {
        var result = tokens
        for index in result.indices.dropFirst() where result[index - 1].kind == .number || result[index - 1].kind == .literal {
            if result[index].kind == .word, let unit = TextLexicon.units[result[index].text] {
                result[index].text = unit
                result[index].kind = .unit
            }
            let measures: Set<TextToken.Kind> = [.unit, .currency, .percent]
            if result[index - 1].kind == .number, measures.contains(result[index].kind) {
                result[index - 1].text = NumberShape.trimmed(result[index - 1].text)
            }
        }
        return result
    }
}
