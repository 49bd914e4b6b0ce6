/// Who passed what: the cases that every arm answered, with their clusters.
public struct OutcomeTable: Sendable {
    /// From cheapest to dearest.
    public let arms: [Arm]
    /// Ids of the cases, in the order of the results.
    public let cases: [String]
    /// Per case, the index of its cluster.
    public let clusterOfCase: [Int]
    public let clusters: Int
    /// Cases that some arm has no answer to: left out, since a comparison is between answers to the same cases.
    public let incomplete: [String]
    /// Per arm, per case.
    private let passed: [Arm: [Bool]]

    /// `criterion` says what counts as passed; joint success unless told otherwise.  When an arm answered a case twice the later
    /// result counts.
    public init(_ results: [ArmCaseResult], criterion: (ArmCaseResult) -> Bool = { $0.score.passed }) {
        var order: [String] = []
        var clusterOf: [String: String] = [:]
        var byArm: [Arm: [String: Bool]] = [:]
        for result in results {
            if clusterOf[result.case] == nil { order.append(result.case) }
            clusterOf[result.case] = result.cluster
            byArm[result.arm, default: [:]][result.case] = criterion(result)
        }
        let complete = order.filter { id in byArm.values.allSatisfy { $0[id] != nil } }
        let kept = Set(complete)
        var indexOfCluster: [String: Int] = [:]
        self.init(
            arms: byArm.keys.sorted(), cases: complete,
            clusterOfCase: complete.map { id in
                let name = clusterOf[id] ?? id
                let index = indexOfCluster[name] ?? indexOfCluster.count
                indexOfCluster[name] = index
                return index
            },
            incomplete: order.filter { !kept.contains($0) },
            passed: byArm.mapValues { outcomes in complete.map { outcomes[$0] ?? false } })
    }

    private init(arms: [Arm], cases: [String], clusterOfCase: [Int], incomplete: [String], passed: [Arm: [Bool]]) {
        self.arms = arms
        self.cases = cases
        self.clusterOfCase = clusterOfCase
        clusters = (clusterOfCase.max() ?? -1) + 1
        self.incomplete = incomplete
        self.passed = passed
    }

    public var n: Int { cases.count }
    public var isClustered: Bool { clusters < n }

    /// Per case whether the arm passed; empty for an arm that isn't here.
    public func outcomes(_ arm: Arm) -> [Bool] { passed[arm] ?? [] }
    public func passes(_ arm: Arm) -> Int { outcomes(arm).count(where: \.self) }
    public func rate(_ arm: Arm) -> Double { n == 0 ? 0 : Double(passes(arm)) / Double(n) }

    /// The same cases with fewer arms.
    public func only(_ kept: [Arm]) -> OutcomeTable {
        OutcomeTable(
            arms: arms.filter(kept.contains), cases: cases, clusterOfCase: clusterOfCase, incomplete: incomplete,
            passed: passed.filter { kept.contains($0.key) })
    }

    /// The same answers with the arms' labels exchanged cluster by cluster, at random: an A/A experiment.
    func shuffled(_ random: inout CounterRandom) -> OutcomeTable {
        let orders = (0..<clusters).map { _ in arms.shuffled(using: &random) }
        var exchanged: [Arm: [Bool]] = [:]
        for (position, arm) in arms.enumerated() {
            exchanged[arm] = cases.indices.map { outcomes(orders[clusterOfCase[$0]][position])[$0] }
        }
        return OutcomeTable(arms: arms, cases: cases, clusterOfCase: clusterOfCase, incomplete: incomplete, passed: exchanged)
    }

    public func cells(_ a: Arm, _ b: Arm) -> PairedCells { PairedCells(outcomes(a), outcomes(b)) }

    /// Per cluster, passes of a − passes of b.
    public func clusterDifferences(_ a: Arm, _ b: Arm) -> [Int] {
        var sums = [Int](repeating: 0, count: clusters)
        for (index, (left, right)) in zip(outcomes(a), outcomes(b)).enumerated() {
            sums[clusterOfCase[index]] += (left ? 1 : 0) - (right ? 1 : 0)
        }
        return sums
    }

    /// Per cluster, how many cases the arm passed.
    public func clusterPasses(_ arm: Arm) -> [Int] {
        var sums = [Int](repeating: 0, count: clusters)
        for (index, passed) in outcomes(arm).enumerated() where passed { sums[clusterOfCase[index]] += 1 }
        return sums
    }

    public var clusterSizes: [Int] {
        var sums = [Int](repeating: 0, count: clusters)
        for cluster in clusterOfCase { sums[cluster] += 1 }
        return sums
    }
}
