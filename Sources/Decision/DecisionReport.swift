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
    /// Cases and clusters that the verdict rests on.
    public var n: Int
    public var clusters: Int
    /// Retrieval × adapter; nil unless all four arms of the 2×2 answered.
    public var effects: Effects?
    /// Chance, over resampled clusters, that the candidate is within δ of the best arm; nil without a candidate.
    public var chanceWithinDelta: Double?
    /// Arms that a hard constraint took out, with why.
    public var dropped: [Dropped]
    /// The reasons again, each with the measurement that its numbers come from.
    public var statements: [Statement]
    /// What the verdict counted as success, arm by arm, also of the arms that were dropped.
    public var rates: [Rate]
    /// Dearer arms shown to be as good as the named one, within δ both ways; of a `tie` alone.
    public var tied: [Arm]

    public init(
        state: State, arm: Arm?, reasons: [String], gaps: Gaps?, contrasts: [EvaluationReport.Contrast], neededCases: Int?,
        wouldFlip: [String], conflicts: [String], limits: [String], questions: [QuestionRow], n: Int = 0, clusters: Int = 0,
        effects: Effects? = nil, chanceWithinDelta: Double? = nil, dropped: [Dropped] = [],
        statements: [Statement] = [], rates: [Rate] = [], tied: [Arm] = []
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
        self.n = n
        self.clusters = clusters
        self.effects = effects
        self.chanceWithinDelta = chanceWithinDelta
        self.dropped = dropped
        self.statements = statements
        self.rates = rates
        self.tied = tied
    }

    /// Joint success as the verdict counts it (facts, format, and the right source where sources must be shown), with its 95 %
    /// interval at the effective number of cases.
    public struct Rate: Codable, Equatable, Sendable {
        public var arm: Arm
        public var passed: Int
        public var rate: Double
        public var low: Double
        public var high: Double

        public init(arm: Arm, passed: Int, rate: Double, low: Double, high: Double) {
            self.arm = arm
            self.passed = passed
            self.rate = rate
            self.low = low
            self.high = high
        }
    }

    /// An arm that a hard constraint took out.
    public struct Dropped: Codable, Equatable, Sendable {
        public var arm: Arm
        public var reason: String

        public init(arm: Arm, reason: String) {
            self.arm = arm
            self.reason = reason
        }
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
