/// Two pass/fail records of the same cases and how far they differ: every number a contrast may need.
///
/// Which number means what:
/// * `difference` is rate(a) − rate(b) over cases.
/// * `mcNemarP` is the exact McNemar test.  It takes every case as independent evidence and is reported as it is.
/// * `clusterP` is the exact sign-flip test over clusters.  **Decisions rest on this one**; with clusters of one it equals
///   `mcNemarP`.
/// * `interval` is Newcombe's when every case is its own cluster; else it reaches from the lower of Newcombe's and the cluster
///   bootstrap's low ends to the higher of their high ends, so that clusters can only widen it.
/// * With `isAnytime`, decisions rest on `BettingTest` instead, and `interval` is its interval: wider, and valid however often one
///   looks while cases are added.
public struct PairedDifference: Sendable {
    public let cells: PairedCells
    /// Per cluster, passes of a − passes of b.
    public let clusterDifferences: [Int]
    public let mcNemarP: Double
    public let clusterP: Double
    public let isAnytime: Bool
    /// The p that decisions rest on.
    public let decisiveP: Double
    private let clusterSizes: [Int]
    /// Sorted bootstrap differences; empty when every case is its own cluster.
    private let replicates: [Double]

    /// `clusterOfCase` numbers the clusters from 0.
    public init(
        _ a: [Bool], _ b: [Bool], clusterOfCase: [Int], resamples: Int = ClusterBootstrap.defaultResamples, seed: UInt64 = 1
    ) {
        let clusters = (clusterOfCase.max() ?? -1) + 1
        var differences = [Int](repeating: 0, count: clusters)
        var sizes = differences
        for (index, cluster) in clusterOfCase.enumerated() {
            differences[cluster] += (a[index] ? 1 : 0) - (b[index] ? 1 : 0)
            sizes[cluster] += 1
        }
        var replicates: [Double] = []
        if clusters < a.count {
            let columns = [differences.map(Double.init), sizes.map(Double.init)]
            replicates = ClusterBootstrap(columns: columns, resamples: resamples, seed: seed).replicates { $0[0] / $0[1] }.sorted()
        }
        self.init(PairedCells(a, b), clusterDifferences: differences, clusterSizes: sizes, replicates: replicates)
    }

    init(_ cells: PairedCells, clusterDifferences: [Int], clusterSizes: [Int], replicates: [Double], isAnytime: Bool = false) {
        self.cells = cells
        self.isAnytime = isAnytime
        self.clusterDifferences = clusterDifferences
        self.clusterSizes = clusterSizes
        self.replicates = replicates
        mcNemarP = McNemar.exact(cells)
        clusterP = SignFlip.p(clusterDifferences)
        decisiveP = isAnytime ? Self.anytimeP(clusterDifferences, clusterSizes) : clusterP
    }

    /// What `decisiveP` would be with other differences in the same clusters.
    package func decisiveP(_ differences: [Int]) -> Double {
        isAnytime ? Self.anytimeP(differences, clusterSizes) : SignFlip.p(differences)
    }

    private static func anytimeP(_ differences: [Int], _ sizes: [Int]) -> Double {
        BettingTest(sums: differences, sizes: sizes, range: -1...1).p(mean: 0)
    }

    public var clusters: Int { clusterSizes.count }
    public var difference: Double { cells.difference }
    public var discordance: Double { cells.n == 0 ? 0 : Double(cells.discordant) / Double(cells.n) }

    /// Where the true difference lies, with confidence `level`.
    public func interval(level: Double = 0.95) -> Interval {
        if isAnytime { return BettingTest(sums: clusterDifferences, sizes: clusterSizes, range: -1...1).interval(level: level) }
        guard clusters < cells.n else { return Newcombe.interval(cells, level: level) }
        guard cells.discordant > 0 else {
            // Nothing to resample: count each cluster once.
            let share = Double(clusters) / Double(cells.n)
            return Newcombe.interval(
                both: Double(cells.both) * share, aOnly: 0, bOnly: 0, neither: Double(cells.neither) * share, level: level)
        }
        let independent = Newcombe.interval(cells, level: level)
        let resampled = ClusterBootstrap.interval(sorted: replicates, clusters: clusters, level: level)
        return Interval(low: max(-1, min(independent.low, resampled.low)), high: min(1, max(independent.high, resampled.high)))
    }

    /// How many times more cases the clusters make necessary; 1 without clusters.
    public var designEffect: Double {
        let n = Double(cells.n)
        let k = Double(clusters)
        guard k < n else { return 1 }
        guard k > 1, cells.discordant > 0 else { return k > 0 ? n / k : 1 }
        let independent = (discordance - difference * difference) / n
        var squares = 0.0
        for (sum, size) in zip(clusterDifferences, clusterSizes) {
            let residual = Double(sum) - difference * Double(size)
            squares += residual * residual
        }
        return max(1, k / (k - 1) * squares / (n * n) / max(independent, 1e-12))
    }
}
