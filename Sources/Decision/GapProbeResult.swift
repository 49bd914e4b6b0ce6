import Scoring

/// What the four probes found for one case: the same question asked with different help.
public struct GapProbeResult: Codable, Equatable, Sendable {
    public var `case`: String
    public var cluster: String
    /// Facts right without any document.
    public var closed: Bool
    /// Facts right with the oracle passage.
    public var oracle: Bool
    /// Facts right with the passages that retrieval found.
    public var retrieved: Bool
    /// Format demand met by the best prompt given the oracle passage; true where there is no demand.
    public var compliant: Bool

    public init(case id: String, cluster: String, closed: Bool, oracle: Bool, retrieved: Bool, compliant: Bool) {
        self.case = id
        self.cluster = cluster
        self.closed = closed
        self.oracle = oracle
        self.retrieved = retrieved
        self.compliant = compliant
    }
}

extension Gaps {
    /// The four gaps of the probed cases with 95 % intervals that take clusters as the unit; nil without cases.
    public static func measured(
        _ probes: [GapProbeResult], resamples: Int = ClusterBootstrap.defaultResamples, seed: UInt64 = 1
    ) -> Gaps? {
        guard !probes.isEmpty else { return nil }
        var indexOfCluster: [String: Int] = [:]
        let clusterOfCase = probes.map { probe in
            let index = indexOfCluster[probe.cluster] ?? indexOfCluster.count
            indexOfCluster[probe.cluster] = index
            return index
        }
        func fall(from a: [Bool], to b: [Bool]) -> Estimate {
            let paired = PairedDifference(a, b, clusterOfCase: clusterOfCase, resamples: resamples, seed: seed)
            let interval = paired.interval()
            return Estimate(estimate: paired.difference, low: interval.low, high: interval.high)
        }
        func missing(_ held: [Bool]) -> Estimate {
            var misses = [Int](repeating: 0, count: indexOfCluster.count)
            var sizes = misses
            for (holds, cluster) in zip(held, clusterOfCase) {
                sizes[cluster] += 1
                if !holds { misses[cluster] += 1 }
            }
            let interval = ClusteredRate.interval(passes: misses, sizes: sizes)
            return Estimate(estimate: Double(misses.reduce(0, +)) / Double(held.count), low: interval.low, high: interval.high)
        }
        let oracle = probes.map(\.oracle)
        return Gaps(
            knowledge: fall(from: oracle, to: probes.map(\.closed)), retrieval: fall(from: oracle, to: probes.map(\.retrieved)),
            reader: missing(oracle), behaviour: missing(probes.map(\.compliant)), n: probes.count)
    }
}
