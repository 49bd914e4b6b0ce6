/// All pairs of arms compared on the same cases.
public struct ComparisonSet: Sendable {
    public let table: OutcomeTable
    /// Every pair, the dearer arm first.
    public let comparisons: [PairedComparison]

    /// `isAnytime`: p and intervals that hold however often one looks while cases are added.
    public init(
        _ table: OutcomeTable, resamples: Int = ClusterBootstrap.defaultResamples, seed: UInt64 = 1, isAnytime: Bool = false
    ) {
        self.table = table
        let bootstrap: ClusterBootstrap? =
            table.isClustered && !isAnytime
            ? ClusterBootstrap(
                columns: table.arms.map { table.clusterPasses($0).map(Double.init) } + [table.clusterSizes.map(Double.init)],
                resamples: resamples, seed: seed)
            : nil
        var comparisons: [PairedComparison] = []
        for (i, a) in table.arms.enumerated() {
            for (j, b) in table.arms.enumerated() where j < i {
                let replicates = bootstrap?.replicates { ($0[i] - $0[j]) / ($0.last ?? 1) }.sorted() ?? []
                comparisons.append(PairedComparison(table, a, b, replicates: replicates, isAnytime: isAnytime))
            }
        }
        self.comparisons = comparisons
    }

    /// The same comparisons among fewer arms.
    public func only(_ arms: [Arm]) -> ComparisonSet {
        ComparisonSet(
            table: table.only(arms), comparisons: comparisons.filter { arms.contains($0.a) && arms.contains($0.b) })
    }

    private init(table: OutcomeTable, comparisons: [PairedComparison]) {
        self.table = table
        self.comparisons = comparisons
    }

    /// The comparison of the two, whichever is dearer first; nil unless both are here.
    public func comparison(_ a: Arm, _ b: Arm) -> PairedComparison? {
        comparisons.first { ($0.a == a && $0.b == b) || ($0.a == b && $0.b == a) }
    }

    /// Planned contrasts among `arms` with Holm's adjustment of the p that decisions rest on.
    public func adjusted(among arms: [Arm]) -> [(comparison: PairedComparison, p: Double)] {
        let planned = PlannedContrasts.pairs(table.arms.filter(arms.contains), rate: table.rate).compactMap { comparison($0, $1) }
        return zip(planned, Holm.adjust(planned.map(\.paired.decisiveP))).map { (comparison: $0, p: $1) }
    }
}
