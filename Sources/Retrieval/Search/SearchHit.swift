/// A passage that a search found, and why.
public struct SearchHit: Sendable, Equatable {
    /// A place in one index.
    public struct Place: Sendable, Equatable {
        /// From 1.
        public var rank: Int
        /// Cosine for the dense index, negated bm25 for the lexical one: higher is better in both.
        public var score: Double

        public init(rank: Int, score: Double) {
            self.rank = rank
            self.score = score
        }
    }

    /// From 1.
    public var rank: Int
    /// The fused score in hybrid mode, else the score of the one index asked.
    public var score: Double
    public var passage: Passage
    /// Nil when the dense index did not find it among its candidates, or was not asked.
    public var dense: Place?
    /// Nil when the lexical index did not find it among its candidates, or was not asked.
    public var lexical: Place?

    public init(rank: Int, score: Double, passage: Passage, dense: Place?, lexical: Place?) {
        self.rank = rank
        self.score = score
        self.passage = passage
        self.dense = dense
        self.lexical = lexical
    }
}
