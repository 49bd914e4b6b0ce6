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
