import Scoring

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
