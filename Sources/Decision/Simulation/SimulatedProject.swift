import Scoring

/// A project whose truth is known: each arm answers a case rightly with its planted rate.
///
/// With probability `agreement` all arms' outcomes on a case come from one draw, as they do when some cases are simply harder; within a
/// cluster a case repeats the outcomes of the cluster's first with probability `sharing`, as paraphrases do.
public struct SimulatedProject: Sendable {
    public let rates: [Arm: Double]
    /// Cases of each cluster.
    public let clusterSizes: [Int]
    public let agreement: Double
    public let sharing: Double

    public init(rates: [Arm: Double], clusterSizes: [Int], agreement: Double = 0.7, sharing: Double = 0) {
        self.rates = rates
        self.clusterSizes = clusterSizes
        self.agreement = agreement
        self.sharing = sharing
    }

    public init(rates: [Arm: Double], clusters: Int, casesPerCluster: Int = 1, agreement: Double = 0.7, sharing: Double = 0) {
        self.init(
            rates: rates, clusterSizes: Array(repeating: casesPerCluster, count: clusters), agreement: agreement, sharing: sharing)
    }

    public var cases: Int { clusterSizes.reduce(0, +) }

    /// The agreement with which two arms of these rates disagree on a share `discordance` of the cases, as far as that is possible.
    public static func agreement(_ a: Double, _ b: Double, discordance: Double) -> Double {
        let least = abs(a - b)
        let most = a * (1 - b) + b * (1 - a)
        return most > least ? min(1, max(0, (most - discordance) / (most - least))) : 1
    }

    /// What the arms answered to the cases, scored as any answer is.
    public func results(seed: UInt64) -> [ArmCaseResult] {
        var random = CounterRandom(seed: seed, stream: 99)
        let arms = rates.keys.sorted()
        var cases: [Case] = []
        var passed: [String: Set<Arm>] = [:]
        for (cluster, size) in clusterSizes.enumerated() {
            var first: Set<Arm> = []
            for index in 0..<size {
                var own = index == 0 || random.uniform() >= sharing ? outcomes(arms, &random) : first
                if index == 0 { first = own }
                let id = "\(cluster)-\(index)"
                cases.append(Case(id: id, question: "Question \(id)?", facts: [["yes"]], cluster: "\(cluster)"))
                swap(&passed[id, default: []], &own)
            }
        }
        return Evaluation.run(arms: arms, cases: cases, answerer: PlantedAnswers(passed: passed)) { _ in .more }
    }

    private func outcomes(_ arms: [Arm], _ random: inout CounterRandom) -> Set<Arm> {
        let isShared = random.uniform() < agreement
        let common = random.uniform()
        // One draw for each arm in any case, so that the same seed gives the same cases with other rates.
        return Set(
            arms.filter { arm in
                let own = random.uniform()
                return (isShared ? common : own) < rates[arm] ?? 0
            })
    }

    private struct PlantedAnswers: Answerer {
        let passed: [String: Set<Arm>]

        func answer(_ item: Case, arm: Arm) -> ArmOutput {
            ArmOutput(text: passed[item.id]?.contains(arm) == true ? "yes" : "maybe", milliseconds: 100)
        }
    }
}

extension SimulatedProject {
    /// How a verdict stands to the truth.
    public enum Judgement: String, Codable, Sendable, CaseIterable {
        /// Names the cheapest arm that meets the bar and is within δ of the best; or says that none meets it, and none does.
        case right
        /// Names an arm that is no more than δ off: a dearer one that brings something, but less than δ; or one below the bar by less.
        case near
        /// Names an arm that is worse than the best by more than δ, below the bar by more, or dearer than one that is as good; ties arms
        /// that differ by more than δ; or says that none meets the bar, though one does.
        case wrong
        case undecided
        case void
    }

    /// The arm that the rule would name if it knew the rates; nil when none meets the bar.
    public func rightArm(delta: Double, bar: Double) -> Arm? {
        let best = rates.values.max() ?? 0
        return rates.keys.sorted().first { rate($0) >= max(bar, best - delta) - 1e-9 }
    }

    public func judge(_ report: DecisionReport, delta: Double, bar: Double) -> Judgement {
        let right = rightArm(delta: delta, bar: bar)
        switch report.state {
        case .void: return .void
        case .inconclusive: return .undecided
        case .noArmMeetsBar: return right == nil ? .right : .wrong
        case .recommend, .tie:
            guard let named = report.arm else { return .wrong }
            let best = rates.values.max() ?? 0
            let slack = delta + 1e-9
            if report.tied.contains(where: { abs(rate($0) - rate(named)) > slack }) { return .wrong }
            if named == right { return .right }
            if rate(named) < best - slack || rate(named) < bar - slack { return .wrong }
            if let right, named > right, rate(named) <= rate(right) + 1e-9 { return .wrong }
            return .near
        }
    }

    func rate(_ arm: Arm) -> Double { rates[arm] ?? 0 }
}
