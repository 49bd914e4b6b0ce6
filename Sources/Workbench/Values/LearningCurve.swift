import Scoring

/// How success grows with the number of training examples: the measured answer to "do we have enough of them?".
public struct LearningCurve: Codable, Equatable, Sendable {
    public struct Rate: Codable, Equatable, Sendable {
        public var passed: Int
        public var rate: Double
        /// A 95 % interval that counts clusters, not cases.
        public var low: Double
        public var high: Double
    }

    /// An adapter trained on the first `examples` of them.
    public struct Point: Codable, Equatable, Sendable {
        public var examples: Int
        public var steps: Int
        public var validationLoss: Double?
        /// Joint success, and the format demand alone.
        public var success: Rate
        public var format: Rate
        /// Of training, since it was last resumed.
        public var seconds: Double
    }

    /// From one point to the next, on the same cases.
    public struct Gain: Codable, Equatable, Sendable {
        public var from: Int
        public var to: Int
        /// "success" or "format".
        public var metric: String
        public var difference: Double
        public var low: Double
        public var high: Double
        /// Exact sign-flip test over clusters.
        public var p: Double
    }

    public enum Conclusion: String, Codable, Sendable {
        case rising, flat, undecided
    }

    public var arm: Arm
    public var split: String
    public var n: Int
    public var clusters: Int
    public var points: [Point]
    public var gains: [Gain]
    /// Of the last gain in success.
    public var conclusion: Conclusion
    /// The same in words.
    public var summary: String
}
