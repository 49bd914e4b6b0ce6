/// A question with what a right answer must hold: one line of `cases/*.jsonl`.
public struct Case: Equatable, Sendable, Identifiable {
    public enum Split: String, Codable, Sendable, CaseIterable { case test, development }

    public var id: String
    public var question: String
    /// Text that the question is about, given to every arm (a ticket, a diff).
    public var input: String?
    /// Each member needs one of its aliases in the answer.
    public var facts: [[String]]
    /// Statements that make an answer wrong.
    public var forbid: [String]
    public var format: FormatDemand?
    public var style: StyleDemand?
    /// Right answers in full, for the graded metrics; no part of passing.
    public var references: [String]
    /// Path of the document that holds the answer.
    public var document: String?
    /// The oracle passage, verbatim from `document`.
    public var quote: String?
    /// False: the documents don't say; the right answer is to say so.
    public var answerable: Bool
    /// Cases about one fact or document: they count as one piece of evidence.
    public var cluster: String
    public var split: Split
    public var tags: [String]

    public init(
        id: String, question: String, input: String? = nil, facts: [[String]] = [], forbid: [String] = [], format: FormatDemand? = nil,
        style: StyleDemand? = nil, references: [String] = [], document: String? = nil, quote: String? = nil, answerable: Bool = true,
        cluster: String? = nil, split: Split = .test, tags: [String] = []
    ) {
        self.id = id
        self.question = question
        self.input = input
        self.facts = facts
        self.forbid = forbid
        self.format = format
        self.style = style
        self.references = references
        self.document = document
        self.quote = quote
        self.answerable = answerable
        self.cluster = cluster ?? id
        self.split = split
        self.tags = tags
    }
}

extension Case {
    /// Whether a right answer shows where it comes from, if sources are asked for: the documents hold it, and its form has room.
    public var demandsSource: Bool { answerable && format?.leavesRoomForSource ?? true }
}

extension Case: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, question, input, facts, forbid, format, style, document, quote, answerable, cluster, split, tags
        case references = "reference"
    }

    /// Members left out mean: no facts, nothing forbidden, no format, no style, no reference, answerable, a cluster of its own,
    /// the test split.  `reference` is a text or a list of them.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let id = try container.decode(String.self, forKey: .id)
        let format = try container.decodeIfPresent(FormatDemand.self, forKey: .format)
        let style = try container.decodeIfPresent(StyleDemand.self, forKey: .style)
        let several = try? container.decodeIfPresent([String].self, forKey: .references)
        let references = try several ?? container.decodeIfPresent(String.self, forKey: .references).map { [$0] }
        self.init(
            id: id,
            question: try container.decode(String.self, forKey: .question),
            input: try container.decodeIfPresent(String.self, forKey: .input),
            facts: try container.decodeIfPresent([[String]].self, forKey: .facts) ?? [],
            forbid: try container.decodeIfPresent([String].self, forKey: .forbid) ?? [],
            format: format?.isEmpty == true ? nil : format,
            style: style?.isEmpty == true ? nil : style,
            references: references ?? [],
            document: try container.decodeIfPresent(String.self, forKey: .document),
            quote: try container.decodeIfPresent(String.self, forKey: .quote),
            answerable: try container.decodeIfPresent(Bool.self, forKey: .answerable) ?? true,
            cluster: try container.decodeIfPresent(String.self, forKey: .cluster),
            split: try container.decodeIfPresent(Split.self, forKey: .split) ?? .test,
            tags: try container.decodeIfPresent([String].self, forKey: .tags) ?? [])
    }
}
