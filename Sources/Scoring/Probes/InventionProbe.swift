/// What share of the questions that the documents do not answer an arm answers all the same. No answer is made.
///
/// Training on facts can make a model invent the facts next to them (Gekhman et al. 2024, arXiv 2405.05904): so the half of those
/// questions that is nearest to trained ones is counted apart, and an adapter is held against the same arm without it.
public struct InventionProbe: Codable, Equatable, Sendable {
    public struct Share: Codable, Equatable, Sendable {
        public var invented: Int
        public var n: Int
        /// 95 %, clusters counted.
        public var low: Double
        public var high: Double
    }

    public struct Difference: Codable, Equatable, Sendable {
        public var arm: Arm
        public var difference: Double
        public var low: Double
        public var high: Double
        /// Exact sign-flip test over clusters.
        public var p: Double
    }

    public var arm: Arm
    public var all: Share
    /// Next to what was trained, and the rest; nil where nothing is known of that.
    public var near: Share?
    public var far: Share?
    /// Over the same arm without its adapter.
    public var overBase: Difference?

    /// - Parameters:
    ///   - unanswerable: ids of the cases that count.
    ///   - nearness: how near each is to a trained question, 0 to 1; empty when nothing was trained.
    public static func run(_ results: [ArmCaseResult], unanswerable: Set<String>, nearness: [String: Double]) -> [InventionProbe] {
        let own = results.filter { unanswerable.contains($0.case) && $0.error == nil }
        let table = OutcomeTable(own) { !$0.score.abstained }
        guard table.n > 0 else { return [] }
        let ranked = table.cases.sorted { (nearness[$0] ?? 0, $1) > (nearness[$1] ?? 0, $0) }
        let near = Set(ranked.prefix((ranked.count + 1) / 2))
        let hasHalves = !nearness.isEmpty && ranked.count > 1
        return table.arms.map { arm in
            func share(_ holds: (String) -> Bool) -> Share {
                let part = OutcomeTable(own.filter { $0.arm == arm && holds($0.case) }) { !$0.score.abstained }
                let interval = ClusteredRate.interval(passes: part.clusterPasses(arm), sizes: part.clusterSizes)
                return Share(invented: part.passes(arm), n: part.n, low: interval.low, high: interval.high)
            }
            return InventionProbe(
                arm: arm, all: share { _ in true }, near: hasHalves ? share(near.contains) : nil,
                far: hasHalves ? share { !near.contains($0) } : nil, overBase: base(of: arm, in: table))
        }
    }

    private static func base(of arm: Arm, in table: OutcomeTable) -> Difference? {
        let base = Arm(arm.retrieves ? .rag : .prompt, isConstrained: arm.isConstrained)
        guard arm.adapts, table.arms.contains(base) else { return nil }
        let difference = PairedDifference(table.outcomes(arm), table.outcomes(base), clusterOfCase: table.clusterOfCase)
        let interval = difference.interval()
        return Difference(arm: base, difference: difference.difference, low: interval.low, high: interval.high, p: difference.clusterP)
    }
}
