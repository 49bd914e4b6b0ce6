import Scoring

/// The verdict rule on given evidence, without words.
struct Verdict: Equatable {
    /// A comparison that stands between the candidate and a recommendation.
    enum Open: Equatable {
        /// The candidate leads this cheaper arm by more than δ, but not beyond chance.
        case notShownBetter(than: Arm)
        /// This dearer arm could be better by more than δ.
        case couldBeBeaten(by: Arm)
        /// No arm reaches the bar, but not beyond chance; or the candidate does, and could be below it by more than δ.
        case bar
        case fewCases
        /// With adapters of other training seeds the comparison with this arm could come out otherwise.
        case seeds(against: Arm)
    }

    var state: DecisionReport.State
    /// The cheapest arm that meets the bar within δ of the best; named in a recommendation or tie.
    var candidate: Arm?
    var best: Arm?
    /// Dearer arms shown to be as good as the candidate: neither is worse than the other by more than δ.
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
            let needed = evidence.casesToExclude(best, bar: bar)
            return inconclusive(
                Verdict(state: .inconclusive, best: best, open: few ? [.fewCases, .bar] : [.bar], neededCases: needed), evidence)
        }
        // Rates are quotients of whole numbers: a hair's breadth keeps "exactly δ" inside.
        let candidate = arms.first { evidence.rate($0) >= max(bar, top - delta - 1e-9) } ?? best

        var verdict = Verdict(state: .recommend, candidate: candidate, best: best)
        var needed: [Int?] = []
        if !evidence.holds(candidate, bar: bar, delta: delta) {
            verdict.open.append(.bar)
            needed.append(evidence.casesToHold(candidate, bar: bar, delta: delta))
        }
        for cheaper in arms where cheaper < candidate && !evidence.beats(candidate, cheaper, among: arms) {
            verdict.open.append(.notShownBetter(than: cheaper))
            needed.append(evidence.casesToSeparate(candidate, cheaper, among: arms, delta: delta))
        }
        for dearer in arms where dearer > candidate {
            if !evidence.isWithinDelta(candidate, of: dearer, delta: delta) {
                verdict.open.append(.couldBeBeaten(by: dearer))
                needed.append(evidence.casesToPlace(candidate, dearer, among: arms, delta: delta))
            } else if !evidence.beats(candidate, dearer, among: arms), evidence.areEquivalent(candidate, dearer, delta: delta) {
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

    /// The same verdict where it holds over trainings as well; else `inconclusive`.
    func confirmed(by seeds: SeedEvidence?, _ evidence: Evidence, among arms: [Arm], delta: Double) -> Verdict {
        guard let seeds, state == .recommend || state == .tie, let candidate else { return self }
        let doubts = seeds.doubts(candidate, among: arms, delta: delta)
        guard !doubts.isEmpty else { return self }
        var verdict = self
        verdict.state = .inconclusive
        verdict.open += doubts.map { .seeds(against: $0) }
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
}
