/// What is random in one pass of a training step; a function of seed, step and pass, so that a resumed training repeats it.
struct PassNoise {
    /// Drops inputs of the low-rank pairs.
    var dropout: Dropout?
    /// Moves embeddings.
    var embedding: EmbeddingNoise?

    /// nil when nothing is random.
    static func of(dropout: Float, neftuneAlpha: Float, seed: UInt64, step: Int) -> ((Int) -> PassNoise)? {
        guard dropout > 0 || neftuneAlpha > 0 else { return nil }
        return { pass in
            PassNoise(
                dropout: dropout > 0 ? Dropout(rate: dropout, seed: seed, step: step, pass: pass) : nil,
                embedding: neftuneAlpha > 0 ? EmbeddingNoise(alpha: neftuneAlpha, seed: seed, step: step, pass: pass) : nil)
        }
    }
}
