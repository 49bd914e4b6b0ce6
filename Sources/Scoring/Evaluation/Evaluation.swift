/// Runs the arms over the cases.
public enum Evaluation {
    public enum Continuation: Sendable { case more, stop }

    public enum Progress: Sendable {
        /// About to ask; `done` of `total` answers exist.
        case started(arm: Arm, case: String, done: Int, total: Int)
        case finished(ArmCaseResult, done: Int, total: Int)
    }

    /// Asks every arm every case, case by case so that stopping early leaves complete pairs, and scores the answers.
    ///
    /// An answer that fails is a result with its `error`, never an end of the run.  Results in `known` (of an earlier, stopped
    /// run of the same arms and cases) are kept and not asked again.
    public static func run(
        arms: [Arm], cases: [Case], answerer: some Answerer, parameters: ScoringParameters = ScoringParameters(),
        known: [ArmCaseResult] = [], progress: (Progress) -> Continuation
    ) -> [ArmCaseResult] {
        let scorer = CaseScorer(parameters)
        var ready: [Key: ArmCaseResult] = [:]
        for result in known { ready[Key(result.arm, result.case)] = result }
        let total = arms.count * cases.count
        var results: [ArmCaseResult] = []
        for item in cases {
            for arm in arms {
                if let kept = ready[Key(arm, item.id)] {
                    results.append(kept)
                    continue
                }
                guard progress(.started(arm: arm, case: item.id, done: results.count, total: total)) == .more else { return results }
                guard let result = ask(arm, item, answerer, scorer) else { return results }
                results.append(result)
                guard progress(.finished(result, done: results.count, total: total)) == .more else { return results }
            }
        }
        return results
    }

    private struct Key: Hashable {
        let arm: Arm
        let id: String

        init(_ arm: Arm, _ id: String) {
            self.arm = arm
            self.id = id
        }
    }

    /// nil when the answerer was cancelled.
    private static func ask(_ arm: Arm, _ item: Case, _ answerer: some Answerer, _ scorer: CaseScorer) -> ArmCaseResult? {
        func result(_ output: ArmOutput, _ score: CaseScore, _ error: String?) -> ArmCaseResult {
            ArmCaseResult(
                arm: arm, case: item.id, question: item.question, cluster: item.cluster, output: output, score: score, error: error)
        }
        do {
            let output = try answerer.answer(item, arm: arm)
            return result(output, scorer.score(output, of: item, arm: arm), nil)
        } catch is CancellationError {
            return nil
        } catch {
            let reason = String(describing: error)
            let failed = CaseScore(
                fact: false, format: false, citation: arm.retrieves && item.demandsSource ? false : nil, passed: false,
                reasons: ["no answer: \(reason)"])
            return result(ArmOutput(text: ""), failed, reason)
        }
    }
}
