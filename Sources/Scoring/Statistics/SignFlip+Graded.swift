extension SignFlip {
    /// Above this many clusters exchanges are drawn at random instead of gone through.
    private static let exactClusters = 14

    /// The same test for graded scores: the share of exchanges of the arms' labels, cluster by cluster, that give a sum at least as far
    /// from 0 as the observed one.  Exact up to 14 clusters that differ; beyond them from `draws` random exchanges, where the observed
    /// one counts as one of them, so that p is never 0.
    public static func p(_ clusterDifferences: [Double], draws: Int = 10_000, seed: UInt64 = 1) -> Double {
        let values = clusterDifferences.filter { $0 != 0 }
        guard !values.isEmpty else { return 1 }
        // Sums of the same numbers in another order differ in their last digits.
        let observed = abs(values.reduce(0, +)) - 1e-9 * values.reduce(0) { $0 + abs($1) }
        if values.count <= exactClusters {
            let exchanges = 1 << values.count
            var hits = 0
            for pattern in 0..<exchanges where abs(sum(values, UInt64(pattern))) >= observed { hits += 1 }
            return Double(hits) / Double(exchanges)
        }
        var random = CounterRandom(seed: seed, stream: 3)
        var hits = 1
        for _ in 0..<draws {
            var total = 0.0
            for start in stride(from: 0, to: values.count, by: 64) {
                total += sum(values[start..<min(start + 64, values.count)], random.next())
            }
            if abs(total) >= observed { hits += 1 }
        }
        return Double(hits) / Double(draws + 1)
    }

    /// Each bit of `pattern` says whether a value changes its sign.
    private static func sum(_ values: some Sequence<Double>, _ pattern: UInt64) -> Double {
        var bits = pattern
        var total = 0.0
        for value in values {
            total += bits & 1 == 0 ? value : -value
            bits >>= 1
        }
        return total
    }
}
