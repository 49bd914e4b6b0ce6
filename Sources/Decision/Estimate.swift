/// A proportion with its 95 % interval, both in −1…1.
public struct Estimate: Codable, Equatable, Sendable {
    public var estimate: Double
    public var low: Double
    public var high: Double

    public init(estimate: Double, low: Double, high: Double) {
        self.estimate = estimate
        self.low = low
        self.high = high
    }
}
