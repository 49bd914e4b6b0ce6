/// Says why a drafted question and answer cannot be taken from their passage.
///
/// The check is strict about form (the quote stands in the passage word for word, no number is new) and rough about meaning (most words
/// of the answer occur in the passage, more than half of them in the quote): a draft that passes still needs a person.
public enum DraftCheck {
    public enum Fault: String, Sendable, Codable, CaseIterable {
        case quoteNotInPassage = "the quote is not in the passage"
        case noQuestion = "it asks nothing definite"
        case unrelatedQuestion = "the question has no word of the passage"
        case newNumber = "the answer has a number that the passage does not have"
        case answerBesideQuote = "the quote does not support the answer"
        case unsupportedAnswer = "the passage does not support the answer"
        case echoedQuestion = "the answer repeats the question"
    }

    /// The share of an answer's words that must occur in the passage.
    private static let supported = 0.7

    /// - Returns: the first fault; nil when there is none.
    public static func fault(question: String, answer: String, quote: String, passage: String) -> Fault? {
        if ComparableText.isBlank(quote) || !passage.contains(quote) { return .quoteNotInPassage }
        let asked = meaning(question)
        guard asked.count >= 2, ComparableText.trimmed(question).hasSuffix("?") else { return .noQuestion }
        let source = Set(ComparableText.words(passage))
        if asked.isDisjoint(with: source) { return .unrelatedQuestion }
        let words = ComparableText.words(answer)
        if words.contains(where: { $0.contains { $0.isNumber } && !source.contains($0) }) { return .newNumber }
        let told = meaning(answer)
        let known = told.intersection(source)
        guard !told.isEmpty, Double(known.count) >= supported * Double(told.count) else { return .unsupportedAnswer }
        let quoted = told.intersection(ComparableText.words(quote))
        guard quoted.count * 2 > told.count else { return .answerBesideQuote }
        // What is asked and told alike is no answer; something of the quote must be new.
        if told.isSubset(of: asked) { return .echoedQuestion }
        return nil
    }

    /// Words of four letters or more, and all that hold a digit.
    private static func meaning(_ text: String) -> Set<String> {
        Set(ComparableText.words(text).filter { word in word.count >= 4 || word.contains { $0.isNumber } })
            .subtracting([
                "what", "when", "where", "which", "does", "there", "this", "that", "have", "with", "from", "they", "will", "your",
            ])
    }
}
