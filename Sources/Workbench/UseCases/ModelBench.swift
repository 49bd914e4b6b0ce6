import Foundation
import Inference
import LoRATraining
import ModelFormats
import TextEncoder
import Tokenization

/// The engine without a project: what `assay model …` does.
public enum ModelBench {
    /// A prompt as a person gives it.
    public struct Prompt: Sendable {
        public var text: String
        /// Used as it stands, special tokens parsed; otherwise a user turn in the model's chat template.
        public var raw: Bool
        public var system: String?
        public var model: String?
        public var adapter: String?
        public var precise: Bool

        public init(text: String, raw: Bool, system: String?, model: String?, adapter: String?, precise: Bool) {
            self.text = text
            self.raw = raw
            self.system = system
            self.model = model
            self.adapter = adapter
            self.precise = precise
        }

        var precision: Precision { precise ? .precise : .default }

        func tokens(for model: LanguageModel) throws -> [Int] {
            if raw {
                let tokens = model.tokenizer.encode(text, parseSpecial: true)
                // Models that were trained with a token before every text are lost without it.
                guard model.tokenizer.addsBeginToken, let begin = model.tokenizer.beginToken, tokens.first != begin else { return tokens }
                return [begin] + tokens
            }
            var messages = [ChatMessage(role: .user, content: text)]
            if let system { messages.insert(ChatMessage(role: .system, content: system), at: 0) }
            return try model.template.encode(messages, addGenerationPrompt: true, with: model.tokenizer)
        }
    }

    public struct Facts: Codable, Sendable {
        public var architecture: String
        public var parameters: Int
        public var layers: Int
        public var embedding: Int
        public var heads: Int
        public var kvHeads: Int
        public var context: Int
        public var vocabulary: Int
        public var quantization: String
        /// The family of the chat template, or why there is none to use.
        public var template: String
        public var sha256: String

        public var rows: [(String, String)] {
            [
                ("architecture", architecture), ("parameters", "\(parameters)"), ("layers", "\(layers)"), ("embedding", "\(embedding)"),
                ("heads", "\(heads)"), ("kv heads", "\(kvHeads)"), ("context", "\(context)"), ("vocabulary", "\(vocabulary)"),
                ("quantization", quantization), ("template", template), ("sha256", sha256),
            ]
        }
    }

    public struct Tokens: Codable, Sendable {
        public var tokens: [Int]
        public var pieces: [String]
    }

    public struct NextTokens: Codable, Sendable {
        public struct Entry: Codable, Sendable {
            public var id: Int
            public var piece: String
            public var logprob: Double
        }
        /// The prompt's ids.
        public var tokens: [Int]
        public var top: [Entry]
    }

    public struct Completion: Codable, Sendable {
        public struct Timings: Codable, Sendable {
            public var promptSeconds: Double
            public var generateSeconds: Double
        }
        public var text: String
        /// Without the end token.
        public var tokens: [Int]
        public var promptTokens: Int
        public var stop: String
        public var timings: Timings
    }

    public struct GradientResult: Codable, Sendable {
        public var loss: Double
        public var supervisedTokens: Int
    }

    public struct PerplexityResult: Codable, Sendable {
        public var perplexity: Double
        public var tokens: Int
        /// With a comparison asked for: how the default arithmetic agrees with single precision.
        public var comparison: Comparison?

        public struct Comparison: Codable, Sendable {
            public var precisePerplexity: Double
            public var predictions: Int
            /// The share of predictions whose likeliest token is the same.
            public var greedyAgreement: Double
            /// Mean Kullback–Leibler divergence in nats.
            public var divergence: Double
        }
    }

    public static func inspect(path: String) throws -> Facts {
        let path = try ModelStore().languageModelPath(path)
        let model = try LanguageModel(path: path)
        let c = model.configuration
        return Facts(
            architecture: c.architecture, parameters: model.parameters, layers: c.layers, embedding: c.width, heads: c.heads,
            kvHeads: c.keyValueHeads, context: c.context, vocabulary: c.vocabulary, quantization: model.quantization,
            template: templateName(of: model), sha256: try FileHash.sha256(path: path))
    }

    private static func templateName(of model: LanguageModel) -> String {
        do {
            return try model.template.family.name
        } catch TokenizationError.noChatTemplate {
            return "none"
        } catch {
            return "not usable: \(error)"
        }
    }

    public static func tokenize(_ text: String, model: String?, parseSpecial: Bool) throws -> Tokens {
        let tokenizer = try load(model).tokenizer
        let ids = tokenizer.encode(text, parseSpecial: parseSpecial)
        return Tokens(tokens: ids, pieces: ids.map(tokenizer.piece))
    }

    public static func logits(_ prompt: Prompt, top: Int) throws -> NextTokens {
        let model = try load(prompt.model)
        let tokens = try prompt.tokens(for: model)
        let logits = try model.logits(tokens, adapter: try adapter(prompt.adapter, for: model), precision: prompt.precision)
        let largest = Double(logits.max() ?? 0)
        let normaliser = largest + log(logits.reduce(0.0) { $0 + exp(Double($1) - largest) })
        let best = logits.indices.sorted { (logits[$0], $1) > (logits[$1], $0) }.prefix(top)
        return NextTokens(
            tokens: tokens,
            top: best.map { .init(id: $0, piece: model.tokenizer.piece($0), logprob: Double(logits[$0]) - normaliser) })
    }

    /// - Parameter onText: gets each piece of text as it comes; false stops.
    public static func generate(
        _ prompt: Prompt, maxTokens: Int, temperature: Double, topK: Int, topP: Double, minP: Double, seed: UInt64, stop: [String],
        form: AnswerForm? = nil, onText: (String) -> Bool
    ) throws -> Completion {
        let model = try load(prompt.model)
        let tokens = try prompt.tokens(for: model)
        var parameters = GenerationParameters()
        parameters.maxTokens = maxTokens
        parameters.temperature = Float(temperature)
        parameters.topK = topK
        parameters.topP = Float(topP)
        parameters.minP = Float(minP)
        parameters.seed = seed
        parameters.stop = stop
        parameters.precision = prompt.precision
        let constraint = try form?.constraint(for: model)
        let watch = Stopwatch()
        var promptSeconds = 0.0
        let result = try model.generate(
            tokens, adapter: try adapter(prompt.adapter, for: model), parameters: parameters, constraint: constraint
        ) { event in
            switch event {
            case .promptProcessed: promptSeconds = watch.seconds
            case .text(let text): return onText(text) ? .more : .stop
            case .token: break
            }
            return .more
        }
        return Completion(
            text: result.text, tokens: result.tokens, promptTokens: result.promptTokens, stop: result.stop.rawValue,
            timings: .init(promptSeconds: promptSeconds, generateSeconds: watch.seconds - promptSeconds))
    }

    public static func embed(_ texts: [String]) throws -> [[Float]] {
        try SentenceEncoder(directory: ModelStore().textEncoderPath()).embed(texts)
    }

    public static func gradients(
        model name: String?, adapter path: String, alpha: Double?, rankStabilized: Bool, batch batchPath: String, out: String,
        precision: TrainingPrecision
    ) throws -> GradientResult {
        struct Batch: Decodable { var sequences: [TrainingSequence] }
        let batch: Batch
        do {
            batch = try JSONDecoder().decode(Batch.self, from: try Files.read(batchPath))
        } catch is DecodingError {
            throw WorkbenchError(
                .badData, "\(batchPath) is not a batch of token sequences.",
                next: "Expected {\"sequences\": [{\"tokens\": [...], \"labels\": [...]}]}.")
        }
        let model = try load(name)
        var adapter: LoRAAdapter
        if Files.isDirectory(path) {
            adapter = try LoRAAdapter(directory: path)
        } else {
            guard let alpha else {
                throw WorkbenchError(.usage, "\(path) is a bare adapter file, which does not say its alpha.", next: "Give --alpha.")
            }
            adapter = try LoRAAdapter(safetensors: path, alpha: Float(alpha))
            adapter.usesRankStabilization = rankStabilized
        }
        let result = try AdapterGradients.compute(
            model: model, adapter: adapter, batch: batch.sequences, precision: precision)
        try SafetensorsWriter.write(result.gradients, metadata: ["format": "pt"], to: out)
        return GradientResult(loss: result.loss, supervisedTokens: result.supervisedTokens)
    }

    /// - Parameters:
    ///   - comparing: measures the default arithmetic against single precision too.
    ///   - progress: is told the share that is done.
    public static func perplexity(
        model name: String?, adapter path: String?, file: String, window: Int, precise: Bool, comparing: Bool = false,
        progress: (Double) -> Void = { _ in }
    ) throws -> PerplexityResult {
        let model = try load(name)
        let tokens = model.tokenizer.encode(try Files.readText(file))
        guard tokens.count >= 2 else { throw WorkbenchError(.badData, "\(file) has fewer than two tokens.") }
        let adapter = try adapter(path, for: model)
        // A comparison goes through the text four times, twice of them in single precision.
        let passes = comparing ? 4.0 : 1
        var passed = 0.0
        func report(_ done: Int) -> Continuation {
            progress((passed + Double(done) / Double(tokens.count)) / passes)
            return .more
        }
        func value(_ precision: Precision) throws -> Double {
            defer { passed += 1 }
            return try model.perplexity(tokens: tokens, window: window, adapter: adapter, precision: precision, progress: report)
        }
        var result = PerplexityResult(perplexity: try value(precise ? .precise : .default), tokens: tokens.count)
        guard comparing else { return result }
        let precise = precise ? result.perplexity : try value(.precise)
        let comparison = try model.comparePrecisions(tokens: tokens, window: window, adapter: adapter) { report(2 * $0) }
        result.comparison = .init(
            precisePerplexity: precise, predictions: comparison.positions,
            greedyAgreement: comparison.agreement, divergence: comparison.meanDivergence)
        return result
    }

    static func load(_ name: String?) throws -> LanguageModel {
        try LanguageModel(path: try ModelStore().languageModelPath(name))
    }

    static func adapter(_ path: String?, for model: LanguageModel) throws -> PreparedAdapter? {
        guard let path else { return nil }
        guard Files.isDirectory(path) else {
            throw WorkbenchError(.notFound, "There is no adapter folder \(path).", next: "Give a folder with adapter_config.json.")
        }
        return try model.prepare(adapter: try LoRAAdapter(directory: path))
    }
}
