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
