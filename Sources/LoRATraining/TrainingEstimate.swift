import Inference
import ModelFormats

/// What a training will cost, before it starts.
public struct TrainingEstimate: Sendable, Equatable, Codable {
    public var steps: Int
    /// Tokens trained on, over all epochs.
    public var tokens: Int
    /// Tokens that validations go through.
    public var validationTokens: Int
    /// Floating-point operations in all.
    public var operations: Double
    /// The most memory that the training will hold beside the loaded model.
    public var memoryBytes: Int
    /// What the adapter's numbers take once.
    public var adapterBytes: Int

    /// The time at a measured rate of arithmetic (`TrainingBenchmark`).
    public func seconds(operationsPerSecond: Double) -> Double { operations / operationsPerSecond }

    public init(
        model: LanguageModel, parameters: TrainingParameters, training: [TrainingSequence], validation: [TrainingSequence]
    ) {
        self.init(
            shape: LlamaShape(model.configuration), tied: model.configuration.tied,
            inBlocks: parameters.usedPrecision == .mixed && BlockWeights.fit(model), parameters, training, validation)
    }

    package init(
        shape: LlamaShape, tied: Bool, inBlocks: Bool = false, _ parameters: TrainingParameters, _ training: [TrainingSequence],
        _ validation: [TrainingSequence]
    ) {
        let targets = Set(parameters.targets)
        let layout = AdapterLayout(shape: shape, rank: max(1, parameters.rank), hasMagnitudes: parameters.usesDoRA) {
            _, projection in targets.contains(projection)
        }
        steps = parameters.steps(examples: training.count)
        let perEpoch = max(1, parameters.stepsPerEpoch(examples: training.count))
        let epochs = Double(steps) / Double(perEpoch)
        tokens = Int(epochs * Double(training.reduce(0) { $0 + $1.tokens.count }))
        let every = parameters.validationEvery ?? perEpoch
        let validations = validation.isEmpty ? 0 : 1 + (steps + every - 1) / every
        validationTokens = validations * validation.reduce(0) { $0 + $1.tokens.count }
        operations =
            epochs * Self.operations(shape, layout, training, parameters, backward: true)
            + Double(steps) * Self.norms(layout)
            + Double(validations) * Self.operations(shape, layout, validation, parameters, backward: false)

        let longest = (training + validation).map(\.rows).max() ?? 0
        let batch = training.map(\.rows).sorted(by: >).prefix(max(1, parameters.batchSize)).reduce(0, +)
        let rows = max(longest, min(parameters.rowsPerPass, max(batch, validation.reduce(0) { $0 + $1.rows })))
        let weights =
            inBlocks
            ? BlockWeights.bytes(shape)
            : (shape.layers * shape.layerParameters + (tied ? 1 : 2) * shape.vocabulary * shape.width) * MemoryLayout<Float>.stride
        adapterBytes = layout.count * MemoryLayout<Float>.stride
        // Parameters, what the products want of them, gradients, two moments, the best so far, and two copies while files are written.
        memoryBytes =
            weights + 8 * adapterBytes + Activations.bytes(rows: rows, shape: shape, layout: layout, dropout: parameters.dropout > 0)
            + HeadRoom.bytes(rows: rows, shape: shape, inBlocks: inBlocks)
    }

    /// The operations of one time through `sequences` in steps and passes, in the order in which they stand: what a pass's sequences
    /// begin with counts once.
    private static func operations(
        _ shape: LlamaShape, _ layout: AdapterLayout, _ sequences: [TrainingSequence], _ parameters: TrainingParameters, backward: Bool
    ) -> Double {
        // A validation goes through all of its sequences at once.
        let size = backward ? max(1, parameters.batchSize) : max(1, sequences.count)
        return stride(from: 0, to: sequences.count, by: size).reduce(0.0) { sum, from in
            let step = Array(sequences[from..<min(sequences.count, from + size)])
            return GradientBatch.passes(step, rowsPerPass: parameters.rowsPerPass).reduce(sum) {
                $0 + operations(shape, layout, $1, backward: backward, dropout: backward && parameters.dropout > 0)
            }
        }
    }

    /// Of one pass. Two operations for each weight and row; the backward needs no gradient of the frozen weights, so it costs as much
    /// again.
    static func operations(
        _ shape: LlamaShape, _ layout: AdapterLayout, _ sequences: [TrainingSequence], backward: Bool, dropout: Bool = false
    ) -> Double {
        let shared = SharedPrefix(of: sequences)
        let rows = Double(shared.rows)
        let supervised = Double(sequences.reduce(0) { $0 + $1.supervisedTokens })
        // Scores and values, each over half of the square that is not masked; of the shared square once.
        let square = { (rows: Int) in Double(rows) * Double(rows + 1) / 2 }
        let pairs = sequences.reduce(0.0) { $0 + square($1.rows) } - Double(max(0, sequences.count - 1)) * square(shared.length)
        let base = 2 * rows * Double(shape.layers * shape.layerParameters) + 2 * supervised * Double(shape.vocabulary * shape.width)
        let lowRank = 2 * rows * Double(layout.count)
        // DoRA's backward computes the outputs again; with dropout, its forward and backward go through the weights twice.
        let again = layout.hasMagnitudes ? 2 * rows * Double(layout.weights) * (dropout ? 3 : 1) : 0
        let attention = 4 * pairs * Double(shape.layers * shape.queryWidth)
        return backward ? 2 * base + 3 * lowRank + 3.5 * attention + again : base + lowRank + attention
    }

    /// The lengths of decomposed weights, for each step: a product with A.
    private static func norms(_ layout: AdapterLayout) -> Double {
        layout.hasMagnitudes ? 2 * Double(layout.weights) * Double(layout.rank) : 0
    }
}
