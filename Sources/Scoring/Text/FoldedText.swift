import Foundation

/// Text reduced to the words that decide whether a fact is stated.
///
/// Two texts with the same tokens state the same thing as far as scoring is concerned. What is folded, and nothing else:
/// * compatibility forms, case, curly quotes, dashes, Markdown and punctuation around words; a possessive `'s`
/// * numbers: `1,000` = `1 000` = `1'000` = `1000`; `49.00` = `49`; `14,5` = `14.5`; `1.234,56` = `1234.56`; `.5` = `0.5`
/// * number words: `two` = `2`, `twenty-one` = `21`, `5 million` = `5000000` (a pronoun as in `one of them` stays a word)
/// * money: `€49` = `49 €` = `EUR 49` = `49 euros` = `49,00 €`; the same for `$`/USD/dollars, `£`/GBP, `¥`/JPY/yen
/// * `14 %` = `14%` = `14 percent`; `14GB` = `14 GB`; `14-day` = `14 day` = `14 days` (units of time only)
///
/// Not folded, on purpose: accents, synonyms, plurals of other words, `1.000` (a decimal here, a thousand elsewhere), `2.10`
/// against `2.1` (versions), dates in different orders. A range, a time, a date or a version (`10-15`, `14:30`, `2024-03-12`,
/// `1.2.3`) is one token: `14` is not found in `14:30`, nor in `114`, `14.5`, `-14`, `B14`.
public struct FoldedText: Equatable, Hashable, Sendable {
    public let tokens: [String]

    public init(_ text: String) {
        var lexer = TextLexer(text)
        tokens = TokenFolding.folded(lexer.run())
    }

    public var isEmpty: Bool { tokens.isEmpty }

    /// Whether `other`'s tokens stand in this text one after the other.  An empty text is in none.
    public func contains(_ other: FoldedText) -> Bool {
        let needle = other.tokens
        guard !needle.isEmpty, needle.count <= tokens.count else { return false }
        for start in 0...(tokens.count - needle.count) where tokens[start] == needle[0] {
            if tokens[start..<(start + needle.count)].elementsEqual(needle) { return true }
        }
        return false
    }
}

extension String {
    /// Words as people count them: runs between white space.
    package var wordCount: Int { split(whereSeparator: \.isWhitespace).count }
}
