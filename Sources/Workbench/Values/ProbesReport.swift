import Scoring

/// Probes beside the evaluation: what its answers tell about wordings and invention, and two small experiments of their own.
public struct ProbesReport: Codable, Equatable, Sendable {
    /// An arm given the passage that answers, among others that do not.
    public struct Distractors: Codable, Equatable, Sendable {
        public struct Level: Codable, Equatable, Sendable {
            /// Other passages beside the one that answers.
            public var distractors: Int
            public var right: Int
            public var rate: Double
            public var low: Double
            public var high: Double
            /// Against none, on the same cases; nil for none.
            public var change: Estimate?
        }

        public var arm: Arm
        public var n: Int
        public var clusters: Int
        public var levels: [Level]
    }

    /// How well a model reads text that is about nothing of the project, with an adapter and without.
    public struct Forgetting: Codable, Equatable, Sendable {
        public var run: String
        public var arms: [Arm]
        public var tokens: Int
        public var before: Double
        public var after: Double
        /// `after` / `before`: above 1 something was forgotten.
        public var ratio: Double
    }

    /// The evaluation whose answers were looked at; nil when there is none.
    public var run: String?
    public var split: String
    public var paraphrase: [ParaphraseProbe]
    public var invention: [InventionProbe]
    public var distractors: [Distractors]
    public var forgetting: [Forgetting]
    /// nil where the project brings no facts for it, and in reports of earlier versions.
    public var reversal: ReversalReport?
}

/// Trained facts asked as they were stated and the other way round.
public struct ReversalReport: Codable, Equatable, Sendable {
    /// Of the facts, those that a training example states.
    public var trained: Int
    public var arms: [ReversalProbe]
}
