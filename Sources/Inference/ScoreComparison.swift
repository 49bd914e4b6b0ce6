import Foundation

/// How far apart the next-token distributions of two models, or of one in two precisions, are.
public struct ScoreComparison: Sendable, Equatable, Codable {
    /// Tokens at which both were scored.
    public var positions = 0
    /// The largest difference in log-probability among the first model's likeliest tokens, in nats.
    public var largestDifference = 0.0
    /// Kullback-Leibler divergence of the second distribution from the first, mean over the positions, in nats.
    public var meanDivergence = 0.0
    /// Positions at which both find the same token likeliest; at all of them: the greedy answers are equal.
    public var agreeing = 0

    /// The share of the positions at which greedy decoding goes the same way.
    public var agreement: Double { Double(agreeing) / Double(max(1, positions)) }

    public init() {}

    /// Tokens of the first model that `largestDifference` looks at: beyond them are tokens that are never drawn.
    public static let likeliest = 20

    /// A model with or without an adapter.
    public struct Candidate {
        var model: LanguageModel
        var adapter: PreparedAdapter?

        public init(_ model: LanguageModel, adapter: PreparedAdapter? = nil) {
            self.model = model
            self.adapter = adapter
        }
    }

    /// Holds `others` against `reference`: at the end of each prompt and behind each of the next tokens that the reference finds likeliest,
    /// up to `tokens` of them or its end token. Activations are 32-bit throughout. The vocabularies are the same.
    /// - Returns: one comparison for each of `others`.
    public static func compare(
        _ reference: Candidate, with others: [Candidate], prompts: [[Int]], tokens: Int
    ) throws -> [ScoreComparison] {
        var results = [ScoreComparison](repeating: ScoreComparison(), count: others.count)
        let ends = reference.model.tokenizer.endTokens
        for prompt in prompts {
            let sessions = ([reference] + others).map { Session($0.model, adapter: $0.adapter, precision: .precise) }
            var text = prompt
            for _ in 0..<tokens {
                for session in sessions { try session.process(text) }
                let expected = LogProbabilities(sessions[0].logits)
                for (index, session) in sessions.dropFirst().enumerated() {
                    results[index].add(expected, LogProbabilities(session.logits))
                }
                guard !ends.contains(expected.best), text.count < reference.model.configuration.context else { break }
                text.append(expected.best)
            }
        }
        return results
    }

    mutating func add(_ expected: LogProbabilities, _ found: LogProbabilities) {
        positions += 1
        agreeing += expected.best == found.best ? 1 : 0
        meanDivergence += (expected.divergence(to: found) - meanDivergence) / Double(positions)
        for token in expected.top(Self.likeliest) {
            largestDifference = max(largestDifference, abs(expected.values[token] - found.values[token]))
        }
    }
}

/// The logarithms of a distribution over the vocabulary.
struct LogProbabilities {
    var values: [Double]
    var best: Int

    init(_ scores: UnsafeBufferPointer<Float>) {
        var best = 0
        for token in scores.indices where scores[token] > scores[best] { best = token }
        let largest = Double(scores[best])
        let sum = scores.reduce(0.0) { $0 + exp(Double($1) - largest) }
        let shift = largest + log(sum)
        values = scores.map { Double($0) - shift }
        self.best = best
    }

    func divergence(to other: LogProbabilities) -> Double {
        var sum = 0.0
        for (one, two) in zip(values, other.values) { sum += exp(one) * (one - two) }
        return max(0, sum)
    }

    /// The likeliest tokens; of equal ones the first.
    func top(_ count: Int) -> [Int] {
        var tokens: [Int] = []
        for token in values.indices {
            if tokens.count == count, values[token] <= values[tokens[count - 1]] { continue }
            let place = tokens.firstIndex { values[$0] < values[token] } ?? tokens.count
            tokens.insert(token, at: place)
            if tokens.count > count { tokens.removeLast() }
        }
        return tokens
    }
}
