import Scoring

/// A case that a person left out or corrected, with what the arms had made of it.
public struct DecidedCase: Codable, Equatable, Sendable {
    public var `case`: String
    public var question: String
    /// "development" or "test".
    public var split: String
    public var isExcluded: Bool
    public var reason: String
    /// Seconds since 1970.
    public var at: Double
    /// What a right answer held before, and holds now where that was corrected.
    public var facts: [[String]]
    public var correctedFacts: [[String]]?
    public var answerable: Bool?
    /// Arms that passed it by the case as it stands in its file; nil where the evaluation did not hold it.
    public var passed: [Arm]?
}
