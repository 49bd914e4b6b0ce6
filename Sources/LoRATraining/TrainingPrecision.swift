/// The arithmetic of the products with frozen weights. Everything else (norms, attention, the low-rank pairs, the optimiser) is in single
/// precision either way.
public enum TrainingPrecision: String, Sendable, Codable, CaseIterable {
    /// Single precision throughout: what the references compute.
    case single
    /// Whole numbers in blocks of 32: activations and gradients in 16 bits; weights as the file holds them on the way forward, in 8 bits
    /// on the way back. Less memory, more speed, the same bits on every processor. Models whose weights don't come in such blocks are
    /// trained in single precision.
    case mixed
}
