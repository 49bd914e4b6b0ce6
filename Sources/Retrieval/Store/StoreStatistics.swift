/// A store in numbers.
public struct StoreStatistics: Sendable, Equatable {
    /// Failed ones included.
    public var documents: Int
    public var failed: Int
    public var passages: Int
    /// Word pieces over all passages.
    public var tokens: Int
    /// Passages that have a vector of the encoder that the last sync used. Fewer than `passages` after a cancelled change of
    /// encoder.
    public var embedded: Int
    /// Vectors in the embedding cache, those of earlier versions included.
    public var cachedEmbeddings: Int
    /// Size of the store's files.
    public var bytes: Int
    /// Signature of the encoder that the last sync used; nil before the first one.
    public var embedder: String?
    /// What was last found damaged and mended, in words.
    public var repair: String?
}
