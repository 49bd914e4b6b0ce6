/// Whether whoever is told of progress wants more of it.
public enum Continuation: Sendable, Equatable {
    case more
    case stop
}

/// How an answer is drawn from the model's scores.
public struct GenerationParameters: Sendable, Codable, Equatable {
    /// The most tokens to generate.
    public var maxTokens = 256
    /// 0 takes the likeliest token; scores are divided by this otherwise.
    public var temperature: Float = 0
    /// Only this many of the likeliest tokens; 0 for all.
    public var topK = 0
    /// Only the likeliest tokens that together reach this probability; 1 for all.
    public var topP: Float = 1
    /// Only tokens at least this likely, relative to the likeliest; 0 for all.
    public var minP: Float = 0
    /// The same seed, prompt and parameters give the same answer.
    public var seed: UInt64 = 0
    /// Texts that end the answer; they are not part of it.
    public var stop: [String] = []
    public var precision: Precision = .default

    public init(
        maxTokens: Int = 256, temperature: Float = 0, topK: Int = 0, topP: Float = 1, minP: Float = 0, seed: UInt64 = 0,
        stop: [String] = [], precision: Precision = .default
    ) {
        self.maxTokens = maxTokens
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.seed = seed
        self.stop = stop
        self.precision = precision
    }

    func check() throws(InferenceError) {
        func require(_ condition: Bool, _ problem: String) throws(InferenceError) {
            guard condition else { throw .invalidParameter(problem: problem) }
        }
        try require(maxTokens >= 0, "maxTokens is \(maxTokens), not 0 or more")
        try require(temperature >= 0 && temperature.isFinite, "temperature is \(temperature), not 0 or more")
        try require(topK >= 0, "topK is \(topK), not 0 or more")
        try require(topP > 0 && topP <= 1, "topP is \(topP), not above 0 and up to 1")
        try require(minP >= 0 && minP <= 1, "minP is \(minP), not from 0 to 1")
        try require(!stop.contains(""), "an empty stop text would end every answer")
    }
}

/// What happens while an answer is generated.
public enum GenerationEvent: Sendable, Equatable {
    /// So many of the prompt's tokens have been processed; told after each part of a long prompt, the last time with all of them.
    case promptProcessed(tokens: Int)
    /// A token of the answer.
    case token(Int)
    /// Text that is certain to be part of the answer; the texts joined are the answer.
    case text(String)
}

public enum StopReason: String, Sendable, Codable {
    /// The model ended its answer.
    case end
    /// `maxTokens`, or the model's context, was reached.
    case length
    /// A stop text was generated.
    case stop
    /// Whoever was told of progress wanted no more.
    case cancelled
}

/// A generated answer.
public struct Generation: Sendable, Equatable {
    public var text: String
    /// The generated tokens, without the end token.
    public var tokens: [Int]
    public var promptTokens: Int
    public var stop: StopReason

    public init(text: String, tokens: [Int], promptTokens: Int, stop: StopReason) {
        self.text = text
        self.tokens = tokens
        self.promptTokens = promptTokens
        self.stop = stop
    }
}
