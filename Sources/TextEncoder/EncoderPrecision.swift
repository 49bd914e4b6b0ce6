/// The arithmetic of an encoder's products. Everything else is single precision in both.
public enum EncoderPrecision: String, Sendable, CaseIterable {
    /// 14-bit activations, 12-bit weights, exact integer sums: faster, half the memory, and the same bits on every processor.
    /// Vectors have a cosine above 0.9999 with those of single precision. Needs widths that are multiples of 128.
    case int16
    /// The reference.
    case float32
}
