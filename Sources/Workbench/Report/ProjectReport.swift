import Decision
import Scoring

/// Everything a team needs to read, as one value: the HTML, Markdown and JSON reports are renderings of it.
public struct ProjectReport: Encodable, Equatable, Sendable {
    public var project: String
    public var summary: String
    public var decision: DecisionReport
    public var evaluation: EvaluationReport?
    public var freshness: FreshnessReport?
    public var curve: LearningCurve?
    public var promptSearch: PromptSearchReport?
    public var probes: ProbesReport?
    /// What a judge model said of the evaluation's answers.
    public var judge: JudgeReport?
    /// The runs whose adapters the arms use.
    public var training: [RunRecord]
    /// A few cases on which the arms disagree; `evaluation.flips` names all of them.
    public var disagreements: [Disagreement]
    /// Cases that a person left out or corrected.
    public var decidedCases: [DecidedCase]
    /// The verdicts so far, oldest first; the last one is this one.
    public var history: [DecisionRecord]
    public var record: ReportRecord
    /// Where every sentence and row with a number comes from.
    public var claims: [Claim] = []
    public var version: String
}

/// What was run with what, and how to run it again.
public struct ReportRecord: Codable, Equatable, Sendable {
    /// An adapter that an arm used.
    public struct Adapter: Codable, Equatable, Sendable {
        public var arm: Arm
        public var run: String
        public var seed: UInt64
        /// sha256 of its training sequences.
        public var dataHash: String
        /// sha256 of its weights; nil when the file is gone.
        public var weightsHash: String?
        /// The training in words.
        public var summary: String
    }

    public struct File: Codable, Equatable, Sendable {
        public var path: String
        public var sha256: String
    }

    public var model: String?
    /// sha256 of the model file that gave the answers.
    public var modelHash: String?
    /// Name of the evaluation; nil before the first.
    public var evaluation: String?
    /// Seconds since 1970.
    public var evaluated: Double?
    public var split: String?
    /// Of the program that made the evaluation.
    public var evaluationVersion: String?
    /// A success must also cite the right document.
    public var requiresSource: Bool
    public var delta: Double
    public var bar: Double
    public var resamples: Int
    public var resamplingSeed: UInt64
    /// How answers were written and timed.
    public var decoding: String
    public var adapters: [Adapter]
    /// Cases, examples and configuration as they are now.
    public var files: [File]
    /// From the documents to this report.
    public var commands: [String]
}
