import Decision
import Scoring

/// A case that some arms pass and others fail, with all answers.
public struct Disagreement: Codable, Equatable, Sendable {
    public struct Answer: Codable, Equatable, Sendable {
        public var arm: Arm
        /// The first `Disagreement.longestText` characters of the answer.
        public var text: String
        public var isCut: Bool
        public var passed: Bool
        public var reasons: [String]
        /// Documents that the answer cites.
        public var cited: [String]
        /// Documents whose passages the arm was shown; nil without retrieval, or where it was not recorded.
        public var context: [String]?
    }

    public var `case`: String
    public var question: String
    /// The facts asked for, each as the first of its aliases.
    public var expected: [String]
    public var answers: [Answer]

    static let longestText = 400
    static let most = 10

    /// The most telling ones: first where the leading arm and its strongest rival differ, in both directions in turn, then the others;
    /// one of a cluster, since paraphrases show the same again.
    static func pick(
        _ results: [ArmCaseResult], flips: [EvaluationReport.Flip], expected: [String: [[String]]], leader: Arm?, rival: Arm?
    ) -> [Disagreement] {
        let clusters = Dictionary(results.map { ($0.case, $0.cluster) }, uniquingKeysWith: { first, _ in first })
        let wins = flips.filter { flip in leader.map(flip.passed.contains) == true && rival.map(flip.failed.contains) == true }
        let losses = flips.filter { flip in rival.map(flip.passed.contains) == true && leader.map(flip.failed.contains) == true }
        var ordered: [EvaluationReport.Flip] = []
        for index in 0..<max(wins.count, losses.count) {
            if index < wins.count { ordered.append(wins[index]) }
            if index < losses.count { ordered.append(losses[index]) }
        }
        var seen: Set<String> = []
        let chosen = (ordered + flips).filter { seen.insert(clusters[$0.case] ?? $0.case).inserted }.prefix(most)
        let byCase = Dictionary(grouping: results, by: \.case)
        return chosen.map { flip in
            Disagreement(
                case: flip.case, question: flip.question, expected: (expected[flip.case] ?? []).compactMap(\.first),
                answers: (byCase[flip.case] ?? []).sorted { $0.arm < $1.arm }.map(answer))
        }
    }

    private static func answer(_ result: ArmCaseResult) -> Answer {
        Answer(
            arm: result.arm, text: String(result.output.text.prefix(longestText)), isCut: result.output.text.count > longestText,
            passed: result.score.passed, reasons: result.score.reasons, cited: result.output.citedDocuments,
            context: result.output.contextDocuments)
    }
}
