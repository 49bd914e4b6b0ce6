import Inference

/// The forms in which a run's adapter leaves the project.
public enum AdapterFormat: String, CaseIterable, Codable, Sendable {
    /// The folder that `peft` and what is built on it read.
    case peft
    /// An adapter for llama.cpp's `--lora`.
    case gguf
    /// The base model with the adapter worked in, as one GGUF file.
    case merged
}

/// How a merged model stores the weights that the adapter changes.
public enum MergedQuantization: String, CaseIterable, Codable, Sendable {
    case f16
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q8_0
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q4_1
}

/// What an adapter does to the base model, measured along answers to the project's own questions.
public struct AdapterEffect: Codable, Equatable, Sendable {
    /// Base against adapter.
    public var comparison: ScoreComparison
    /// Whether it is no more than what rounding does: a B of zeros, or changes below `noise` and not one other likeliest token.
    public var isInert: Bool
    /// Whether its product is zero on every weight.
    public var isZero: Bool

    /// The largest change of a log-probability that 16-bit activations bring about by themselves.
    static let noise = 0.01

    init(_ comparison: ScoreComparison, isZero: Bool) {
        self.comparison = comparison
        self.isZero = isZero
        isInert = isZero || (comparison.largestDifference < Self.noise && comparison.agreeing == comparison.positions)
    }

    /// In a sentence or two.
    public var text: String {
        if isZero {
            return "This adapter is inert: B·A is zero on every weight, so it answers exactly as the base model. "
                + "Its training took no step, or was not saved."
        }
        let figures = AdapterText.figures(comparison)
        guard isInert else { return "Against the base model it changes: \(figures)." }
        return
            "This adapter is inert: its effect is below what rounding does (\(figures)). It was hardly trained, or its alpha is far too small."
    }
}

/// The exported artefact held against the PEFT adapter that it was made from.
public struct ExportParity: Codable, Equatable, Sendable {
    /// PEFT adapter on the base against the artefact.
    public var comparison: ScoreComparison
    /// The mean divergence that is accepted for this form, in nats.
    public var tolerance: Double
    /// The largest difference of a number between what was written and what was meant, where both are the same numbers.
    public var largestTensorDifference: Double?
    /// The mean divergence as a share of what the adapter itself does to the base; nil for an inert adapter.
    public var shareOfEffect: Double?
    public var greedyTokensAgree: Bool { comparison.agreeing == comparison.positions }
    public var passes: Bool { comparison.meanDivergence <= tolerance && (largestTensorDifference ?? 0) == 0 }

    private enum CodingKeys: String, CodingKey {
        case comparison, tolerance, largestTensorDifference, shareOfEffect, greedyTokensAgree, passes
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(comparison, forKey: .comparison)
        try container.encode(tolerance, forKey: .tolerance)
        try container.encodeIfPresent(largestTensorDifference, forKey: .largestTensorDifference)
        try container.encodeIfPresent(shareOfEffect, forKey: .shareOfEffect)
        try container.encode(greedyTokensAgree, forKey: .greedyTokensAgree)
        try container.encode(passes, forKey: .passes)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        comparison = try container.decode(ScoreComparison.self, forKey: .comparison)
        tolerance = try container.decode(Double.self, forKey: .tolerance)
        largestTensorDifference = try container.decodeIfPresent(Double.self, forKey: .largestTensorDifference)
        shareOfEffect = try container.decodeIfPresent(Double.self, forKey: .shareOfEffect)
    }

    init(comparison: ScoreComparison, tolerance: Double, largestTensorDifference: Double? = nil, shareOfEffect: Double? = nil) {
        self.comparison = comparison
        self.tolerance = tolerance
        self.largestTensorDifference = largestTensorDifference
        self.shareOfEffect = shareOfEffect
    }

    /// In a sentence or two.
    public var text: String {
        var text = "Against the PEFT adapter: \(AdapterText.figures(comparison))"
        if let share = shareOfEffect { text += String(format: "; that is %.2g %% of what the adapter does", share * 100) }
        return text + "."
    }
}

enum AdapterText {
    static func figures(_ comparison: ScoreComparison) -> String {
        String(
            format: "largest difference in log-probability %.2g, mean divergence %.2g nats, likeliest token the same at %d of %d positions",
            comparison.largestDifference, comparison.meanDivergence, comparison.agreeing, comparison.positions)
    }
}

/// What an export wrote, and how true it is.
public struct AdapterExport: Codable, Equatable, Sendable {
    public var run: String
    public var format: AdapterFormat
    public var quantization: MergedQuantization?
    public var path: String
    public var bytes: Int
    public var effect: AdapterEffect
    public var parity: ExportParity
}

/// What an import brought in.
public struct AdapterImport: Codable, Equatable, Sendable {
    public var run: String
    public var format: String
    public var rank: Int
    public var alpha: Double
    /// Weights that it sits on.
    public var modules: Int
    public var parameters: Int
    /// The model that it says it was trained on.
    public var baseModel: String?
    public var effect: AdapterEffect
    public var notes: [String]
}
