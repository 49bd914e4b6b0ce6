import Scoring

/// What the verdict is told before anything is looked at.
public struct DecisionParameters: Codable, Equatable, Sendable {
    /// Arms closer than this count as equally good; the dearer one must bring at least this much.
    public var delta: Double
    /// The bar: least joint success worth building.
    public var minimumRate: Double
    /// Error allowed when one arm is said to be better than another; Holm's correction runs over the planned contrasts.
    public var alpha: Double
    /// Confidence, one-sided, with which an arm must be shown not to be worse than a dearer one by more than δ.
    public var assurance: Double
    /// Power at which `neededCases` is computed.
    public var power: Double
    /// Below this many cases nothing is concluded.
    public var leastCases: Int
    /// Below this many cases results are descriptive: `inconclusive` at best.
    public var fewCases: Int
    /// Whether p and intervals must hold however often one looks while cases are added; they are wider then.
    public var isAnytime: Bool
    public var resamples: Int
    public var seed: UInt64

    public init(
        delta: Double = 0.05, minimumRate: Double = 0.5, alpha: Double = 0.05, assurance: Double = 0.95, power: Double = 0.8,
        leastCases: Int = 10, fewCases: Int = 30, isAnytime: Bool = false, resamples: Int = ClusterBootstrap.defaultResamples,
        seed: UInt64 = 1
    ) {
        self.delta = delta
        self.minimumRate = minimumRate
        self.alpha = alpha
        self.assurance = assurance
        self.power = power
        self.leastCases = leastCases
        self.fewCases = fewCases
        self.isAnytime = isAnytime
        self.resamples = resamples
        self.seed = seed
    }
}
