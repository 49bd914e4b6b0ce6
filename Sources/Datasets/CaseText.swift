/// What of a test case must not be learnt beforehand.
public struct CaseText: Sendable, Equatable {
    public var id: String
    public var question: String
    /// The words of a document that the answer rests on.
    public var quote: String?
    /// Wordings of the answer, any of which is right.
    public var answers: [String]

    public init(id: String, question: String, quote: String? = nil, answers: [String] = []) {
        self.id = id
        self.question = question
        self.quote = quote
        self.answers = answers
    }
}
