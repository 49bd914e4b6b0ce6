import Foundation

/// How near texts are to one another by their words.
enum WordNearness {
    /// Cosine over words weighted by their rarity among all the texts: for each of `texts`, to each of `others`.
    static func table(_ texts: [String], _ others: [String]) -> [[Double]] {
        guard !texts.isEmpty, !others.isEmpty else { return [] }
        let sets = (texts + others).map(words)
        var documents: [String: Int] = [:]
        for set in sets { for word in set { documents[word, default: 0] += 1 } }
        func weight(_ word: String) -> Double { log(Double(sets.count + 1) / Double(documents[word] ?? 1)) }
        // Sums in one order: a set's differs from one process to the next.
        func square(_ words: Set<String>) -> Double { words.sorted().reduce(0) { $0 + weight($1) * weight($1) } }
        let lengths = sets.map { square($0).squareRoot() }
        return texts.indices.map { text in
            others.indices.map { other in
                let length = lengths[text] * lengths[texts.count + other]
                return length > 0 ? square(sets[text].intersection(sets[texts.count + other])) / length : 0
            }
        }
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }
}
