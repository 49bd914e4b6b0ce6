/// The 2×2 cells of two arms on the same cases.
public struct PairedCells: Codable, Equatable, Sendable {
    public var both: Int
    public var aOnly: Int
    public var bOnly: Int
    public var neither: Int

    public init(both: Int, aOnly: Int, bOnly: Int, neither: Int) {
        self.both = both
        self.aOnly = aOnly
        self.bOnly = bOnly
        self.neither = neither
    }

    public var n: Int { both + aOnly + bOnly + neither }
    public var discordant: Int { aOnly + bOnly }
    /// rate(a) − rate(b).
    public var difference: Double { n == 0 ? 0 : Double(aOnly - bOnly) / Double(n) }
}

/// Whether two arms' pass rates differ, from the cases on which they disagree.
public enum McNemar {
    /// Exact two-sided p: a fair coin thrown once a discordant case.
    public static func exact(_ cells: PairedCells) -> Double {
        let n = cells.discordant
        guard n > 0 else { return 1 }
        return min(1, 2 * Binomial(trials: n, p: 0.5).atMost(min(cells.aOnly, cells.bOnly)))
    }

    /// Mid-p (Fagerland, Lydersen and Laake 2013): half the observed outcome's probability, closer to its nominal level.
    public static func midP(_ cells: PairedCells) -> Double {
        let n = cells.discordant
        guard n > 0 else { return 1 }
        let coin = Binomial(trials: n, p: 0.5)
        let least = min(cells.aOnly, cells.bOnly)
        return min(1, 2 * coin.atMost(least) - coin.probability(least))
    }
}

/// Newcombe's square-and-add interval for a difference of paired proportions: method 10 of Newcombe (1998), Statistics in
/// Medicine 17:2635–2650, "hybrid score with continuity-corrected phi".  Never degenerate, also without discordant cases.
public enum Newcombe {
    public static func interval(_ cells: PairedCells, level: Double = 0.95) -> Interval {
        interval(
            both: Double(cells.both), aOnly: Double(cells.aOnly), bOnly: Double(cells.bOnly), neither: Double(cells.neither), level: level)
    }

    /// Cells need not be whole: with clustered cases they may be scaled to the effective number.
    static func interval(both e: Double, aOnly f: Double, bOnly g: Double, neither h: Double, level: Double) -> Interval {
        let n = e + f + g + h
        guard n > 0 else { return Interval(low: -1, high: 1) }
        let p1 = (e + f) / n
        let p2 = (e + g) / n
        let first = Wilson.interval(successes: e + f, of: n, level: level)
        let second = Wilson.interval(successes: e + g, of: n, level: level)
        let down1 = p1 - first.low
        let up1 = first.high - p1
        let down2 = p2 - second.low
        let up2 = second.high - p2

        let margins = (e + f) * (g + h) * (e + g) * (f + h)
        var covariance = e * h - f * g
        if covariance > 0 { covariance = max(covariance - n / 2, 0) }
        let phi = margins > 0 ? covariance / margins.squareRoot() : 0

        let below = (down1 * down1 - 2 * phi * down1 * up2 + up2 * up2).squareRoot()
        let above = (up1 * up1 - 2 * phi * up1 * down2 + down2 * down2).squareRoot()
        return Interval(low: max(-1, p1 - p2 - below), high: min(1, p1 - p2 + above))
    }
}

/// Holm's step-down correction for several tests (Holm 1979).
public enum Holm {
    /// Adjusted p values in the order given: below α where the family-wise error α allows to reject.
    public static func adjust(_ p: [Double]) -> [Double] {
        var adjusted = p
        var running = 0.0
        for (rank, index) in p.indices.sorted(by: { p[$0] < p[$1] }).enumerated() {
            running = max(running, min(1, p[index] * Double(p.count - rank)))
            adjusted[index] = running
        }
        return adjusted
    }
}
