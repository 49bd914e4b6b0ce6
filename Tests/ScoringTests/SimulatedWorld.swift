import Scoring

/// Answers with a known truth: each arm passes a case with its rate; within a cluster an arm repeats its first outcome with
/// probability `sharing`, as it does for paraphrases of one fact.
struct SimulatedWorld {
    var random: CounterRandom
    let clusters: Int
    let casesPerCluster: Int
    let rates: [Arm: Double]
    let sharing: Double

    init(seed: UInt64, clusters: Int, casesPerCluster: Int = 1, rates: [Arm: Double], sharing: Double = 0) {
        random = CounterRandom(seed: seed, stream: 77)
        self.clusters = clusters
        self.casesPerCluster = casesPerCluster
        self.rates = rates
        self.sharing = sharing
    }

    mutating func results() -> [ArmCaseResult] {
        var results: [ArmCaseResult] = []
        for arm in rates.keys.sorted() {
            let rate = rates[arm] ?? 0
            for cluster in 0..<clusters {
                let first = random.uniform() < rate
                for index in 0..<casesPerCluster {
                    let passed = index == 0 || random.uniform() < sharing ? first : random.uniform() < rate
                    results.append(.made(arm, "c\(cluster)-\(index)", cluster: "c\(cluster)", passed: passed))
                }
            }
        }
        return results
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
            score: CaseScore(fact: passed, format: passed, citation: citation, passed: passed, reasons: []), error: error)
    }
}
