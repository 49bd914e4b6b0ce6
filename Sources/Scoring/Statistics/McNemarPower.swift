import Foundation

/// How many cases a comparison needs, for the exact two-sided McNemar test.
public enum McNemarPower {
    /// Beyond this many cases the normal approximation is used: the exact one agrees within one percent there.
    private static let exactLimit = 5_000
    /// No answer above this: the gap is too small to be settled by cases.
    public static let mostCases = 1_000_000

    /// Chance that `cases` pairs give p ≤ `alpha` when a share `discordance` of pairs disagrees and `difference` of all pairs is
    /// the net gain.
    public static func power(cases: Int, discordance: Double, difference: Double, alpha: Double = 0.05) -> Double {
        let gap = min(abs(difference), discordance)
        guard cases > 0, discordance > 0 else { return 0 }
        let share = (discordance + gap) / (2 * discordance)
        let pairs = Binomial(trials: cases, p: min(1, discordance))
        let mean = Double(cases) * discordance
        let spread = 8 * (mean * max(0, 1 - discordance)).squareRoot() + 8
        let from = max(0, Int(mean - spread))
        let to = min(cases, Int(mean + spread))
        var power = 0.0
        for discordant in from...max(from, to) {
            guard let critical = critical(discordant, alpha) else { continue }
            let rejected = Binomial(trials: discordant, p: share)
            let high = 1 - rejected.atMost(discordant - critical - 1)
            power += pairs.probability(discordant) * (rejected.atMost(critical) + high)
        }
        return min(1, power)
    }

    /// The least number of cases with at least `power`; nil when the difference is nil or needs more than `mostCases`.
    public static func requiredCases(
        discordance: Double, difference: Double, alpha: Double = 0.05, power target: Double = 0.8
    ) -> Int? {
        let gap = min(abs(difference), discordance)
        guard gap > 0, discordance > 0 else { return nil }
        let estimate = normalEstimate(discordance, gap, alpha, target)
        guard estimate <= Double(mostCases) else { return nil }
        if estimate > Double(exactLimit) { return Int(estimate.rounded(.up)) }
        func reaches(_ n: Int) -> Bool { power(cases: n, discordance: discordance, difference: gap, alpha: alpha) >= target }
        var low = 0
        var high = max(4, Int(estimate))
        while !reaches(high) {
            low = high
            high += max(4, high / 4)
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if reaches(middle) { high = middle } else { low = middle }
        }
        return high
    }

    /// The smallest net gain that `cases` pairs detect with `power` at this discordance; nil when not even every disagreement
    /// going one way would.
    public static func smallestDetectable(
        cases: Int, discordance: Double, alpha: Double = 0.05, power target: Double = 0.8
    ) -> Double? {
        guard power(cases: cases, discordance: discordance, difference: discordance, alpha: alpha) >= target else { return nil }
        var low = 0.0
        var high = discordance
        while high - low > 1e-4 {
            let middle = (low + high) / 2
            if power(cases: cases, discordance: discordance, difference: middle, alpha: alpha) >= target {
                high = middle
            } else {
                low = middle
            }
        }
        return high
    }

    /// Cases for showing that a is not worse than b by `margin` (one-sided `alpha`), when rate(a) − rate(b) is `difference`.
    /// Normal approximation of the paired difference; nil when the true difference is itself at or beyond the margin.
    public static func requiredForNonInferiority(
        discordance: Double, difference: Double, margin: Double, alpha: Double = 0.05, power target: Double = 0.8
    ) -> Int? {
        let room = difference + margin
        guard room > 0 else { return nil }
        let z = NormalDistribution.quantile(1 - alpha) + NormalDistribution.quantile(target)
        let needed = z * z * max(discordance - difference * difference, 1e-4) / (room * room)
        return needed <= Double(mostCases) ? max(1, Int(needed.rounded(.up))) : nil
    }

    /// Connor (1987), Biometrics 43:207.
    private static func normalEstimate(_ discordance: Double, _ gap: Double, _ alpha: Double, _ power: Double) -> Double {
        let a = NormalDistribution.quantile(1 - alpha / 2) * discordance.squareRoot()
        let b = NormalDistribution.quantile(power) * max(0, discordance - gap * gap).squareRoot()
        return (a + b) * (a + b) / (gap * gap)
    }

    /// The largest count on the lesser side at which p ≤ alpha; nil when none is.
    private static func critical(_ discordant: Int, _ alpha: Double) -> Int? {
        guard discordant > 0 else { return nil }
        let coin = Binomial(trials: discordant, p: 0.5)
        // Start a little below the normal guess and walk up: a few steps instead of a sum over all.
        let guess = Int((Double(discordant) - NormalDistribution.quantile(1 - alpha / 2) * Double(discordant).squareRoot()) / 2) - 2
        var count = max(0, guess)
        while count > 0, 2 * coin.atMost(count) > alpha { count -= 1 }
        guard 2 * coin.atMost(count) <= alpha else { return nil }
        while 2 * coin.atMost(count + 1) <= alpha { count += 1 }
        return count
    }
}
