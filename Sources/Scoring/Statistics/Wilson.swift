/// Wilson's score interval for one proportion (Wilson 1927), no continuity correction.
public enum Wilson {
    /// `n` need not be whole: with clustered cases it is the effective number.  Without cases anything is possible: 0…1.
    public static func interval(successes: Double, of n: Double, level: Double = 0.95) -> Interval {
        guard n > 0 else { return Interval(low: 0, high: 1) }
        let z = NormalDistribution.twoSided(level)
        let p = successes / n
        let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return Interval(low: p <= 0 ? 0 : max(0, centre - half), high: p >= 1 ? 1 : min(1, centre + half))
    }

    public static func interval(successes: Int, of n: Int, level: Double = 0.95) -> Interval {
        interval(successes: Double(successes), of: Double(n), level: level)
    }
}
