import Scoring

/// Answers with a known truth.
///
/// Each arm passes a case with its rate.  With probability `agreement` all arms' outcomes on a case come from one draw, as they do
/// when some cases are simply harder; within a cluster an outcome repeats with probability `sharing`, as for paraphrases.
struct SimulatedProject {
    private var random: CounterRandom
    private let clusters: Int
    private let casesPerCluster: Int
    private let rates: [Arm: Double]
    private let agreement: Double
    private let sharing: Double

    init(seed: UInt64, clusters: Int, casesPerCluster: Int = 1, rates: [Arm: Double], agreement: Double = 0.7, sharing: Double = 0) {
        random = CounterRandom(seed: seed, stream: 99)
        self.clusters = clusters
        self.casesPerCluster = casesPerCluster
        self.rates = rates
        self.agreement = agreement
        self.sharing = sharing
    }

    mutating func results() -> [ArmCaseResult] {
        var results: [ArmCaseResult] = []
        for cluster in 0..<clusters {
            let first = outcomes()
            for index in 0..<casesPerCluster {
                let passed = index == 0 || random.uniform() < sharing ? first : outcomes()
                for arm in rates.keys.sorted() {
                    results.append(.made(arm, "c\(cluster)-\(index)", cluster: "c\(cluster)", passed: passed[arm] ?? false))
                }
            }
        }
        return results
    }

    private mutating func outcomes() -> [Arm: Bool] {
        let shared = random.uniform() < agreement
        let common = random.uniform()
        var passed: [Arm: Bool] = [:]
        for arm in rates.keys.sorted() {
            let own = random.uniform()
            passed[arm] = (shared ? common : own) < rates[arm] ?? 0
        }
        return passed
    }
}

extension ArmCaseResult {
    /// A result of which only the outcome matters.
    static func made(
        _ arm: Arm, _ id: String, cluster: String? = nil, passed: Bool, citation: Bool? = nil, milliseconds: Double = 100,
        error: String? = nil
    ) -> ArmCaseResult {
        ArmCaseResult(
            arm: arm, case: id, question: "question \(id)", cluster: cluster ?? id,
            output: ArmOutput(text: "answer", promptTokens: 10, completionTokens: 2, milliseconds: milliseconds),
            score: CaseScore(fact: passed, format: true, citation: citation, passed: passed, reasons: []), error: error)
    }

    /// Answers of which exactly these numbers pass: the first `rates[arm]` of `n` cases, so that arms agree as far as they can.
    static func nested(_ n: Int, _ passes: [Arm: Int], cites: Bool = true, milliseconds: [Arm: Double] = [:]) -> [ArmCaseResult] {
        (0..<n).flatMap { index in
            passes.keys.sorted().map { arm in
                made(
                    arm, "c\(index)", passed: index < passes[arm] ?? 0, citation: arm.retrieves ? cites : nil,
                    milliseconds: milliseconds[arm] ?? 100)
            }
        }
    }
}
