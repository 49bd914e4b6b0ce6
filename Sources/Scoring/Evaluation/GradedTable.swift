/// Graded scores of the arms on the cases that have a reference answer.
struct GradedTable {
    let arms: [Arm]
    let cases: Int
    private let clusters: Int
    private let sizes: [Double]
    /// Per arm and metric, the sum over each cluster.
    private let sums: [Arm: [ReferenceOverlap.Metric: [Double]]]

    /// `results` are of the table's cases, one an arm and case; nil when no case has a reference.
    init?(_ table: OutcomeTable, _ results: [ArmCaseResult]) {
        var overlaps: [Arm: [String: ReferenceOverlap]] = [:]
        for result in results {
            // A failed answer shares nothing with the reference, and is not scored.
            overlaps[result.arm, default: [:]][result.case] = result.score.overlap
        }
        let referenced = table.cases.indices.filter { index in overlaps.values.contains { $0[table.cases[index]] != nil } }
        guard !referenced.isEmpty else { return nil }
        var numbers: [Int: Int] = [:]
        var sizes: [Double] = []
        for index in referenced {
            let cluster = table.clusterOfCase[index]
            if let number = numbers[cluster] {
                sizes[number] += 1
            } else {
                numbers[cluster] = sizes.count
                sizes.append(1)
            }
        }
        var sums: [Arm: [ReferenceOverlap.Metric: [Double]]] = [:]
        for arm in table.arms {
            for metric in ReferenceOverlap.Metric.allCases {
                var column = [Double](repeating: 0, count: sizes.count)
                for index in referenced {
                    guard let number = numbers[table.clusterOfCase[index]] else { continue }
                    column[number] += overlaps[arm]?[table.cases[index]]?[metric] ?? 0
                }
                sums[arm, default: [:]][metric] = column
            }
        }
        arms = table.arms
        cases = referenced.count
        clusters = sizes.count
        self.sizes = sizes
        self.sums = sums
    }

    func mean(_ arm: Arm, _ metric: ReferenceOverlap.Metric) -> Double {
        (sums[arm]?[metric] ?? []).reduce(0, +) / Double(cases)
    }

    func means(_ arm: Arm) -> ReferenceOverlap {
        ReferenceOverlap(tokenF1: mean(arm, .tokenF1), rougeL: mean(arm, .rougeL), chrF: mean(arm, .chrF))
    }

    /// mean(a) − mean(b) with its interval and p, clusters as the unit.
    func contrast(_ a: Arm, _ b: Arm, _ metric: ReferenceOverlap.Metric, resamples: Int, seed: UInt64) -> EvaluationReport.GradedContrast {
        let differences = zip(sums[a]?[metric] ?? [], sums[b]?[metric] ?? []).map { $0 - $1 }
        let columns = [differences, sizes]
        let interval = ClusterBootstrap(columns: columns, resamples: resamples, seed: seed)
            .accelerated(columns) { $0[0] / $0[1] }
        return EvaluationReport.GradedContrast(
            a: a, b: b, metric: metric, difference: differences.reduce(0, +) / Double(cases), low: max(-1, interval.low),
            high: min(1, interval.high), p: SignFlip.p(differences, seed: seed))
    }
}
