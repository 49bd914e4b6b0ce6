import Scoring

/// A statement with a number, and everything needed to check it.
public struct Claim: Codable, Equatable, Sendable {
    public enum Section: String, Codable, Sendable {
        case reasons, wouldFlip, conflicts, limits, questions, arms, contrasts, gaps, freshness, curve, prompts
    }

    /// From 1, in reading order: the number in brackets that the reports show.
    public var id: Int
    public var section: Section
    /// Its place in that section, from 0.
    public var index: Int
    public var text: String
    /// How the number was found.
    public var test: String
    /// Of a difference the arm and the one that is taken from it.
    public var arms: [Arm]
    public var estimate: Double?
    /// 95 % interval.
    public var low: Double?
    public var high: Double?
    public var p: Double?
    /// The evaluation; nil where the number comes from another measurement.
    public var run: String?
    public var n: Int?
    public var clusters: Int?
    /// Of the resampling, and of the training of each adapter.
    public var seeds: [String: UInt64]
    /// sha256 of the model, and of each adapter's weights and training data.
    public var hashes: [String: String]
    /// Computes the number again from what is stored.
    public var command: String
    /// Measures it again from the start.
    public var remeasure: String
}
