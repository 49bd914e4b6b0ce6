/// A marker of an answer, resolved by the program: the model wrote the number and nothing else of this.
public struct Citation: Sendable, Equatable {
    /// As it stands in the block: `[2]`.
    public var marker: String
    /// Nil when no passage was given under this marker.
    public var passage: Passage?
    /// The sentence of the passage that shares most with the sentence of the answer; empty when they share nothing.
    public var quote: String
    /// Whether the quote stands in the passage word for word and shares words with the answer.
    public var isVerified: Bool
}

/// How an answer stands on what it was given.
public enum Grounding: String, Sendable, Equatable, Codable {
    /// Cites a passage it was given, and none that it was not.
    case cited
    /// Had passages, cites none.
    case ungrounded
    /// Cites a marker that was not given.
    case missing
    /// Had no passages that it was asked to cite.
    case none
}

/// An answer's citations, in the order in which their markers first appear.
public struct ResolvedAnswer: Sendable, Equatable {
    public var citations: [Citation]
    public var grounding: Grounding
}
