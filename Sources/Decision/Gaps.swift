/// Where the points are lost: the four gaps that the probes measure on the same cases.
public struct Gaps: Codable, Equatable, Sendable {
    /// Fact score with the oracle passage minus closed book.
    public var knowledge: Estimate
    /// Fact score with the oracle passage minus with retrieved passages.
    public var retrieval: Estimate
    /// 1 − fact score with the oracle passage: what this model cannot read even when it is shown.
    public var reader: Estimate
    /// 1 − format compliance of the best prompt given the oracle passage.
    public var behaviour: Estimate
    public var n: Int

    public init(knowledge: Estimate, retrieval: Estimate, reader: Estimate, behaviour: Estimate, n: Int) {
        self.knowledge = knowledge
        self.retrieval = retrieval
        self.reader = reader
        self.behaviour = behaviour
        self.n = n
    }
}
