/// Where an answer's support stands; resolved by the program that gave the passages, never by the model.
public enum Grounding: String, Codable, Sendable {
    /// Cites a passage it was given.
    case cited
    /// Had passages, cites none.
    case ungrounded
    /// Cites a marker that was not given.
    case missing
    /// Had no passages, or was not asked for a source because a program reads the answer.
    case none
}

/// One arm's answer to one case, with what it took.
public struct ArmOutput: Codable, Equatable, Sendable {
    public var text: String
    /// Paths of the documents behind the markers that resolved.
    public var citedDocuments: [String]
    /// Paths of the documents whose passages the prompt held, best first; nil where that was not recorded.
    public var contextDocuments: [String]?
    public var grounding: Grounding
    public var promptTokens: Int
    public var completionTokens: Int
    public var milliseconds: Double

    public init(
        text: String, citedDocuments: [String] = [], contextDocuments: [String]? = nil, grounding: Grounding = .none, promptTokens: Int = 0,
        completionTokens: Int = 0, milliseconds: Double = 0
    ) {
        self.text = text
        self.citedDocuments = citedDocuments
        self.contextDocuments = contextDocuments
        self.grounding = grounding
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.milliseconds = milliseconds
    }
}

/// Whatever can answer a case as an arm would: the real pipeline, or a stub in a test.
public protocol Answerer {
    /// Throws when this answer can't be made; `CancellationError` ends the evaluation.
    func answer(_ item: Case, arm: Arm) throws -> ArmOutput
}

/// One cell of an evaluation: what an arm answered to a case and how that was scored.
public struct ArmCaseResult: Codable, Equatable, Sendable {
    public var arm: Arm
    /// The case's id.
    public var `case`: String
    public var question: String
    public var cluster: String
    public var output: ArmOutput
    public var score: CaseScore
    /// Why there is no answer; the score is then a failure.
    public var error: String?

    public init(
        arm: Arm, case id: String, question: String, cluster: String, output: ArmOutput, score: CaseScore, error: String? = nil
    ) {
        self.arm = arm
        self.case = id
        self.question = question
        self.cluster = cluster
        self.output = output
        self.score = score
        self.error = error
    }
}
