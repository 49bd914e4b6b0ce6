import Foundation

/// Exact match and token F1 as the SQuAD evaluation script computes them (Rajpurkar et al. 2016, evaluate-v1.1).
public enum TokenOverlap {
    private static let articles: Set<Substring> = ["a", "an", "the"]
    /// Python's `string.punctuation`.
    private static let punctuation = Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars)

    /// Lower case, no ASCII punctuation, no articles, split at white space.
    public static func normalized(_ text: String) -> [String] {
        var plain = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars where !punctuation.contains(scalar) { plain.append(scalar) }
        return String(plain).split(whereSeparator: \.isWhitespace).filter { !articles.contains($0) }.map(String.init)
    }

    /// Harmonic mean of token precision and recall, in 0…1.  Two empty texts agree.
    public static func f1(_ answer: String, _ reference: String) -> Double {
        let given = normalized(answer)
        let expected = normalized(reference)
        if given.isEmpty || expected.isEmpty { return given.isEmpty && expected.isEmpty ? 1 : 0 }
        var left: [String: Int] = [:]
        for token in expected { left[token, default: 0] += 1 }
        var shared = 0
        for token in given where left[token, default: 0] > 0 {
            left[token, default: 0] -= 1
            shared += 1
        }
        guard shared > 0 else { return 0 }
        let precision = Double(shared) / Double(given.count)
        let recall = Double(shared) / Double(expected.count)
        return 2 * precision * recall / (precision + recall)
    }

    /// The best F1 over several accepted references.
    public static func f1(_ answer: String, anyOf references: [String]) -> Double {
        references.map { f1(answer, $0) }.max() ?? 0
    }

    public static func exactMatch(_ answer: String, _ reference: String) -> Bool { normalized(answer) == normalized(reference) }
}
