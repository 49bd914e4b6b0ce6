import Scoring

/// The verdict rule on given evidence, without words.
struct Verdict: Equatable {
    /// A comparison that stands between the candidate and a recommendation.
    enum Open: Equatable {
        /// The candidate leads this cheaper arm by more than δ, but not beyond chance.
        case notShownBetter(than: Arm)
        /// This dearer arm could be better by more than δ.
        case couldBeBeaten(by: Arm)
        /// The best arm is below the bar, but not beyond chance.
        case bar
        case fewCases
    }

    var state: DecisionReport.State
    /// The cheapest arm that meets the bar within δ of the best; named in a recommendation or tie.
    var candidate: Arm?
    var best: Arm?
    /// Arms shown to be as good as the candidate, within δ.
    var tied: [Arm] = []
    var open: [Open] = []
    var neededCases: Int?

    /// `arms` are those that no constraint dropped.
    static func decide(_ evidence: Evidence, among arms: [Arm], delta: Double, bar: Double) -> Verdict {
        let arms = arms.sorted()
        // Of equals the cheapest.
        guard let best = arms.max(by: { (evidence.rate($0), $1) < (evidence.rate($1), $0) }) else {
            return Verdict(state: .noArmMeetsBar)
        }
        let top = evidence.rate(best)
        let few = evidence.table.n < evidence.parameters.fewCases
        guard top >= bar else {
            let excluded = arms.allSatisfy { evidence.rateInterval($0).high < bar }
            if excluded, !few { return Verdict(state: .noArmMeetsBar, best: best) }
            let needed = casesToExclude(bar, evidence, best)
            return inconclusive(
                Verdict(state: .inconclusive, best: best, open: few ? [.fewCases, .bar] : [.bar], neededCases: needed), evidence)
        }
        // Rates are quotients of whole numbers: a hair's breadth keeps "exactly δ" inside.
        let candidate = arms.first { evidence.rate($0) >= max(bar, top - delta - 1e-9) } ?? best

        var verdict = Verdict(state: .recommend, candidate: candidate, best: best)
        var needed: [Int?] = []
        for cheaper in arms where cheaper < candidate && !evidence.beats(candidate, cheaper, among: arms) {
            verdict.open.append(.notShownBetter(than: cheaper))
            needed.append(evidence.casesToSeparate(candidate, cheaper, among: arms, delta: delta))
        }
        for dearer in arms where dearer > candidate {
            if !evidence.isWithinDelta(candidate, of: dearer, delta: delta) {
                verdict.open.append(.couldBeBeaten(by: dearer))
                needed.append(evidence.casesToPlace(candidate, dearer, among: arms, delta: delta))
            } else if !evidence.beats(candidate, dearer, among: arms) {
                // A dearer arm that only adds to a candidate which has itself proved its worth is no rival: it brings nothing.
                if candidate == arms.first || !dearer.extends(candidate) { verdict.tied.append(dearer) }
            }
        }
        verdict.neededCases = needed.contains { $0 == nil } ? nil : needed.compactMap { $0 }.max()
        if few { verdict.open.insert(.fewCases, at: 0) }
        if !verdict.open.isEmpty { return inconclusive(verdict, evidence) }
        verdict.neededCases = nil
        if !verdict.tied.isEmpty { verdict.state = .tie }
        return verdict
    }

    private static func inconclusive(_ verdict: Verdict, _ evidence: Evidence) -> Verdict {
        var verdict = verdict
        verdict.state = .inconclusive
        let least = max(evidence.parameters.fewCases, evidence.table.n + 1)
        if verdict.open == [.fewCases] { verdict.neededCases = least }
        verdict.neededCases = verdict.neededCases.map { max($0, least) }
        return verdict
    }

    /// Cases after which the best arm's interval would leave the bar, if its rate is as observed (normal approximation).
    private static func casesToExclude(_ bar: Double, _ evidence: Evidence, _ best: Arm) -> Int? {
        let rate = evidence.rate(best)
        let gap = max(bar - rate, 0.01)
        let z = NormalDistribution.quantile(0.975) + NormalDistribution.quantile(evidence.parameters.power)
        let effective = ClusteredRate.effectiveCases(passes: evidence.table.clusterPasses(best), sizes: evidence.table.clusterSizes)
        let design = Double(evidence.table.n) / max(effective, 1)
        return Int((z * z * max(rate * (1 - rate), 0.01) / (gap * gap) * design).rounded(.up))
    }
}
