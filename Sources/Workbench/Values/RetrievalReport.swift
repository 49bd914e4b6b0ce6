import Scoring

/// How well search finds the passages that answer the cases: the shape `assay eval retrieval --json` prints.
public struct RetrievalReport: Codable, Equatable, Sendable {
    /// A mean over cases with its 95 % interval, clusters of cases counting as one piece of evidence.
    public struct Figure: Codable, Equatable, Sendable {
        public var value: Double
        public var low: Double
        public var high: Double
    }

    /// One way of searching, on all cases.
    public struct Setting: Codable, Equatable, Sendable {
        public var name: String
        /// Aim of the cutting, in tokens.
        public var chunkTokens: Int
        /// Passages in the store.
        public var passages: Int
        /// Mean tokens of the first hits that a prompt gets: larger passages find more and cost more.
        public var promptTokens: Double
        /// Share of cases whose passage is among the first 1, 3, 5, 10 and 30.
        public var recall: [String: Figure]
        public var reciprocalRank: Figure
        /// nDCG at 10.
        public var gain: Figure
        /// nDCG at 10 less that of the project's present setting, paired by case; nil for the present setting itself.
        public var difference: Figure?
    }

    /// What the best possible reranker of the first hits could bring: one that always puts the right passage first.
    public struct Ceiling: Codable, Equatable, Sendable {
        /// How many hits it reorders.
        public var candidates: Int
        /// Share of cases whose passage is among them: no order of them finds more.
        public var recall: Figure
        /// `recall` less the present share among the hits that a prompt gets.
        public var gain: Figure
    }

    public struct Miss: Codable, Equatable, Sendable {
        public struct Found: Codable, Equatable, Sendable {
            public var document: String
            public var heading: String
        }
        public var id: String
        public var question: String
        public var document: String
        public var quote: String
        /// Where the passage stands further down; nil when it is not among the first 50.
        public var rank: Int?
        /// What a prompt gets instead.
        public var found: [Found]
    }

    public var split: String
    public var cases: Int
    public var clusters: Int
    /// Cases whose quote no passage of the store holds: the documents or the case must be mended.
    public var unfindable: [String]
    /// Hits that a prompt gets.
    public var promptPassages: Int
    /// The present one first.
    public var settings: [Setting]
    public var ceilings: [Ceiling]
    public var misses: [Miss]
    /// Whether reranking is worth it, in a sentence.
    public var reranking: String
}
