/// chrF2 between an answer and a reference as sacreBLEU computes it for one sentence with its defaults (Popović 2015): character
/// n-grams of 1 to 6 letters, white space left out, recall counted twice as much as precision.
public enum CharacterF {
    private static let longest = 6
    private static let beta = 2.0

    /// In 0…1 (sacreBLEU prints it times 100).
    public static func score(_ answer: String, _ reference: String) -> Double {
        let given = scalars(answer)
        let expected = scalars(reference)
        var precision = 0.0
        var recall = 0.0
        var orders = 0.0
        for length in 1...longest where given.count >= length && expected.count >= length {
            var left = counts(expected, length)
            var matched = 0
            for (gram, count) in counts(given, length) { matched += min(count, left.removeValue(forKey: gram) ?? 0) }
            precision += Double(matched) / Double(given.count - length + 1)
            recall += Double(matched) / Double(expected.count - length + 1)
            orders += 1
        }
        guard precision + recall > 0 else { return 0 }
        precision /= orders
        recall /= orders
        let weight = beta * beta
        return (1 + weight) * precision * recall / (weight * precision + recall)
    }

    public static func score(_ answer: String, anyOf references: [String]) -> Double { references.map { score(answer, $0) }.max() ?? 0 }

    private static func scalars(_ text: String) -> [UInt32] {
        text.unicodeScalars.filter { !$0.properties.isWhitespace }.map(\.value)
    }

    private static func counts(_ text: [UInt32], _ length: Int) -> [ArraySlice<UInt32>: Int] {
        var counts: [ArraySlice<UInt32>: Int] = [:]
        for start in 0...(text.count - length) { counts[text[start..<(start + length)], default: 0] += 1 }
        return counts
    }
}
