/// The A/A check: how often this very instrument, on these very answers, would call arms different that are not.
///
/// Labels of the arms are exchanged at random within each cluster, which makes every difference chance; then the planned
/// contrasts are tested as in a report.  A false alarm is an experiment with at least one significant contrast.
public enum SelfTest {
    public struct Result: Codable, Equatable, Sendable {
        /// Share of experiments with a false alarm under the rule that decisions use (cluster-aware, Holm).
        public var falseAlarmRate: Double
        /// The same when clusters are ignored (McNemar, Holm): what would happen without the care.
        public var ignoringClusters: Double
        public var experiments: Int
        public var alpha: Double

        public init(falseAlarmRate: Double, ignoringClusters: Double, experiments: Int, alpha: Double) {
            self.falseAlarmRate = falseAlarmRate
            self.ignoringClusters = ignoringClusters
            self.experiments = experiments
            self.alpha = alpha
        }

        /// Whether the false alarms are above α by more than the number of experiments can explain.
        public var isBroken: Bool {
            Wilson.interval(successes: falseAlarmRate * Double(experiments), of: Double(experiments)).low > alpha
        }
    }

    public static func run(_ table: OutcomeTable, experiments: Int = 500, alpha: Double = 0.05, seed: UInt64 = 1) -> Result {
        var aware = 0
        var naive = 0
        for experiment in 0..<experiments {
            var random = CounterRandom(seed: seed, stream: UInt64(experiment))
            let shuffled = table.shuffled(&random)
            let pairs = planned(shuffled)
            if alarms(pairs.map { SignFlip.p(shuffled.clusterDifferences($0.0, $0.1)) }, alpha) { aware += 1 }
            if alarms(pairs.map { McNemar.exact(shuffled.cells($0.0, $0.1)) }, alpha) { naive += 1 }
        }
        let total = Double(max(1, experiments))
        return Result(
            falseAlarmRate: Double(aware) / total, ignoringClusters: Double(naive) / total, experiments: experiments, alpha: alpha)
    }

    private static func alarms(_ p: [Double], _ alpha: Double) -> Bool { Holm.adjust(p).contains { $0 <= alpha } }

    private static func planned(_ table: OutcomeTable) -> [(Arm, Arm)] { PlannedContrasts.pairs(table.arms, rate: table.rate) }
}
