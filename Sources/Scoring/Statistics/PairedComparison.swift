/// Two arms on the same cases: every number a contrast may need.
///
/// Which number means what:
/// * `difference` is rate(a) − rate(b) over cases.
/// * `mcNemarP` is the exact McNemar test.  It takes every case as independent evidence and is reported as it is.
/// * `clusterP` is the exact sign-flip test over clusters.  **Decisions rest on this one**; with clusters of one it equals
///   `mcNemarP`.
/// * `interval` is Newcombe's when every case is its own cluster; else it reaches from the lower of Newcombe's and the cluster
///   bootstrap's low end to the higher of their high ends, so that clusters can only widen it.
public struct PairedComparison: Sendable {
    public let a: Arm
    public let b: Arm
    public let cells: PairedCells
    public let clusters: Int
    /// Per cluster, passes of a − passes of b.
    public let clusterDifferences: [Int]
    public let mcNemarP: Double
    public let clusterP: Double
    private let clusterSizes: [Int]
    /// Sorted bootstrap differences; empty when every case is its own cluster.
    private let replicates: [Double]

    public var difference: Double { cells.difference }
    public var discordance: Double { cells.n == 0 ? 0 : Double(cells.discordant) / Double(cells.n) }

    init(_ table: OutcomeTable, _ a: Arm, _ b: Arm, replicates: [Double]) {
        self.a = a
        self.b = b
        cells = table.cells(a, b)
        clusters = table.clusters
        clusterDifferences = table.clusterDifferences(a, b)
        clusterSizes = table.clusterSizes
        mcNemarP = McNemar.exact(cells)
        clusterP = SignFlip.p(clusterDifferences)
        self.replicates = replicates
    }

    /// Where the true difference lies, with confidence `level`.
    public func interval(level: Double = 0.95) -> Interval {
        guard clusters < cells.n else { return Newcombe.interval(cells, level: level) }
        guard cells.discordant > 0 else {
            // Nothing to resample: count each cluster once.
            let share = Double(clusters) / Double(cells.n)
            return Newcombe.interval(
                both: Double(cells.both) * share, aOnly: 0, bOnly: 0, neither: Double(cells.neither) * share, level: level)
        }
        let independent = Newcombe.interval(cells, level: level)
        let resampled = ClusterBootstrap.interval(sorted: replicates, clusters: clusters, level: level)
        return Interval(
            low: max(-1, min(independent.low, resampled.low)), high: min(1, max(independent.high, resampled.high)))
    }

    /// How much wider the interval is for the clusters, as a factor on the number of cases needed.
    public var designEffect: Double {
        let n = Double(cells.n)
        let k = Double(clusters)
        guard k > 1, k < n, cells.discordant > 0 else { return k < n && k > 0 ? n / k : 1 }
        let mean = difference
        let independent = (discordance - mean * mean) / n
        var squares = 0.0
        for (sum, size) in zip(clusterDifferences, clusterSizes) {
            let residual = Double(sum) - mean * Double(size)
            squares += residual * residual
        }
        return max(1, k / (k - 1) * squares / (n * n) / max(independent, 1e-12))
    }
}
