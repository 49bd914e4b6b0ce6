import ModelFormats

/// Everything that decides a training, beside the model and the data.
public struct TrainingParameters: Sendable, Equatable, Codable {
    /// Rows of A, columns of B.
    public var rank = 16
    /// The low-rank product is scaled by alpha / rank.
    public var alpha: Float = 32
    /// The linear weights that get a pair, in every layer.
    public var targets = LinearProjection.allCases

    /// Of the products with the model's weights.
    public var precision = TrainingPrecision.mixed

    public var learningRate = 1e-3
    public var schedule = LearningRateSchedule.cosine
    /// The share of all steps over which the rate rises.
    public var warmup = 0.03
    public var epochs = 2
    /// Ends the training early, and the schedule with it; nil for whole epochs.
    public var maximumSteps: Int?

    /// Sequences in one optimiser step.
    public var batchSize = 8
    /// Rows (tokens) that go through the model at once. A larger step adds up the gradients of several passes: memory grows with this,
    /// the result does not change beyond rounding.
    public var rowsPerPass = 1024

    public var beta1 = 0.9
    public var beta2 = 0.999
    public var epsilon = 1e-8
    public var weightDecay = 0.0
    /// The largest norm of all gradients together; nil for no limit.
    public var clip: Double? = 1
    /// The share of an input's numbers that a low-rank pair does not see in a step; 0 for none.
    public var dropout: Float = 0
    public var seed: UInt64 = 1

    /// Steps between validations, beside those before the first and after the last step; nil for once an epoch.
    public var validationEvery: Int?
    /// Steps between checkpoints, beside those at a stop and at the end.
    public var checkpointEvery = 50
    /// Ends the training after this many validations in a row without a new best; nil for never.
    public var patience: Int?

    public init() {}

    /// Throws unless every value is in its range.
    func check() throws(TrainingError) {
        func require(_ condition: Bool, _ problem: String) throws(TrainingError) {
            guard condition else { throw .invalidParameter(problem) }
        }
        try require((1...1024).contains(rank), "the rank is \(rank), not from 1 to 1024")
        try require(alpha > 0 && alpha.isFinite, "alpha is \(alpha), not a positive number")
        try require(!targets.isEmpty, "no linear weight is named as a target")
        try require(Set(targets).count == targets.count, "a target is named twice")
        try require(learningRate > 0 && learningRate.isFinite, "the learning rate is \(learningRate), not a positive number")
        try require((0...1).contains(warmup), "the warm-up is \(warmup), not a share from 0 to 1")
        try require((1...100_000).contains(epochs), "there are \(epochs) epochs, not from 1 to 100,000")
        try require(maximumSteps ?? 1 > 0, "the largest number of steps is \(maximumSteps ?? 0)")
        try require((1...100_000).contains(batchSize), "the batch size is \(batchSize), not from 1 to 100,000")
        try require(rowsPerPass > 0, "\(rowsPerPass) rows in a pass")
        try require((0..<1).contains(beta1) && (0..<1).contains(beta2), "a beta is not from 0 to below 1")
        try require(epsilon > 0 && epsilon.isFinite, "epsilon is \(epsilon), not a positive number")
        try require(weightDecay >= 0 && weightDecay.isFinite, "the weight decay is \(weightDecay), not 0 or more")
        try require(clip.map { $0 > 0 && $0.isFinite } ?? true, "the clipping norm is \(clip ?? 0), not a positive number")
        try require((0..<1).contains(dropout), "the dropout is \(dropout), not from 0 to below 1")
        try require(validationEvery ?? 1 > 0, "\(validationEvery ?? 0) steps between validations")
        try require(checkpointEvery > 0, "\(checkpointEvery) steps between checkpoints")
        try require(patience ?? 1 > 0, "a patience of \(patience ?? 0) validations")
    }

    /// Optimiser steps in one epoch over `examples` sequences; the last one may be smaller.
    public func stepsPerEpoch(examples: Int) -> Int { (examples + batchSize - 1) / batchSize }

    /// Optimiser steps in all.
    public func steps(examples: Int) -> Int { min(maximumSteps ?? .max, epochs * stepsPerEpoch(examples: examples)) }
}
