/// What the workbench tells a front end.
public enum WorkbenchEvent: Equatable, Sendable {
    case project(ProjectSummary)
    case documents([DocumentRow])
    case passages(document: String, [PassageRow])
    case search(generation: Int, query: String, hits: [HitRow], milliseconds: Double)
    case context(ContextPreview)
    /// Whether changed documents are synced by themselves.
    case watching(Bool)

    case examples([ExampleRow])
    case health(DatasetHealth)
    case mask(example: String, [MaskedToken])
    case drafts([DraftRow])
    case runs([RunRow])
    case trainingCost(TrainingChoice, TrainingCost)
    case curve(run: String, [TrainingPoint])
    /// A live point of a training that this process runs.
    case trainingPoint(run: String, TrainingPoint)
    /// Everything that a run wrote to its fixed prompts.
    case samples(run: String, [TrainingSample])
    /// What a training that this process runs has just written.
    case trainingSample(run: String, TrainingSample)
    case runComparison(RunComparison)

    case answerStarted(turn: Int, Arm)
    /// Text to append to the arm's answer.
    case answerDelta(turn: Int, Arm, String)
    case answerFinished(turn: Int, ArmAnswer)
    /// This arm cannot answer (no adapter yet, an empty knowledge base …): the reason with what to do.
    case answerFailed(turn: Int, Arm, String)

    /// Questions of earlier sessions, oldest first.
    case history([PastTurn])
    case votes(VoteTally)

    /// nil: no evaluation has been run yet.
    case evaluation(EvaluationReport?)
    case caseDetail(CaseDetail)
    case decision(DecisionReport)
    case measurements([MeasurementRow])

    case job(JobStatus)
    /// Something asked for could not be done: what, why, and what to do.
    case failed(String)
    /// Something was done that deserves a line ("synced 3 documents, 41 passages").
    case notice(String)
}
