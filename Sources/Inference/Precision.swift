/// How activations are held while a model runs. Weights are used as the file stores them in both.
public enum Precision: String, Sendable, Codable, CaseIterable {
    /// 16-bit activations against quantised weights, a half-precision key/value cache. The same bits whether a text is processed at once or
    /// token by token, on every processor; but for weights that are no whole numbers (Q2_K, F16, BF16, F32), which long parts of a text
    /// multiply in bf16 where the processor has it.
    case `default`
    /// Single precision throughout: the reference that the fast paths are held against.
    case precise
}
