/// Words as the lexical index sees them.
enum Words {
    /// Runs of letters, digits and marks, grouped by the white space between them: "49.00 wi-fi" → [49, 00], [wi, fi].
    static func chunks(of text: String) -> [[String]] {
        text.split(whereSeparator: \.isWhitespace).map { chunk in
            var runs: [String] = []
            var run = String.UnicodeScalarView()
            for scalar in chunk.unicodeScalars {
                if isToken(scalar) {
                    run.append(scalar)
                } else if !run.isEmpty {
                    runs.append(String(run))
                    run = String.UnicodeScalarView()
                }
            }
            if !run.isEmpty { runs.append(String(run)) }
            return runs
        }
    }

    /// Words that carry meaning, lower case, plurals folded: for comparing one sentence with another.
    static func content(of text: String) -> Set<String> {
        let words = chunks(of: text.lowercased()).flatMap { $0 }.filter { !StopWords.contains($0) }
        return Set(words.map { $0.count > 3 && $0.hasSuffix("s") && !$0.hasSuffix("ss") ? String($0.dropLast()) : $0 })
    }

    /// What FTS5's unicode61 tokenizer takes as part of a word.
    private static func isToken(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber,
            .otherNumber,
            .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }
}
