import TextEncoder

extension SentenceEncoder: Embedder {
    public func embed(_ texts: [String]) throws -> [[Float]] { try embed(texts) { _ in true } ?? [] }
}
