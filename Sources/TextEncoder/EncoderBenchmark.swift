/// Measures an encoder. The clock is handed in: this target reads none.
public struct EncoderBenchmark: Sendable {
    public struct Result: Sendable, Equatable {
        /// One a repetition.
        public var passagesPerSecond: [Double]
        /// Seconds for one short question, one a repetition.
        public var questionSeconds: [Double]
        /// Mean word pieces of a passage, [CLS] and [SEP] included.
        public var tokensPerPassage: Double
    }

    /// What `questionSeconds` are for.
    public static let question = "How long do I have to return a damaged item?"

    public let encoder: SentenceEncoder

    public init(_ encoder: SentenceEncoder) { self.encoder = encoder }

    /// - Parameters:
    ///   - passages: what is embedded at each repetition; `samplePassages` when in doubt.
    ///   - clock: seconds, monotonic.
    public func run(passages: [String], repetitions: Int, clock: () -> Double) throws -> Result {
        // The first pass warms caches and the pool, and is not counted.
        _ = try encoder.embed(passages) { _ in true }
        _ = try encoder.embed([Self.question]) { _ in true }
        var result = Result(passagesPerSecond: [], questionSeconds: [], tokensPerPassage: 0)
        for _ in 0..<max(1, repetitions) {
            let start = clock()
            _ = try encoder.embed(passages) { _ in true }
            let middle = clock()
            _ = try encoder.embed([Self.question]) { _ in true }
            let end = clock()
            result.passagesPerSecond.append(Double(passages.count) / max(middle - start, 1e-9))
            result.questionSeconds.append(end - middle)
        }
        let tokens = passages.reduce(0) { $0 + encoder.tokens(of: $1).count }
        result.tokensPerPassage = Double(tokens) / Double(max(1, passages.count))
        return result
    }

    /// Passages of about 112 word pieces, each different.
    public static func samplePassages(count: Int) -> [String] {
        let sentences = [
            "Refunds are paid back to the card that was used within five working days.",
            "The workshop keeps spare parts for every model for at least ten years.",
            "Please note the serial number before you write to the support desk.",
            "Orders placed before noon leave the warehouse on the same day.",
            "A battery that swells must be taken out and brought to a collection point.",
            "The yearly plan renews by itself unless it is cancelled a month ahead.",
            "Photos are stored for ninety days and then removed for good.",
            "Our team answers in English, German and Portuguese from eight to six.",
            "The warranty covers faults of material but not damage from water.",
        ]
        return (0..<count).map { index in
            (0..<8).map { "\(sentences[(index * 5 + $0) % sentences.count])" }.joined(separator: " ") + " Note \(index)."
        }
    }
}
