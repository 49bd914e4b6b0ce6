import Inference

/// All bytes, pieces of JSON, and random texts, some of them with half characters: a small vocabulary like a byte-level model's.
enum TestVocabulary {
    static let end = 0
    static let special = 1

    static let tokens: [[UInt8]] = {
        var random = TestRandom(11)
        var tokens: [[UInt8]] = [[], []] + (UInt8.min...UInt8.max).shuffled(using: &random).map { [$0] }
        let pieces = [
            "{\"", "\": ", "\": \"", "\", \"", "\"}", "}", "]", "]}", "[", "[]", "{}", ", ", "true", "false", "null", "12", "2024", "-1",
            "0.5", "\\n", "\\\"", "\\u00", " the", "ing", "name", "\"name\"", "\"age\": ", "a", "aa", "ab", "ü", "日本", "😀", "\n\n",
        ]
        tokens += pieces.map { Array($0.utf8) }
        let alphabet = Array("abcdefxyz0123456789\"\\{}[]:,. -+eEüé日😀\n".utf8)
        while tokens.count < 800 {
            tokens.append((0..<Int.random(in: 2...6, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
        }
        return tokens
    }()

    static let shared = TokenVocabulary(tokens: tokens, endTokens: [end])
}

/// An answer written under a constraint by a model that scores at random.
struct ConstraintWalk: Equatable {
    var tokens: [Int] = []
    var hasEnded = false

    var bytes: [UInt8] { tokens.flatMap { TestVocabulary.tokens[$0] } }
    /// Nil when it is not UTF-8.
    var text: String? { String(validating: bytes, as: UTF8.self) }

    init(_ constraint: TokenConstraint, seed: UInt64, budget: Int) throws {
        var random = TestRandom(seed)
        var state = constraint.start
        while true {
            let scores = TestVocabulary.tokens.map { _ in Float.random(in: -10...10, using: &random) }
            let best = scores.indices.max { scores[$0] < scores[$1] }!
            let picked = try scores.withUnsafeBufferPointer {
                try constraint.pick(scores: $0, best: best, in: state, remaining: budget - tokens.count)
            }
            guard let token = picked else { return }
            hasEnded = token == TestVocabulary.end
            if hasEnded { return }
            guard let next = try constraint.next(state, token: token) else { throw Stuck(token: token) }
            tokens.append(token)
            state = next
        }
    }

    struct Stuck: Error {
        var token: Int
    }
}
