import Compute
import Inference
import ModelFormats

/// How fast training goes on this machine.
public enum TrainingBenchmark {
    public struct Result: Sendable, Equatable {
        /// Tokens (batch · length) a second, one sample a step; the first, warming, step is not among them.
        public var samples: [Double]
        public var operationsPerSecond: Double
        /// What the arithmetic of the products allows on this processor: `RegisterRate`.
        public var mostOperationsPerSecond: Double
        /// The middle sample.
        public var tokensPerSecond: Double { samples.sorted()[samples.count / 2] }
    }

    /// What a step works on.
    public struct Batch: Sendable {
        public var sequences: Int
        public var length: Int
        /// Tokens at the beginning that all sequences share, not supervised.
        public var shared: Int
        /// Supervised tokens at the end; nil for all that are not shared.
        public var completion: Int?

        public init(sequences: Int, length: Int, shared: Int = 0, completion: Int? = nil) {
            self.sequences = sequences
            self.length = length
            self.shared = shared
            self.completion = completion
        }

        /// Tokens at the beginning that no loss is for.
        public var unscored: Int { max(shared > 0 ? shared + 1 : 0, length - (completion ?? length)) }

        func make(vocabulary: Int) -> [TrainingSequence] {
            let random = CounterRandom(seed: 1, stream: .order(epoch: 0))
            return (0..<sequences).map { index in
                let tokens = (0..<length).map { position in
                    Int(random.unit(at: (position < shared ? 0 : index) * length + position) * Double(vocabulary))
                }
                return TrainingSequence(tokens: tokens, trained: (0..<length).map { $0 >= unscored })
            }
        }
    }

    /// Takes `steps` optimiser steps on `batch`, all linear weights with a pair of rank `rank`. `clock` returns seconds.
    public static func run(
        model: LanguageModel, batch: Batch, rank: Int, steps: Int, precision: TrainingPrecision = .mixed, usesDoRA: Bool = false,
        clock: () -> Double
    ) throws -> Result {
        // As a training does: magnitudes need the weights as floats.
        let model = try FrozenModel(model, precision: usesDoRA ? .single : precision)
        return try run(model: model, batch: batch, rank: rank, steps: steps, usesDoRA: usesDoRA, clock: clock)
    }

    package static func run(
        model: FrozenModel, batch: Batch, rank: Int, steps: Int, usesDoRA: Bool = false, clock: () -> Double
    ) throws(TrainingError) -> Result {
        let length = batch.length
        guard batch.sequences > 0, length > 1, length <= model.shape.context, rank > 0, steps > 0 else {
            throw .invalidParameter("a benchmark needs a batch, a length from 2 to \(model.shape.context), a rank and steps above 0")
        }
        guard (0..<length - 1).contains(batch.shared), (1...length).contains(batch.completion ?? length) else {
            throw .invalidParameter("the shared and the supervised tokens are a part of the \(length) of a sequence")
        }
        let sequences = batch.make(vocabulary: model.shape.vocabulary)
        let layout = AdapterLayout(shape: model.shape, rank: rank, hasMagnitudes: usesDoRA) { _, _ in true }
        let state = TrainingState(layout: layout, optimizer: AdamW.Hyperparameters())
        state.initialize(seed: 1)
        let pass = LlamaPass(model: model, layout: layout, scaling: 2)
        pass.magnitudes?.initialize(state.parameters)
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
        return Result(
            samples: seconds.map { Double(batch.sequences * length) / $0 }, operationsPerSecond: operations / middle,
            mostOperationsPerSecond: RegisterRate.operationsPerSecond(
                model.blocks == nil ? .singlePrecision : .wholeNumbers, clock: clock))
    }
}
