import Compute
import Inference
import ModelFormats

/// The loss of a batch and its gradient with respect to every number of an adapter.
public enum AdapterGradients {
    public struct Result: Sendable {
        /// The mean over all supervised positions.
        public var loss: Double
        public var supervisedTokens: Int
        /// d loss / d each tensor, in its shape, under its PEFT name: A before B before a magnitude vector, in the order
        /// of layers and projections.
        public var gradients: [(name: String, shape: [Int], values: [Float])]
    }

    /// Rows in one pass; the gradients of several passes add up.
    static let rowsPerPass = 1024

    /// Any rank, any subset of the linear weights. Throws `TrainingError` when the adapter does not fit the model, a sequence is broken,
    /// or nothing is supervised.
    public static func compute(
        model: LanguageModel, adapter: LoRAAdapter, batch: [TrainingSequence], precision: TrainingPrecision = .single
    ) throws -> Result {
        try compute(model: FrozenModel(model, precision: adapter.usesDoRA ? .single : precision), adapter: adapter, batch: batch)
    }

    package static func compute(
        model: FrozenModel, adapter: LoRAAdapter, batch: [TrainingSequence], rowsPerPass: Int = rowsPerPass, dropout: Float = 0,
        neftuneAlpha: Float = 0
    ) throws(TrainingError) -> Result {
        for (index, sequence) in batch.enumerated() {
            try sequence.check(index: index, vocabulary: model.shape.vocabulary, context: model.shape.context)
        }
        let parameters = try AdapterParameters(adapter, shape: model.shape)
        let gradients = AdapterParameters(layout: parameters.layout)
        let pass = LlamaPass(model: model, layout: parameters.layout, scaling: adapter.scaling)
        pass.load(parameters)
        let (loss, supervised) = try GradientBatch.run(
            batch, rowsPerPass: rowsPerPass, pass: pass, gradients: gradients,
            noise: PassNoise.of(dropout: dropout, neftuneAlpha: neftuneAlpha, seed: 1, step: 0))
        let named = LoRAAdapter(rank: adapter.rank, alpha: adapter.alpha, modules: gradients.modules).tensors
        return Result(loss: loss, supervisedTokens: supervised, gradients: named.map { ($0.name, $0.shape, $0.values) })
    }

    /// The loss alone.
    package static func loss(model: FrozenModel, adapter: LoRAAdapter, batch: [TrainingSequence]) throws(TrainingError) -> Double {
        let parameters = try AdapterParameters(adapter, shape: model.shape)
        let pass = LlamaPass(model: model, layout: parameters.layout, scaling: adapter.scaling)
        pass.load(parameters)
        return try GradientBatch.run(batch, rowsPerPass: rowsPerPass, pass: pass, gradients: nil).loss
    }
}
