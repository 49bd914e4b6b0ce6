import Scoring

/// The paired outcomes that a verdict argues from, read in either direction.
struct Evidence {
    let table: OutcomeTable
    let comparisons: ComparisonSet
    let parameters: DecisionParameters

    /// Joint success as it was scored, with its citation where the project requires one; with `attribution` no wrong or missing
    /// citation of an arm that can cite passes either.
    init(_ results: [ArmCaseResult], attribution: Bool, parameters: DecisionParameters) {
        table = OutcomeTable(results) { $0.score.passed && (!attribution || $0.score.citation ?? true) }
        comparisons = ComparisonSet(table, resamples: parameters.resamples, seed: parameters.seed, isAnytime: parameters.isAnytime)
        self.parameters = parameters
    }

    func rate(_ arm: Arm) -> Double { table.rate(arm) }

    func rateInterval(_ arm: Arm, level: Double = 0.95) -> Interval {
        if parameters.isAnytime {
            return BettingTest(sums: table.clusterPasses(arm), sizes: table.clusterSizes, range: 0...1).interval(level: level)
        }
        return ClusteredRate.interval(passes: table.clusterPasses(arm), sizes: table.clusterSizes, level: level)
    }

    func armRate(_ arm: Arm) -> DecisionReport.Rate {
        let interval = rateInterval(arm)
        return DecisionReport.Rate(arm: arm, passed: table.passes(arm), rate: rate(arm), low: interval.low, high: interval.high)
    }

    /// rate(a) − rate(b) with its interval.
    func gap(_ a: Arm, over b: Arm, level: Double = 0.95) -> Interval {
        guard let comparison = comparisons.comparison(a, b) else { return Interval(low: -1, high: 1) }
        let interval = comparison.interval(level: level)
        return comparison.a == a ? interval : Interval(low: -interval.high, high: -interval.low)
    }

    /// The p that counts for a against b among `arms`: Holm's for a planned contrast; else as it is, since such a pair is only
    /// ever asked for together with a planned one (an arm must beat *every* cheaper arm).
    func p(_ a: Arm, _ b: Arm, among arms: [Arm]) -> Double {
        for (comparison, p) in comparisons.adjusted(among: arms)
        where [comparison.a, comparison.b].contains(a) && [comparison.a, comparison.b].contains(b) {
            return p
        }
        return comparisons.comparison(a, b)?.decisiveP ?? 1
    }

    /// Whether a is shown to be better than b.
    func beats(_ a: Arm, _ b: Arm, among arms: [Arm]) -> Bool {
        rate(a) > rate(b) && p(a, b, among: arms) <= parameters.alpha
    }

    /// Whether a is shown not to be worse than b by more than δ (the one-sided half of TOST).
    func isWithinDelta(_ a: Arm, of b: Arm, delta: Double) -> Bool {
        gap(a, over: b, level: 2 * parameters.assurance - 1).low > -delta
    }

    /// Whether a and b are shown to be equally good: TOST, both one-sided tests at the same δ.
    func areEquivalent(_ a: Arm, _ b: Arm, delta: Double) -> Bool {
        isWithinDelta(a, of: b, delta: delta) && isWithinDelta(b, of: a, delta: delta)
    }

    /// Whether an arm is shown not to be below the bar by more than δ.
    func holds(_ arm: Arm, bar: Double, delta: Double) -> Bool { rateInterval(arm, level: 2 * parameters.assurance - 1).low > bar - delta }

    /// How many times the cases of a test with their number fixed a bet needs that is valid at every look; about, for 80 % power.
    private static let anytimePrice = 2.0

    private var price: Double { parameters.isAnytime ? Self.anytimePrice : 1 }

    /// Cases that would show whether a beats b, if the difference is as observed, at least δ.
    func casesToSeparate(_ a: Arm, _ b: Arm, among arms: [Arm], delta: Double) -> Int? {
        guard let pair = comparisons.comparison(a, b) else { return nil }
        let gap = max(abs(pair.difference), delta)
        let alpha = parameters.alpha / Double(max(1, arms.count - 1))
        let independent = McNemarPower.requiredCases(
            discordance: discordance(pair, atLeast: gap), difference: gap, alpha: alpha, power: parameters.power)
        return independent.map { Int((Double($0) * pair.designEffect * price).rounded(.up)) }
    }

    /// Cases that would show that a is within δ of b, or that it is not.
    func casesToPlace(_ a: Arm, _ b: Arm, among arms: [Arm], delta: Double) -> Int? {
        guard let pair = comparisons.comparison(a, b) else { return nil }
        let difference = rate(a) - rate(b)
        let within = McNemarPower.requiredForNonInferiority(
            discordance: discordance(pair, atLeast: abs(difference)), difference: difference, margin: delta,
            alpha: 1 - parameters.assurance, power: parameters.power
        ).map { Int((Double($0) * pair.designEffect * price).rounded(.up)) }
        let apart = difference < 0 ? casesToSeparate(b, a, among: arms, delta: delta) : nil
        return [within, apart].compactMap { $0 }.min()
    }

    /// Cases that would show that an arm is not below the bar by more than δ, if its rate is as observed (normal approximation).
    func casesToHold(_ arm: Arm, bar: Double, delta: Double) -> Int? {
        let rate = rate(arm)
        let room = rate - (bar - delta)
        guard room > 0 else { return nil }
        let z = NormalDistribution.quantile(parameters.assurance) + NormalDistribution.quantile(parameters.power)
        return Int((z * z * max(rate * (1 - rate), 0.01) / (room * room) * casesForOne(arm) * price).rounded(.up))
    }

    /// Cases after which the arm's interval would leave the bar, if its rate is as observed (normal approximation).
    func casesToExclude(_ arm: Arm, bar: Double) -> Int {
        let rate = rate(arm)
        let gap = max(bar - rate, 0.01)
        let z = NormalDistribution.quantile(0.975) + NormalDistribution.quantile(parameters.power)
        return Int((z * z * max(rate * (1 - rate), 0.01) / (gap * gap) * casesForOne(arm) * price).rounded(.up))
    }

    /// Clustered cases that are worth one independent one.
    private func casesForOne(_ arm: Arm) -> Double {
        let effective = ClusteredRate.effectiveCases(passes: table.clusterPasses(arm), sizes: table.clusterSizes)
        return Double(table.n) / max(effective, 1)
    }

    /// The observed share of disagreements, drawn a little towards the middle so that a lucky zero does not promise too much.
    private func discordance(_ pair: PairedComparison, atLeast gap: Double) -> Double {
        min(1, max(Double(pair.cells.discordant + 1) / Double(pair.cells.n + 2), gap))
    }
}
