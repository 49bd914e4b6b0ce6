/// How activations are held while a model runs. Weights are used as the file stores them in both.
public enum Precision: String, Sendable, Codable, CaseIterable {
    /// 16-bit activations against quantised weights (Q5_1 and the K-quants are multiplied like floats), a half-precision key/value cache.
    /// The same bits whether a text is processed at once or token by token — but for weights multiplied like floats, and for processors
    /// with bf16 products, where parts of 64 tokens and more go through those.
    case `default`
    /// Single precision throughout: the reference that the fast paths are held against.
    case precise
}
