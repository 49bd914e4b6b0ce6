import Compute
import Inference
import ModelFormats

/// How fast training goes on this machine.
public enum TrainingBenchmark {
    public struct Result: Sendable, Equatable {
        /// Tokens (batch · length) a second, one sample a step; the first, warming, step is not among them.
        public var samples: [Double]
        public var operationsPerSecond: Double
        /// The middle sample.
        public var tokensPerSecond: Double { samples.sorted()[samples.count / 2] }
    }

    /// Takes `steps` optimiser steps on `batch` sequences of `length` tokens, all linear weights with a pair of rank `rank`, every
    /// position supervised. `clock` returns seconds.
    public static func run(
        model: LanguageModel, batch: Int, length: Int, rank: Int, steps: Int, clock: () -> Double
    ) throws -> Result {
        try run(model: FrozenModel(model), batch: batch, length: length, rank: rank, steps: steps, clock: clock)
    }

    package static func run(
        model: FrozenModel, batch: Int, length: Int, rank: Int, steps: Int, clock: () -> Double
    ) throws(TrainingError) -> Result {
        guard batch > 0, length > 1, length <= model.shape.context, rank > 0, steps > 0 else {
            throw .invalidParameter("a benchmark needs a batch, a length from 2 to \(model.shape.context), a rank and steps above 0")
        }
        let random = CounterRandom(seed: 1, stream: .order(epoch: 0))
        let sequences = (0..<batch).map { index in
            let tokens = (0..<length).map { Int(random.unit(at: index * length + $0) * Double(model.shape.vocabulary)) }
            return TrainingSequence(tokens: tokens, labels: tokens)
        }
        let layout = AdapterLayout(shape: model.shape, rank: rank) { _, _ in true }
        let state = TrainingState(layout: layout, optimizer: AdamW.Hyperparameters())
        state.initialize(seed: 1)
        let pass = LlamaPass(model: model, layout: layout, scaling: 2)
        let gradients = AdapterParameters(layout: layout)
        var seconds: [Double] = []
        for step in 0...steps {
            let start = clock()
            gradients.values.pointer.update(repeating: 0, count: layout.count)
            pass.load(state.parameters)
            _ = try GradientBatch.run(sequences, rowsPerPass: max(length, 1024), pass: pass, gradients: gradients)
            let norm = AdamW.norm(gradients.values)
            state.optimizer.update(
                state.parameters.values, gradients: gradients.values, step: step + 1, learningRate: 1e-4,
                gradientScale: AdamW.clippingScale(norm: norm, limit: 1))
            if step > 0 { seconds.append(clock() - start) }
        }
        let operations = TrainingEstimate.operations(model.shape, layout, sequences, backward: true)
        let middle = seconds.sorted()[seconds.count / 2]
        return Result(samples: seconds.map { Double(batch * length) / $0 }, operationsPerSecond: operations / middle)
    }
}
