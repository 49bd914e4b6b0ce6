/// What was measured beside the evaluation; nil where nothing was.
public struct Measurements: Codable, Equatable, Sendable {
    /// How often the documents change, from their history.
    public struct Churn: Codable, Equatable, Sendable {
        /// Days on which some document changed.
        public var changeDays: Int
        /// Days over which the history was watched.
        public var watchedDays: Double

        public init(changeDays: Int, watchedDays: Double) {
            self.changeDays = changeDays
            self.watchedDays = watchedDays
        }
    }

    /// Facts changed in the documents and asked again.
    public struct Freshness: Codable, Equatable, Sendable {
        public var facts: Int
        /// Answers of RAG that followed the change.
        public var followed: Int
        /// Answers of LoRA that repeated the old fact.
        public var stale: Int

        public init(facts: Int, followed: Int, stale: Int) {
            self.facts = facts
            self.followed = followed
            self.stale = stale
        }
    }

    /// The search for a better prompt on the development split.
    public struct PromptSearch: Codable, Equatable, Sendable {
        public var tried: Int
        /// The last tries brought nothing: the budget was enough.
        public var plateau: Bool
        /// Joint success of the first and of the best prompt, on the development split.
        public var first: Double
        public var best: Double
        /// Development cases that the best was asked; 0 where that was not kept.
        public var cases: Int
        /// Best over first on cases that had no say in choosing it.
        public var heldOut: Estimate?
        /// Whether the best prompt is the few-shot arm's.
        public var isInUse: Bool

        public init(
            tried: Int, plateau: Bool, first: Double, best: Double, cases: Int = 0, heldOut: Estimate? = nil, isInUse: Bool = true
        ) {
            self.tried = tried
            self.plateau = plateau
            self.first = first
            self.best = best
            self.cases = cases
            self.heldOut = heldOut
            self.isInUse = isInUse
        }
    }

    public var churn: Churn?
    public var freshness: Freshness?
    /// Training examples that count, near duplicates once.
    public var effectiveExamples: Int?
    public var promptSearch: PromptSearch?

    public init(churn: Churn? = nil, freshness: Freshness? = nil, effectiveExamples: Int? = nil, promptSearch: PromptSearch? = nil) {
        self.churn = churn
        self.freshness = freshness
        self.effectiveExamples = effectiveExamples
        self.promptSearch = promptSearch
    }
}
