/// Why gradients can't be computed or a training can't go on: what is wrong and what to do about it.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// A parameter is out of range.
    case invalidParameter(String)
    /// The model can't be trained here.
    case unsupportedModel(String)
    /// The adapter does not belong to the model.
    case unusableAdapter(String)
    /// A sequence is broken; counted from 0.
    case invalidSequence(index: Int, problem: String)
    /// No position of a batch or data set is supervised, so that there is no loss.
    case nothingToLearn(String)
    /// The loss or a gradient is not a finite number; the step was not taken.
    case notFinite(what: String, step: Int, checkpoint: String?)
    /// No usable checkpoint where one was asked for, or one of another training.
    case unusableCheckpoint(path: String, problem: String)
    /// The work was asked to stop before its step or validation was through; nothing of it counts.
    case interrupted
    /// The sink answered `.stop`; everything up to `step` is in the checkpoint.
    case stopped(step: Int, checkpoint: String)

    public var description: String {
        switch self {
        case .invalidParameter(let problem): "The training can't start: \(problem)."
        case .unsupportedModel(let problem): "This model can't be trained: \(problem). Take a plain model of the llama architecture."
        case .unusableAdapter(let problem): "The adapter does not fit the model: \(problem). Take the model that it was trained on."
        case .invalidSequence(let index, let problem): "Sequence \(index + 1) can't be used: \(problem)."
        case .nothingToLearn(let problem): "There is nothing to learn: \(problem)."
        case .notFinite(let what, let step, let checkpoint):
            "The \(what) at step \(step) is not a finite number, so the step was not taken. "
                + (checkpoint.map { "The last good state is \($0); resume with a lower learning rate." }
                    ?? "Lower the learning rate and start again.")
        case .unusableCheckpoint(let path, let problem): "The checkpoint \(path) can't be used: \(problem)."
        case .interrupted: "The work was stopped before its end."
        case .stopped(let step, let checkpoint): "The training was stopped at step \(step). Resume it from \(checkpoint)."
        }
    }
}
