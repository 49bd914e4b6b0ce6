import Foundation

/// Text cut into sentences, plainly: after `.`, `!`, `?` or `…` (and closing quotes or brackets) when white space or the end
/// follows, and at every line break.  A number with its dot at the start of a line, an initial, and the abbreviations below end
/// nothing.
public enum Sentences {
    private static let abbreviations: Set<String> = [
        "e.g", "i.e", "etc", "vs", "cf", "approx", "dr", "mr", "mrs", "ms", "prof", "st", "fig", "al",
    ]
    private static let enders: Set<Character> = [".", "!", "?", "…"]
    private static let closers: Set<Character> = ["\"", "'", "”", "’", ")", "]", "»", "*", "_"]

    /// Without the white space around them; only those that hold a letter or digit.
    public static func split(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).flatMap(line)
    }

    private static func line(_ line: Substring) -> [String] {
        var sentences: [String] = []
        var current = ""
        var rest = line[...]
        while let character = rest.popFirst() {
            current.append(character)
            guard enders.contains(character) else { continue }
            while let next = rest.first, enders.contains(next) || closers.contains(next) {
                current.append(next)
                rest.removeFirst()
            }
            guard rest.first?.isWhitespace ?? true, !(character == "." && isOpen(current)) else { continue }
            sentences.append(current)
            current = ""
        }
        sentences.append(current)
        return sentences.map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.contains { $0.isLetter || $0.isNumber } }
    }

    /// Whether the dot at the end of `text` belongs to its last word.
    private static func isOpen(_ text: String) -> Bool {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let last = words.last, last.hasSuffix(".") else { return false }
        let word = last.dropLast().drop { !$0.isLetter && !$0.isNumber }.lowercased()
        // "J. Smith" and "Anna J. Smith"; but "plan A." ends a sentence.
        if word.count == 1, last.first?.isUppercase == true { return words.count == 1 || words[words.count - 2].first?.isUppercase == true }
        if words.count == 1, word.allSatisfy(\.isNumber) { return true }
        return abbreviations.contains(word)
    }
}
