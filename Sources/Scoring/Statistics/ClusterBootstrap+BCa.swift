extension ClusterBootstrap {
    /// The bias-corrected and accelerated interval (Efron 1987) of a statistic of the columns' totals.
    ///
    /// `columns` are those that the bootstrap drew from.  With `expanded`, normal quantiles give way to √(K/(K−1)) times Student's, as
    /// in `interval(sorted:)`: for few clusters plain BCa is too narrow.
    public func accelerated(
        _ columns: [[Double]], level: Double = 0.95, expanded: Bool = true, statistic: ([Double]) -> Double
    ) -> Interval {
        guard clusters > 1, resamples > 0 else { return Interval(low: -.infinity, high: .infinity) }
        let totals = columns.map { $0.reduce(0, +) }
        let estimate = statistic(totals)
        let sorted = replicates(statistic).sorted()
        guard let least = sorted.first, let most = sorted.last, least < most else { return Interval(low: estimate, high: estimate) }
        // The share below the estimate, those equal to it counted half.
        let below = sorted.count { $0 < estimate }
        let equal = sorted.count { $0 == estimate }
        let share = (Double(below) + Double(equal) / 2) / Double(sorted.count)
        guard share > 0, share < 1 else { return Interval(low: least, high: most) }
        let bias = NormalDistribution.quantile(share)
        let acceleration = Self.acceleration(columns, totals, statistic)
        let k = Double(clusters)
        let reach =
            expanded
            ? (k / (k - 1)).squareRoot() * StudentDistribution.quantile(0.5 + level / 2, degrees: k - 1)
            : NormalDistribution.twoSided(level)
        func end(_ z: Double) -> Double {
            let shifted = bias + z
            return Self.quantile(sorted, NormalDistribution.cdf(bias + shifted / max(1 - acceleration * shifted, 1e-6)))
        }
        return Interval(low: end(-reach), high: end(reach))
    }

    /// Skewness of the statistic when one cluster after the other is left out, over 6.
    private static func acceleration(_ columns: [[Double]], _ totals: [Double], _ statistic: ([Double]) -> Double) -> Double {
        let left = (columns.first ?? []).indices.map { cluster in
            statistic(zip(totals, columns).map { total, column in total - column[cluster] })
        }
        let mean = left.reduce(0, +) / Double(left.count)
        var squares = 0.0
        var cubes = 0.0
        for value in left {
            let distance = mean - value
            squares += distance * distance
            cubes += distance * distance * distance
        }
        return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    }
}
