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

    /// A word of the query that stands in the passage.
    public struct Match: Sendable, Equatable {
        /// As typed.
        public var term: String
        /// Where it first stands, as bytes of the passage's text, if not only in its heading.
        public var range: Range<Int>?
        /// The indexed word that was searched for instead, because the typed one stands nowhere.
        public var searched: String?

        public init(term: String, range: Range<Int>? = nil, searched: String? = nil) {
            self.term = term
            self.range = range
            self.searched = searched
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
    /// The query's words that the passage holds, in the query's order.
    public var matches: [Match] = []
    /// Ids of passages that nearly repeat this one and were left out.
    public var duplicates: [Int64] = []

    public init(rank: Int, score: Double, passage: Passage, dense: Place?, lexical: Place?) {
        self.rank = rank
        self.score = score
        self.passage = passage
        self.dense = dense
        self.lexical = lexical
    }
}
