import Scoring

/// A sentence of the verdict with the measurement that its numbers come from, so that each can be traced and repeated.
public struct Statement: Codable, Equatable, Sendable {
    /// How its numbers were found.
    public enum Test: String, Codable, Sendable {
        /// A share of cases with its interval at the effective number of cases.
        case rate
        /// A paired difference between two arms on the same cases.
        case difference
        /// Retrieval × adapter as a 2×2.
        case factorial
        /// A chance over resampled clusters.
        case resampling
        /// The number of cases that a test of stated power needs.
        case power
        /// The gap probes.
        case gaps
        /// A hard constraint, or the rule itself.
        case rule
    }

    public var text: String
    public var test: Test
    /// Of a rate the arm; of a difference the arm and the one that is taken from it.
    public var arms: [Arm]
    public var estimate: Double?
    public var low: Double?
    public var high: Double?
    /// Adjusted where several contrasts were planned.
    public var p: Double?

    public init(
        _ text: String, _ test: Test = .rule, arms: [Arm] = [], estimate: Double? = nil, interval: Interval? = nil, p: Double? = nil
    ) {
        self.text = text
        self.test = test
        self.arms = arms
        self.estimate = estimate
        low = interval?.low
        high = interval?.high
        self.p = p
    }
}
