import Scoring

/// Bootstrap draws of all arms' rates together: clusters resampled, pairing kept.
struct RateDraws {
    private let arms: [Arm]
    private let clusters: Int
    private let bootstrap: ClusterBootstrap

    init(_ table: OutcomeTable, _ parameters: DecisionParameters) {
        arms = table.arms
        clusters = table.clusters
        let columns = table.arms.map { table.clusterPasses($0).map(Double.init) } + [table.clusterSizes.map(Double.init)]
        bootstrap = ClusterBootstrap(columns: columns, resamples: parameters.resamples, seed: parameters.seed)
    }

    /// 95 % interval of a weighted sum of rates.
    func interval(_ weights: [Arm: Double]) -> Interval {
        let row = arms.map { weights[$0] ?? 0 }
        let replicates = bootstrap.replicates { totals in
            var sum = 0.0
            for index in row.indices { sum += row[index] * totals[index] }
            return sum / totals[row.count]
        }
        return ClusterBootstrap.interval(sorted: replicates.sorted(), clusters: clusters)
    }

    /// Chance that `arm` is within δ of the best of `others`.
    func chance(_ arm: Arm, within delta: Double, of others: [Arm]) -> Double {
        guard let own = arms.firstIndex(of: arm) else { return 0 }
        let rivals = arms.indices.filter { others.contains(arms[$0]) }
        let hits = bootstrap.replicates { totals in
            var best = totals[own]
            for index in rivals { best = max(best, totals[index]) }
            return totals[own] >= best - (delta + 1e-9) * totals[totals.count - 1] ? 1 : 0
        }
        return hits.isEmpty ? 0 : hits.reduce(0, +) / Double(hits.count)
    }
}
