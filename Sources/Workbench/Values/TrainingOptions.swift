import LoRATraining
import ModelFormats

/// The choices of a training that most never touch. Every default works for 50 to 5,000 examples.
public struct TrainingOptions: Equatable, Sendable {
    /// Scale by alpha / √rank (rsLoRA).
    public var usesRankStabilization = false
    /// Train magnitudes beside directions (DoRA).
    public var usesDoRA = false
    /// Single precision throughout instead of whole numbers in the products with frozen weights: slower, and what those are held against.
    public var usesSinglePrecision = false
    /// Short names of the linear weights that are adapted, as `target_modules` of PEFT; `all-linear` for all of them.
    public var targetModules = ["all-linear"]
    /// The rate of B over that of A (LoRA+).
    public var loraPlusRatio = 1.0
    /// `cosine`, `linear` or `constant`.
    public var schedule = LearningRateSchedule.cosine.rawValue
    /// The share of the steps over which the rate rises.
    public var warmup = 0.03
    public var maximumSteps: Int?
    /// Tokens that go through the model at once.
    public var rowsPerPass: Int?
    public var weightDecay = 0.0
    /// The largest norm of the gradients; 0 for no limit.
    public var clip = 1.0
    public var dropout = 0.0
    /// Noise on embeddings (NEFTune); 0 for none.
    public var neftuneAlpha = 0.0
    public var validationEvery: Int?
    public var checkpointEvery: Int?
    public var patience: Int?
    /// Validation prompts that are answered at each validation; 0 for none. They change nothing in the training.
    public var samples = TrainingOptions.usualSamples

    static let usualSamples = 3

    public init() {}

    /// - Throws: `.usage` for a name that no layer has.
    func projections() throws -> [LinearProjection] {
        if targetModules == ["all-linear"] { return LinearProjection.allCases }
        let named = try targetModules.map { name in
            guard let projection = LinearProjection.allCases.first(where: { $0.shortName == name }) else {
                throw WorkbenchError(
                    .usage, "\"\(name)\" is not a linear weight of a layer.",
                    next: "Name some of \(LinearProjection.allCases.map(\.shortName).joined(separator: ",")), or all-linear.")
            }
            return projection
        }
        // In one order, whatever order they are named in: the same choice is the same training.
        return LinearProjection.allCases.filter(named.contains)
    }

    func learningRateSchedule() throws -> LearningRateSchedule {
        guard let known = LearningRateSchedule(rawValue: schedule) else {
            throw WorkbenchError(
                .usage, "There is no schedule \"\(schedule)\".",
                next: "Take \(LearningRateSchedule.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return known
    }
}
