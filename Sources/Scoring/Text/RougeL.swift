/// ROUGE-L between an answer and a reference, as the package `rouge-score` computes it without stemming (Lin 2004): the harmonic mean
/// of the longest common subsequence's share of the answer's words and of the reference's.
public enum RougeL {
    /// In 0…1; 0 when either holds no word.
    public static func f1(_ answer: String, _ reference: String) -> Double {
        let given = words(answer)
        let expected = words(reference)
        guard !given.isEmpty, !expected.isEmpty else { return 0 }
        var numbers = WordNumbers()
        let left = numbers.numbers(of: given.map(String.init))
        let shared = Double(CommonSubsequence.length(left, numbers.numbers(of: expected.map(String.init))))
        guard shared > 0 else { return 0 }
        let precision = shared / Double(given.count)
        let recall = shared / Double(expected.count)
        return 2 * precision * recall / (precision + recall)
    }

    public static func f1(_ answer: String, anyOf references: [String]) -> Double { references.map { f1(answer, $0) }.max() ?? 0 }

    /// Runs of a–z and 0–9 in lower case; any other letter separates, as in the reference implementation.
    static func words(_ text: String) -> [Substring.UnicodeScalarView] {
        text.lowercased().unicodeScalars.split { !("a"..."z").contains($0) && !("0"..."9").contains($0) }
    }
}
