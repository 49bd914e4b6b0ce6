/// How one answer to one case was scored.
public struct CaseScore: Codable, Equatable, Sendable {
    /// Every fact is stated and nothing forbidden; for an unanswerable case: the answer says that it does not know.
    public var fact: Bool
    /// The format and style demands are met; true where there is none.
    public var format: Bool
    /// A citation resolves to the case's document; nil where the arm cannot cite or the case needs no source.
    public var citation: Bool?
    /// Joint success: fact and format, and citation where it is required.
    public var passed: Bool
    /// Why it did not pass, one sentence each, and what else is worth knowing.
    public var reasons: [String]
    /// Length of the answer.
    public var words: Int
    /// The answer says that it does not know.
    public var abstained: Bool
    /// Facts stated, and facts asked for.
    public var factsFound: Int
    public var factsAsked: Int
    /// The style demand is met; nil where there is none.
    public var style: Bool?
    /// Shared wording with the case's reference; nil where there is none.
    public var overlap: ReferenceOverlap?
    /// Documents that the answer cites, each once, and how many of them are the case's; nil where the arm cannot cite or the case
    /// names no document.
    public var cited: Int?
    public var citedRightly: Int?

    public init(
        fact: Bool, format: Bool, citation: Bool?, passed: Bool, reasons: [String], words: Int = 0, abstained: Bool = false,
        factsFound: Int = 0, factsAsked: Int = 0, style: Bool? = nil, overlap: ReferenceOverlap? = nil, cited: Int? = nil,
        citedRightly: Int? = nil
    ) {
        self.fact = fact
        self.format = format
        self.citation = citation
        self.passed = passed
        self.reasons = reasons
        self.words = words
        self.abstained = abstained
        self.factsFound = factsFound
        self.factsAsked = factsAsked
        self.style = style
        self.overlap = overlap
        self.cited = cited
        self.citedRightly = citedRightly
    }
}
