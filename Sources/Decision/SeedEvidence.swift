import Scoring

/// What several trainings of the same adapters say: each evaluation is of another seed, over the same cases.
struct SeedEvidence {
    private let evidence: [Evidence]
    private let parameters: DecisionParameters

    /// nil unless there are two trainings at least, over the same cases.
    init?(_ evaluations: [[ArmCaseResult]], attribution: Bool, parameters: DecisionParameters) {
        guard evaluations.count > 1 else { return nil }
        evidence = evaluations.map { Evidence($0, attribution: attribution, parameters: parameters) }
        self.parameters = parameters
        guard let first = evidence.first?.table, evidence.allSatisfy({ $0.table.cases == first.cases && $0.table.arms == first.arms })
        else {
            return nil
        }
    }

    var trainings: Int { evidence.count }

    /// Success of an arm with each training.
    func rates(_ arm: Arm) -> [Double] { evidence.map { $0.rate(arm) } }

    private func gap(_ a: Arm, over b: Arm) -> SeedBootstrap? {
        SeedBootstrap(
            sums: evidence.map { $0.table.clusterDifferences(a, b) }, sizes: evidence[0].table.clusterSizes,
            resamples: parameters.resamples, seed: parameters.seed)
    }

    /// The arms of which other trainings could say otherwise: cheaper ones that the candidate may then not beat, dearer ones that may
    /// then be better by more than δ.
    func doubts(_ candidate: Arm, among arms: [Arm], delta: Double) -> [Arm] {
        arms.filter { other in
            guard other != candidate, other.adapts || candidate.adapts, let gap = gap(candidate, over: other) else { return false }
            if other < candidate { return gap.interval(level: 1 - parameters.alpha).low <= 0 }
            return gap.interval(level: 2 * parameters.assurance - 1).low <= -delta
        }
    }
}
