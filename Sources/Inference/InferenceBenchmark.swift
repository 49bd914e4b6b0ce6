/// Measures the forward pass. The caller brings the clock: seconds, from any origin.
public enum InferenceBenchmark {
    /// Prompt tokens processed per second, one sample a repetition; the first, unmeasured one warms caches and packs weights.
    public static func prefill(
        _ model: LanguageModel, tokens: Int = 512, repetitions: Int = 5, adapter: PreparedAdapter? = nil, precision: Precision = .default,
        clock: () -> Double
    ) throws -> [Double] {
        let prompt = text(tokens, model)
        return try (0...max(1, repetitions)).map { _ in
            let session = Session(model, adapter: adapter, precision: precision)
            let start = clock()
            try session.process(prompt)
            return Double(tokens) / (clock() - start)
        }.dropFirst().map { $0 }
    }

    /// Tokens generated per second after `depth` tokens of context, one sample for each run of `tokens`.
    public static func decode(
        _ model: LanguageModel, depth: Int = 0, tokens: Int = 64, repetitions: Int = 5, adapter: PreparedAdapter? = nil,
        precision: Precision = .default, clock: () -> Double
    ) throws -> [Double] {
        let prompt = text(depth + 1, model)
        let session = Session(model, adapter: adapter, precision: precision)
        return try (0...max(1, repetitions)).map { _ in
            try session.process(prompt)
            let start = clock()
            for token in text(tokens, model) { try session.process(next: token) }
            return Double(tokens) / (clock() - start)
        }.dropFirst().map { $0 }
    }

    /// Seconds to the first token of a prompt whose first `tokens` tokens an earlier prompt shared, 32 new ones behind them.
    public static func warmPrefix(
        _ model: LanguageModel, tokens: Int = 1000, repetitions: Int = 5, clock: () -> Double
    ) throws -> [Double] {
        let prefix = text(tokens, model)
        let pool = SessionPool(model)
        // Every prompt goes on in its own way, so that only the prefix is shared.
        return try (0...max(1, repetitions)).map { index in
            let prompt = prefix + [index] + text(32, model).dropFirst()
            let start = clock()
            try pool.withSession(for: prompt) { session in
                try session.process(prompt)
                _ = session.logits.indices.max { session.logits[$0] < session.logits[$1] }
            }
            return clock() - start
        }.dropFirst().map { $0 }
    }

    /// Tokens generated per second in all by `sequences` greedy answers of `tokens` tokens in progress at once, their prompts of 16
    /// tokens processed before the clock starts.
    public static func batch(
        _ model: LanguageModel, sequences: Int = 8, tokens: Int = 64, repetitions: Int = 5, clock: () -> Double
    ) throws -> [Double] {
        let generator = BatchGenerator(model, places: sequences)
        let requests = (0..<sequences).map { index in
            BatchGenerator.Request(prompt: [index] + text(16, model), parameters: GenerationParameters(maxTokens: tokens))
        }
        return try (0...max(1, repetitions)).map { _ in
            // The first token of the last answer: from there on all are in progress.
            var (start, counted) = (0.0, 0)
            _ = try generator.generate(requests) { event in
                guard case .progress(let index, .token) = event else { return .more }
                if start > 0 { counted += 1 }
                if index == sequences - 1, start == 0 { start = clock() }
                return .more
            }
            return Double(counted) / (clock() - start)
        }.dropFirst().map { $0 }
    }

    /// Tokens spread over the vocabulary; the work doesn't depend on which they are.
    private static func text(_ count: Int, _ model: LanguageModel) -> [Int] {
        var random = CounterRandom(seed: 1)
        return (0..<count).map { _ in Int(random.next() % UInt64(model.configuration.vocabulary)) }
    }
}
