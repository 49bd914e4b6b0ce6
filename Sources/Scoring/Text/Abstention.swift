/// Whether an answer says that it does not know.
public enum Abstention {
    /// Any of these words in a row counts, after folding (apostrophes go, so `don't` is `dont`).
    public static let phrases: [String] = [
        "not in the documents", "not in the document", "not in the provided", "not in the context", "not in the passages",
        "don't know", "do not know", "does not know", "not know the answer",
        "couldn't find", "could not find", "can't find", "cannot find", "can not find", "did not find", "didn't find",
        "unable to find", "unable to answer", "unable to determine",
        "cannot answer", "can't answer", "can not answer", "cannot be answered", "cannot determine", "can't determine",
        "no information", "not enough information", "insufficient information", "don't have information",
        "do not have information", "don't have that information", "do not have that information", "don't have the information",
        "do not have the information", "don't have any information", "do not have any information", "don't have enough information",
        "do not have enough information", "no mention of", "no answer in",
        "not mentioned", "isn't mentioned", "not specified", "isn't specified", "not stated", "isn't stated", "not documented",
        "isn't documented", "not covered", "isn't covered", "not described", "not provided in", "not found in", "not listed in",
        "does not say", "doesn't say", "do not say", "don't say", "does not mention", "doesn't mention", "do not mention",
        "don't mention", "does not specify", "doesn't specify", "do not specify", "don't specify", "does not state",
        "doesn't state", "do not state", "don't state", "does not contain", "doesn't contain", "do not contain", "don't contain",
        "does not cover", "doesn't cover", "do not cover", "don't cover", "does not include information", "do not include information",
        "not sure", "no idea",
    ]

    /// Answers that say it when they are the whole answer.
    public static let wholeAnswers: [String] = ["unknown", "n/a", "none", "not available", "no answer", "unanswerable"]

    private static let foldedPhrases = phrases.map(FoldedText.init)
    private static let foldedWholes = Set(wholeAnswers.map(FoldedText.init))

    public static func isStated(in answer: FoldedText) -> Bool {
        foldedWholes.contains(answer) || foldedPhrases.contains { answer.contains($0) }
    }
}
