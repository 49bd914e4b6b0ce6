import Scoring

/// The verdict with everything it rests on: the shape `assay decide --json` prints and the screen draws.
public struct DecisionReport: Codable, Equatable, Sendable {
    public enum State: String, Codable, Sendable {
        case recommend, tie, inconclusive, noArmMeetsBar, void
    }

    public var state: State
    /// The arm to build; nil unless the state names one.
    public var arm: Arm?
    /// Why, one sentence each, most important first.
    public var reasons: [String]
    public var gaps: Gaps?
    public var contrasts: [EvaluationReport.Contrast]
    /// Cases that would settle an inconclusive result, at 80 % power; nil when the result is settled.
    public var neededCases: Int?
    /// What would change the verdict, one sentence each.
    public var wouldFlip: [String]
    /// Where an answer to the five questions and its measurement disagree.
    public var conflicts: [String]
    /// What this result does not show.
    public var limits: [String]
    /// The five questions: the team's answer beside the measurement.
    public var questions: [QuestionRow]

    public init(
        state: State, arm: Arm?, reasons: [String], gaps: Gaps?, contrasts: [EvaluationReport.Contrast], neededCases: Int?,
        wouldFlip: [String], conflicts: [String], limits: [String], questions: [QuestionRow]
    ) {
        self.state = state
        self.arm = arm
        self.reasons = reasons
        self.gaps = gaps
        self.contrasts = contrasts
        self.neededCases = neededCases
        self.wouldFlip = wouldFlip
        self.conflicts = conflicts
        self.limits = limits
        self.questions = questions
    }

    /// One of the five questions on the screen.
    public struct QuestionRow: Codable, Equatable, Sendable {
        public var question: Question
        /// The team's answer, if it gave one.
        public var answer: String?
        /// What was measured, in words with the number; nil when nothing was.
        public var measured: String?
        public var conflict: Bool

        public init(question: Question, answer: String?, measured: String?, conflict: Bool) {
            self.question = question
            self.answer = answer
            self.measured = measured
            self.conflict = conflict
        }
    }
}

/// A proportion with its 95 % interval, both in −1…1.
public struct Estimate: Codable, Equatable, Sendable {
    public var estimate: Double
    public var low: Double
    public var high: Double

    public init(estimate: Double, low: Double, high: Double) {
        self.estimate = estimate
        self.low = low
        self.high = high
    }
}

/// Where the points are lost: the four gaps that the probes measure on the same cases.
public struct Gaps: Codable, Equatable, Sendable {
    /// Fact score with the oracle passage minus closed book.
    public var knowledge: Estimate
    /// Fact score with the oracle passage minus with retrieved passages.
    public var retrieval: Estimate
    /// 1 − fact score with the oracle passage: what this model cannot read even when it is shown.
    public var reader: Estimate
    /// 1 − format compliance of the best prompt given the oracle passage.
    public var behaviour: Estimate
    public var n: Int

    public init(knowledge: Estimate, retrieval: Estimate, reader: Estimate, behaviour: Estimate, n: Int) {
        self.knowledge = knowledge
        self.retrieval = retrieval
        self.reader = reader
        self.behaviour = behaviour
        self.n = n
    }
}
