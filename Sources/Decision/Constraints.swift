import Scoring

/// What an arm must satisfy whatever its score.
public struct Constraints: Codable, Equatable, Sendable {
    /// 95 % of the answers must come within this many milliseconds; nil: no limit.
    public var latencyMilliseconds: Double?
    /// Arms that are out for reasons this package can't see (privacy, no adapter), with the reason.
    public var excluded: [Arm: String]

    public init(latencyMilliseconds: Double? = nil, excluded: [Arm: String] = [:]) {
        self.latencyMilliseconds = latencyMilliseconds
        self.excluded = excluded
    }

    /// More failed answers than this share, and an arm was not really tried.
    static let mostErrors = 0.05

    /// The arms that fall, with why; the rest stand.
    func dropped(_ report: EvaluationReport, attribution: Bool) -> [DecisionReport.Dropped] {
        report.arms.compactMap { result -> DecisionReport.Dropped? in
            func out(_ reason: String) -> DecisionReport.Dropped { .init(arm: result.arm, reason: reason) }
            let name = result.arm.title
            if let reason = excluded[result.arm] { return out("\(name) is out: \(reason)") }
            if attribution, !result.arm.retrieves { return out("\(name) is out: answers must show their sources, and it cannot cite.") }
            if let limit = latencyMilliseconds, result.slowMilliseconds > limit {
                return out(
                    "\(name) is out: 95 % of its answers take up to \(Words.milliseconds(result.slowMilliseconds)); the limit is "
                        + "\(Words.milliseconds(limit)).")
            }
            if Double(result.errors) > Self.mostErrors * Double(max(1, report.n)) {
                return out("\(name) is out: \(result.errors) of its \(report.n) answers failed technically.")
            }
            return nil
        }
    }
}
