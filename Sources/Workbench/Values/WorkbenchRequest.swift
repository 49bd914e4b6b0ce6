/// Everything a front end can ask of the workbench. Answers come back as `WorkbenchEvent`s, in any order.
public enum WorkbenchRequest: Equatable, Sendable {
    public enum SearchMode: String, Equatable, Sendable, CaseIterable { case hybrid, dense, lexical }

    case project
    case documents
    case passages(document: String)
    /// The latest generation wins; older answers may never come.
    case search(generation: Int, query: String, mode: SearchMode)
    case context(question: String)
    /// Copies nothing: the paths join the project's list of sources, then a sync runs.
    case addDocuments(paths: [String])
    case sync
    /// Sync by itself whenever a document changes, or no longer; answered by `WorkbenchEvent.watching`.
    case watch(Bool)
    case removeDocuments(paths: [String])
    /// Takes in again what was removed, and syncs.
    case restoreDocuments(paths: [String])

    case examples
    case health
    case mask(example: String)
    /// Says of a finding that it is as it should be.
    case ignoreFinding(String)
    case dropExamples([String])
    /// Takes back what was decided about findings or examples.
    case restoreDecisions([String])
    case addExample(NewExample)
    case drafts
    /// Lets the language model write so many drafts from passages: a job.
    case makeDrafts(count: Int)
    /// Makes a draft an example; with a completion, in a person's words.
    case acceptDraft(String, completion: String?)
    case rejectDraft(String)
    /// Brings a draft back that was thrown away.
    case keepDraft(DraftRow)
    case runs
    /// Answered by `WorkbenchEvent.curve` and `.samples`.
    case curve(run: String)
    case compareRuns([String])
    /// What this training would take; answered by `WorkbenchEvent.trainingCost`.
    case trainingCost(TrainingChoice)
    case startTraining(TrainingChoice)
    case resumeTraining(run: String)
    case deleteRun(run: String)

    /// Answers every arm at once, streamed. `turn` comes back in each event of this question.
    case ask(turn: Int, question: String, arms: [Arm], options: AskOptions = AskOptions())
    /// The last questions of earlier sessions.
    case history
    /// Keeps a blind vote; answered by `WorkbenchEvent.votes`.
    case vote(NewVote)
    /// Takes the last vote back.
    case withdrawVote
    case votes
    /// Makes the answers that were voted for examples.
    case addVotedExamples
    case evaluate(arms: [Arm], split: String)
    /// The newest stored evaluation, if there is one.
    case evaluation
    /// One case of an evaluation with every arm's answer.
    case caseDetail(run: String, case: String)
    /// The newest result of every measurement.
    case measurements
    /// Starts one of them: a job.
    case measure(MeasurementKind)
    case decision
    /// Everything a team needs to read, in one file; its name's end tells the format, and it stands in the project's folder unless the path is
    /// absolute.
    case writeReport(path: String)
    case answer(Question, String?)
    /// Stops a job as soon as it can; a training keeps its checkpoint.
    case cancel(JobID)
}

/// What the start-training form offers; everything else has defaults that work.
public struct TrainingChoice: Equatable, Sendable {
    public var name: String?
    public var rank: Int
    /// nil: twice the rank.
    public var alpha: Double?
    public var epochs: Int
    public var batchSize: Int
    public var learningRate: Double
    public var seed: UInt64
    /// Prompts hold retrieved passages with distractors, for use in `rag+lora`.
    public var withContext: Bool
    public var options = TrainingOptions()

    public init(
        name: String? = nil, rank: Int = 16, alpha: Double? = nil, epochs: Int = 2, batchSize: Int = 8, learningRate: Double = 1e-3,
        seed: UInt64 = 1, withContext: Bool = false
    ) {
        self.name = name
        self.rank = rank
        self.alpha = alpha
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRate = learningRate
        self.seed = seed
        self.withContext = withContext
    }
}
