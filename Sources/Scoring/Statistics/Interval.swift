/// A range that holds the true value with the stated confidence.
public struct Interval: Codable, Equatable, Sendable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    public var width: Double { high - low }
    public func contains(_ value: Double) -> Bool { low <= value && value <= high }
    /// The smallest interval that holds both.
    public func union(_ other: Interval) -> Interval { Interval(low: min(low, other.low), high: max(high, other.high)) }
}
