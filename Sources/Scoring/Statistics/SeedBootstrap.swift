/// The difference of two arms' pass rates when the training behind an arm is one draw of many: training seeds are a random factor,
/// resampled together with clusters of cases.
///
/// A replicate draws clusters and, for the same clusters, seeds; a seed's distance from the mean over seeds is stretched by
/// √(S/(S−1)), since S draws with replacement from S vary by that much less than new trainings would.  The interval is Student's
/// around the observed difference, with the standard deviation of the replicates and Satterthwaite's degrees of freedom: of three
/// trainings there are two.
public struct SeedBootstrap: Sendable {
    /// rate(a) − rate(b) with each training.
    public let differences: [Double]
    public let difference: Double
    private let deviation: Double
    private let degrees: Double

    /// `sums[s][k]` is passes of a − passes of b over cluster k with training s; `sizes[k]` the cases of cluster k.  Two trainings and
    /// two clusters at least.
    public init?(sums: [[Int]], sizes: [Int], resamples: Int = ClusterBootstrap.defaultResamples, seed: UInt64) {
        let trainings = sums.count
        let clusters = sizes.count
        guard trainings > 1, clusters > 1, resamples > 1, sums.allSatisfy({ $0.count == clusters }) else { return nil }
        let cases = Double(sizes.reduce(0, +))
        let s = Double(trainings)
        let k = Double(clusters)
        let differences = sums.map { Double($0.reduce(0, +)) / cases }
        let mean = differences.reduce(0, +) / s

        var random = CounterRandom(seed: seed, stream: 4)
        let bootstrap = ClusterBootstrap(
            columns: sums.map { $0.map(Double.init) } + [sizes.map(Double.init)], resamples: resamples, seed: seed)
        let stretch = (s / (s - 1)).squareRoot()
        let replicates = bootstrap.replicates { totals in
            let rates = totals.dropLast().map { $0 / totals[trainings] }
            let centre = rates.reduce(0, +) / s
            var drawn = 0.0
            for _ in 0..<trainings { drawn += rates[random.below(trainings)] }
            return centre + stretch * (drawn / s - centre)
        }
        let middle = replicates.reduce(0, +) / Double(resamples)
        let variance = replicates.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(resamples - 1) * k / (k - 1)
        let amongSeeds = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (s - 1) / s
        let amongClusters = max(variance - amongSeeds, 0)
        let spread = amongSeeds * amongSeeds / (s - 1) + amongClusters * amongClusters / (k - 1)
        let total = amongSeeds + amongClusters
        degrees = spread > 0 ? max(1, total * total / spread) : k - 1
        self.differences = differences
        difference = mean
        deviation = max(variance, total).squareRoot()
    }

    /// Where the difference lies over all trainings and cases alike, with confidence `level`.
    public func interval(level: Double = 0.95) -> Interval {
        let reach = StudentDistribution.quantile(0.5 + level / 2, degrees: degrees) * deviation
        return Interval(low: max(-1, difference - reach), high: min(1, difference + reach))
    }
}
