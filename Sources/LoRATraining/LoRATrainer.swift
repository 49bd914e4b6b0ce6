import Compute
import Foundation
import Inference
import ModelFormats

/// Trains an adapter over a frozen model.
///
/// One run is one call of `train`, which may take hours, reports progress as values and writes checkpoints. Everything in it is
/// determined by the model, the parameters and the data: two runs give the same bytes, and so does a run that was stopped or killed at
/// any step and resumed.
public final class LoRATrainer {
    private let model: FrozenModel
    private let baseModel: String?
    private let parameters: TrainingParameters

    /// Dequantises the weights. Throws `TrainingError` when a parameter is out of range or the model can't be trained. `baseModel` is
    /// what the adapter calls its base; without one, the name that the model's file gives itself.
    public convenience init(model: LanguageModel, baseModel: String? = nil, parameters: TrainingParameters) throws {
        try self.init(
            model: FrozenModel(model, precision: parameters.usedPrecision), baseModel: baseModel ?? model.name, parameters: parameters)
    }

    package init(model: FrozenModel, baseModel: String?, parameters: TrainingParameters) throws(TrainingError) {
        try parameters.check()
        self.model = model
        self.baseModel = baseModel
        self.parameters = parameters
    }

    /// Trains, and returns the adapter with the lowest validation loss, or the last one when `validation` is empty.
    ///
    /// `redraws` are further versions of the same examples in the same order (other distractors around an answer, say): the epochs take
    /// `training` and the versions in turn.
    ///
    /// Both are also saved as PEFT folders `best` and `last` in `checkpointDirectory`. With `resume`, goes on from the newest whole
    /// checkpoint there, or starts when there is none; without, earlier checkpoints there are removed.
    ///
    /// `isStopped` is asked many times within a step, on the training's thread: a step that it cuts off is taken again on a resume.
    ///
    /// `atValidation` is offered the adapter as it stands after `step` steps, once the validation's loss has been told; what it does with
    /// it changes nothing in the training. `.stop` from it is a stop like the sink's.
    ///
    /// Throws `TrainingError`: `.stopped` after a stop was asked for and a checkpoint was written, `.notFinite` before a step that
    /// would spoil the adapter, `.nothingToLearn` and `.invalidSequence` for the data, `.unusableCheckpoint` for a resume that can't be.
    public func train(
        training: [TrainingSequence], redraws: [[TrainingSequence]] = [], validation: [TrainingSequence], checkpointDirectory: String,
        resume: Bool = false, progress: (TrainingProgress) throws -> Continuation, isStopped: @escaping () -> Bool = { false },
        atValidation: (_ step: Int, _ adapter: () -> LoRAAdapter) throws -> Continuation = { _, _ in .more }
    ) throws -> LoRAAdapter {
        let versions = [training] + redraws
        precondition(versions.allSatisfy { $0.count == training.count }, "every version holds the same examples")
        for version in versions { try check(version, name: "training") }
        try check(validation, name: "validation")
        guard !training.isEmpty else { throw TrainingError.nothingToLearn("there are no training examples") }
        let targets = Set(parameters.targets)
        let layout = AdapterLayout(shape: model.shape, rank: parameters.rank, hasMagnitudes: parameters.usesDoRA) {
            _, projection in targets.contains(projection)
        }
        let state = TrainingState(
            layout: layout,
            optimizer: AdamW.Hyperparameters(
                beta1: parameters.beta1, beta2: parameters.beta2, epsilon: parameters.epsilon, weightDecay: parameters.weightDecay))
        let pass = LlamaPass(model: model, layout: layout, scaling: parameters.scaling)
        pass.isStopped = isStopped
        var run = Run(
            parameters: parameters, versions: versions, validation: validation, state: state, pass: pass,
            gradients: AdapterParameters(layout: layout),
            folder: try CheckpointFolder(checkpointDirectory),
            identity: TrainingIdentity(model: model, parameters: parameters, training: versions.flatMap(\.self), validation: validation))
        try run.start(resume: resume, progress)
        try run.loop(progress) { step in try atValidation(step) { adapter(state.parameters) } }

        let last = adapter(state.parameters)
        try last.write(to: checkpointDirectory + "/last")
        let best = state.bestStep == nil ? last : adapter(state.best)
        try best.write(to: checkpointDirectory + "/best")
        _ = try progress(.done(run.summary))
        return best
    }

    private func adapter(_ values: AdapterParameters) -> LoRAAdapter {
        LoRAAdapter(
            rank: parameters.rank, alpha: parameters.alpha, usesRankStabilization: parameters.usesRankStabilization,
            dropout: parameters.dropout, baseModel: baseModel, modules: values.modules)
    }

    private func check(_ sequences: [TrainingSequence], name: String) throws(TrainingError) {
        for (index, sequence) in sequences.enumerated() {
            try sequence.check(index: index, vocabulary: model.shape.vocabulary, context: model.shape.context)
            guard sequence.supervisedTokens > 0 else {
                throw .nothingToLearn("\(name) example \(index + 1) has no trained token; its completion is empty or cut off")
            }
        }
    }
}
