/// A citation the program resolved: the model only ever wrote the marker.
public struct CitationRow: Codable, Equatable, Sendable {
    /// As it stands in the answer, for example `[2]`.
    public var marker: String
    public var passage: Int64
    /// The document's path, from the store.
    public var path: String
    /// The words of the passage that support the answer, verbatim.
    public var quote: String
    /// Whether the quote was found in the passage.
    public var verified: Bool

    public init(marker: String, passage: Int64, path: String, quote: String, verified: Bool) {
        self.marker = marker
        self.passage = passage
        self.path = path
        self.quote = quote
        self.verified = verified
    }

    /// An answer without the marks of its citations.
    public static func unmarked(_ text: String) -> String { text.replacing(#/\s*\[\d+\](?:\[\d+\])*/#, with: "") }
}

/// A question of an earlier session with its answers.
public struct PastTurn: Codable, Equatable, Sendable {
    public var question: String
    public var answers: [ArmAnswer]
    /// The question that this one follows up.
    public var follows: String?

    public init(question: String, answers: [ArmAnswer], follows: String? = nil) {
        self.question = question
        self.answers = answers
        self.follows = follows
    }
}

/// One arm's answer to one question: the shape `assay ask --json` prints.
public struct ArmAnswer: Codable, Equatable, Sendable {
    public enum Grounding: String, Codable, Sendable {
        /// Cites a passage it was given.
        case cited
        /// Had passages, cites none.
        case ungrounded
        /// Cites a marker that was not given.
        case missing
        /// Had no passages.
        case none
    }

    /// Why an answer is not whole.
    public enum Ending: String, Codable, Sendable {
        /// Whoever asked has stopped it.
        case stopped
        /// The program ended while it was written.
        case cut
    }

    public var arm: Arm
    public var text: String
    public var citations: [CitationRow]
    public var grounding: Grounding
    public var promptTokens: Int
    public var completionTokens: Int
    public var firstTokenMilliseconds: Double
    public var milliseconds: Double
    /// The exact prompt the model saw, special tokens spelled out.
    public var prompt: String
    /// What was otherwise than the project says.
    public var settings: ArmSettings?
    /// Passages that were found and had no room in the prompt's share for them; nil: none.
    public var leftOut: Int?
    /// Of an answer to a follow-up question.
    public var followUp: FollowUp?
    /// nil: the model came to its end, or to the most tokens that an answer may have.
    public var ending: Ending?

    public init(
        arm: Arm, text: String, citations: [CitationRow], grounding: Grounding, promptTokens: Int, completionTokens: Int,
        firstTokenMilliseconds: Double, milliseconds: Double, prompt: String
    ) {
        self.arm = arm
        self.text = text
        self.citations = citations
        self.grounding = grounding
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.firstTokenMilliseconds = firstTokenMilliseconds
        self.milliseconds = milliseconds
        self.prompt = prompt
    }
}
