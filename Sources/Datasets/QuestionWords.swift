/// Compares questions and answers by the words that carry their meaning.
enum QuestionWords {
    /// The words of a question without those of grammar and courtesy, sorted; equal for rewordings such as an added "please".
    static func key(_ text: String) -> [String] {
        Set(ComparableText.words(text)).subtracting(empty).sorted()
    }

    /// Whether two answers cannot both be right: other numbers, a denial of one, or hardly a word in common.
    static func disagree(_ a: String, _ b: String) -> Bool {
        let (one, two) = (Set(ComparableText.words(a)), Set(ComparableText.words(b)))
        func numbers(_ words: Set<String>) -> Set<String> { words.filter { $0.contains { $0.isNumber } } }
        if numbers(one) != numbers(two), !numbers(one).isEmpty, !numbers(two).isEmpty { return true }
        if one.isDisjoint(with: denials) != two.isDisjoint(with: denials) { return true }
        let all = one.union(two).count
        return all > 0 && Double(one.intersection(two).count) < 0.3 * Double(all)
    }

    private static let denials: Set<String> = [
        "no", "not", "never", "cannot", "can't", "don't", "doesn't", "isn't", "nein", "nicht", "kein", "keine",
    ]

    /// English; words that change what is asked (who, when, how, not …) stay.
    private static let empty: Set<String> = [
        "a", "an", "the", "please", "pls", "hi", "hello", "hey", "thanks", "thank", "you", "just", "so", "well", "then", "also", "there",
        "could", "would", "tell", "me", "us", "kindly", "quick", "question",
    ]
}
