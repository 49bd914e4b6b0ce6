/// The cluster-aware twin of McNemar's test: under "no difference" the two arms' labels may be exchanged cluster by cluster.
public enum SignFlip {
    /// Exact two-sided p of Σ d_k, where d_k is the sum of (a passed − b passed) over cluster k: the share of all 2^K
    /// exchanges of labels whose |Σ| is at least the observed one.  No sampling: the distribution of a sum of small whole
    /// numbers is built by convolution.  With clusters of one case this is the exact McNemar p.
    public static func p(_ clusterDifferences: [Int]) -> Double {
        let null = NullDistribution(clusterDifferences)
        return null.p(clusterDifferences.reduce(0, +))
    }

    /// The distribution of |Σ ± d_k|, reusable for every exchange of the same data.
    public struct NullDistribution: Sendable {
        /// tail[s] = P(|Σ| ≥ s).
        private let tail: [Double]

        public init(_ clusterDifferences: [Int]) {
            let sizes = clusterDifferences.map(abs).filter { $0 > 0 }
            let total = sizes.reduce(0, +)
            // share[s + total] = P(Σ = s)
            var share = [Double](repeating: 0, count: 2 * total + 1)
            share[total] = 1
            var reach = 0
            for size in sizes {
                var next = [Double](repeating: 0, count: 2 * total + 1)
                for sum in (total - reach)...(total + reach) where share[sum] > 0 {
                    next[sum - size] += share[sum] / 2
                    next[sum + size] += share[sum] / 2
                }
                reach += size
                share = next
            }
            var tail = [Double](repeating: 0, count: total + 1)
            var running = 0.0
            for sum in stride(from: total, through: 1, by: -1) {
                running += share[total + sum] + share[total - sum]
                tail[sum] = min(1, running)
            }
            tail[0] = 1
            self.tail = tail
        }

        public func p(_ sum: Int) -> Double { abs(sum) < tail.count ? tail[abs(sum)] : 0 }
    }
}
