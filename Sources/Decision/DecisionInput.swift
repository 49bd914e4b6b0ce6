import Scoring

/// Everything a verdict rests on.
public struct DecisionInput: Sendable {
    /// Answers of all arms to the cases, scored.
    public var results: [ArmCaseResult]
    /// The split that the cases come from: on the development split prompts were tuned.
    public var split: Case.Split
    public var gaps: Gaps?
    public var measurements: Measurements
    /// The team's answers to the five questions.  "yes" to attribution is a hard constraint.
    public var answers: [Question: String]
    public var constraints: Constraints
    public var parameters: DecisionParameters
    /// Cases that training or prompts have seen, one sentence each: any of them voids the evaluation.
    public var leaks: [String]
    /// The same arms and cases with adapters of other training seeds, an evaluation each.
    public var otherSeeds: [[ArmCaseResult]]
    /// Trainings behind the adapter arms; one adapter is one draw.
    public var trainingSeeds: Int
    /// Name of the model, for the limits.
    public var model: String?
    public var selfTest: SelfTest.Result?
    /// Unanswerable cases among the cases; nil when not known.
    public var unanswerableCases: Int?
    /// Whether the adapter of RAG+LoRA was trained with passages in its prompts; nil when not known.
    public var adapterSawContext: Bool?

    public init(
        results: [ArmCaseResult], split: Case.Split = .test, gaps: Gaps? = nil, measurements: Measurements = Measurements(),
        answers: [Question: String] = [:], constraints: Constraints = Constraints(), parameters: DecisionParameters = DecisionParameters(),
        leaks: [String] = [], trainingSeeds: Int = 1, model: String? = nil, selfTest: SelfTest.Result? = nil,
        unanswerableCases: Int? = nil, adapterSawContext: Bool? = nil, otherSeeds: [[ArmCaseResult]] = []
    ) {
        self.results = results
        self.split = split
        self.gaps = gaps
        self.measurements = measurements
        self.answers = answers
        self.constraints = constraints
        self.parameters = parameters
        self.leaks = leaks
        self.trainingSeeds = trainingSeeds
        self.model = model
        self.selfTest = selfTest
        self.unanswerableCases = unanswerableCases
        self.adapterSawContext = adapterSawContext
        self.otherSeeds = otherSeeds
    }

    /// Whether answers must show their sources.
    var needsAttribution: Bool { answers[.attribution] == "yes" }
}
