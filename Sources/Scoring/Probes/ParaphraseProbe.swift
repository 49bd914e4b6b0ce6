/// Whether an arm knows a fact or a wording of its question: from the clusters whose cases ask the same in other words. No answer is made.
public struct ParaphraseProbe: Codable, Equatable, Sendable {
    public var arm: Arm
    /// Clusters with two wordings or more.
    public var clusters: Int
    /// Of them, those right in some wording, and those right in every one.
    public var right: Int
    public var alwaysRight: Int
    /// `alwaysRight` of `right`, with its Wilson 95 % interval; clusters are independent. nil when none is right.
    public var consistency: Double?
    public var low: Double?
    public var high: Double?

    /// - Parameter asked: cases that count: answerable ones with facts.
    public static func run(_ results: [ArmCaseResult], asked: Set<String>) -> [ParaphraseProbe] {
        let arms = Set(results.map(\.arm)).sorted()
        return arms.map { arm in
            var clusters: [String: [Bool]] = [:]
            for result in results where result.arm == arm && asked.contains(result.case) {
                clusters[result.cluster, default: []].append(result.score.fact)
            }
            let several = clusters.values.filter { $0.count > 1 }
            let right = several.count { $0.contains(true) }
            let always = several.count { $0.allSatisfy(\.self) }
            let interval = right > 0 ? Wilson.interval(successes: always, of: right) : nil
            return ParaphraseProbe(
                arm: arm, clusters: several.count, right: right, alwaysRight: always,
                consistency: right > 0 ? Double(always) / Double(right) : nil, low: interval?.low, high: interval?.high)
        }
    }
}
