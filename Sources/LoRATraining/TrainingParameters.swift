import ModelFormats

/// Everything that decides a training, beside the model and the data.
public struct TrainingParameters: Sendable, Equatable, Codable {
    /// Rows of A, columns of B.
    public var rank = 16
    /// The low-rank product is scaled by alpha / rank, or by alpha / √rank.
    public var alpha: Float = 32
    /// alpha / √rank (rsLoRA, Kalajdzievski 2023): higher ranks then learn as fast as lower ones.
    public var usesRankStabilization = false
    /// Weights are split into direction and magnitude, and both are trained (DoRA, Liu et al. 2024). Takes about half as long again.
    public var usesDoRA = false
    /// The linear weights that get a pair, in every layer.
    public var targets = LinearProjection.allCases

    /// Of the products with the model's weights; with DoRA always single.
    public var precision = TrainingPrecision.mixed

    public var learningRate = 1e-3
    /// B, and magnitudes, move at this many times the rate of A (LoRA+, Hayou et al. 2024).
    public var loraPlusRatio = 1.0
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
    /// Embeddings get even noise within ±alpha / √(positions · width) in training steps (NEFTune, Jain et al. 2023); 0 for none.
    public var neftuneAlpha: Float = 0
    public var seed: UInt64 = 1

    /// Steps between validations, beside those before the first and after the last step; nil for once an epoch.
    public var validationEvery: Int?
    /// Steps between checkpoints, beside those at a stop and at the end.
    public var checkpointEvery = 50
    /// Ends the training after this many validations in a row without a new best; nil for never.
    public var patience: Int?

    public init() {}

    /// The arithmetic that this training really takes: DoRA needs the weights as floats.
    public var usedPrecision: TrainingPrecision { usesDoRA ? .single : precision }

    /// What B·A·x is multiplied by.
    public var scaling: Float { alpha / (usesRankStabilization ? Float(rank).squareRoot() : Float(rank)) }

    /// Throws unless every value is in its range.
    public func check() throws(TrainingError) {
        func require(_ condition: Bool, _ problem: String) throws(TrainingError) {
            guard condition else { throw .invalidParameter(problem) }
        }
        try require((1...1024).contains(rank), "the rank is \(rank), not from 1 to 1024")
        try require(alpha > 0 && alpha.isFinite, "alpha is \(alpha), not a positive number")
        try require(!targets.isEmpty, "no linear weight is named as a target")
        try require(Set(targets).count == targets.count, "a target is named twice")
        try require(learningRate > 0 && learningRate.isFinite, "the learning rate is \(learningRate), not a positive number")
        try require(
            (1...1000).contains(loraPlusRatio), "the ratio of LoRA+ is \(loraPlusRatio), not from 1 to 1000")
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
        try require((0...1000).contains(neftuneAlpha), "the alpha of NEFTune is \(neftuneAlpha), not from 0 to 1000")
        try require(validationEvery ?? 1 > 0, "\(validationEvery ?? 0) steps between validations")
        try require(checkpointEvery > 0, "\(checkpointEvery) steps between checkpoints")
        try require(patience ?? 1 > 0, "a patience of \(patience ?? 0) validations")
    }

    /// Optimiser steps in one epoch over `examples` sequences; the last one may be smaller.
    public func stepsPerEpoch(examples: Int) -> Int { (examples + batchSize - 1) / batchSize }

    /// Optimiser steps in all.
    public func steps(examples: Int) -> Int { min(maximumSteps ?? .max, epochs * stepsPerEpoch(examples: examples)) }
}

extension TrainingParameters {
    /// Records and checkpoints of earlier versions lack what came later: it is at its default then.
    public init(from decoder: any Decoder) throws {
        self.init()
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func take<Value: Decodable>(_ key: CodingKeys, _ path: WritableKeyPath<TrainingParameters, Value>) throws {
            if let value = try values.decodeIfPresent(Value.self, forKey: key) { self[keyPath: path] = value }
        }
        try take(.rank, \.rank)
        try take(.alpha, \.alpha)
        try take(.usesRankStabilization, \.usesRankStabilization)
        try take(.usesDoRA, \.usesDoRA)
        try take(.targets, \.targets)
        // There was no other arithmetic.
        precision = try values.decodeIfPresent(TrainingPrecision.self, forKey: .precision) ?? .single
        try take(.learningRate, \.learningRate)
        try take(.loraPlusRatio, \.loraPlusRatio)
        try take(.schedule, \.schedule)
        try take(.warmup, \.warmup)
        try take(.epochs, \.epochs)
        maximumSteps = try values.decodeIfPresent(Int.self, forKey: .maximumSteps)
        try take(.batchSize, \.batchSize)
        try take(.rowsPerPass, \.rowsPerPass)
        try take(.beta1, \.beta1)
        try take(.beta2, \.beta2)
        try take(.epsilon, \.epsilon)
        try take(.weightDecay, \.weightDecay)
        // Absent means no limit: nil is not written.
        clip = try values.decodeIfPresent(Double.self, forKey: .clip)
        try take(.dropout, \.dropout)
        try take(.neftuneAlpha, \.neftuneAlpha)
        try take(.seed, \.seed)
        validationEvery = try values.decodeIfPresent(Int.self, forKey: .validationEvery)
        try take(.checkpointEvery, \.checkpointEvery)
        patience = try values.decodeIfPresent(Int.self, forKey: .patience)
    }
}
