import Scoring

/// The order in which hidden answers stand side by side.
public enum BlindOrder {
    /// Shuffled by the seed alone: the same anywhere, so that a kept vote can be laid out again.
    public static func shuffled(_ arms: [Arm], seed: UInt64) -> [Arm] {
        var random = Scoring.CounterRandom(seed: seed)
        var result = arms
        for last in result.indices.dropFirst().reversed() { result.swapAt(last, random.below(last + 1)) }
        return result
    }
}
