/// What a training tells its sink, in the order in which things happen.
public enum TrainingProgress: Sendable, Equatable {
    /// The training goes on from a checkpoint; `skipped` are newer ones that could not be read.
    case resumed(step: Int, steps: Int, skipped: [String])
    /// A step was taken. `loss` is the mean of its batch before the step, `gradientNorm` is that before clipping, `tokens` counts all
    /// tokens trained on so far.
    case step(step: Int, steps: Int, loss: Double, learningRate: Double, gradientNorm: Double, tokens: Int)
    /// The mean loss over the validation sequences after `step` steps (0: before the first).
    case validation(step: Int, steps: Int, loss: Double, isBest: Bool)
    /// The state after `step` steps is safe on the disk.
    case checkpoint(step: Int, path: String)
    case done(TrainingSummary)
}

/// How a training ended.
public struct TrainingSummary: Sendable, Equatable, Codable {
    public var steps: Int
    public var tokens: Int
    /// The validation loss before the first step, if there is validation.
    public var initialValidationLoss: Double?
    /// The step after which the validation loss was lowest, and that loss. The returned adapter is the one of that step.
    public var bestStep: Int?
    public var bestValidationLoss: Double?
    /// Whether `patience` ended the training before its last step.
    public var endedEarly: Bool
}
