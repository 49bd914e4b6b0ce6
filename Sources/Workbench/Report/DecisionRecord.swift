import Decision
import Scoring

/// A verdict as it was at one time: a line of the history that `assay decide` and `assay report` keep.
public struct DecisionRecord: Codable, Equatable, Sendable {
    /// Seconds since 1970.
    public var when: Double
    public var state: DecisionReport.State
    /// The arm to build; nil unless the verdict names one.
    public var arm: Arm?
    /// The arm in front, and how often it succeeds.
    public var leader: DecisionReport.Rate?
    public var n: Int
    public var clusters: Int
    public var chanceWithinDelta: Double?
    public var neededCases: Int?
    public var conflicts: Int
    /// The evaluation; nil before the first.
    public var run: String?
    public var delta: Double
    public var bar: Double
    /// The team's answers to the five questions.
    public var answers: [String: String]
    public var modelHash: String?
    /// Training run by arm.
    public var adapters: [String: String]
    public var version: String

    /// Whether both say the same on the same evidence, whenever they were made.
    func isSame(as other: DecisionRecord) -> Bool {
        var later = other
        later.when = when
        return self == later
    }
}

extension DecisionReport {
    /// The arm that the verdict names, or else the most successful one that no constraint dropped; of equals the cheaper.
    var leader: Rate? {
        if let arm { return rates.first { $0.arm == arm } }
        let standing = rates.filter { rate in !dropped.contains { $0.arm == rate.arm } }
        guard let top = standing.map(\.rate).max() else { return nil }
        return standing.filter { $0.rate == top }.min { $0.arm < $1.arm }
    }
}
