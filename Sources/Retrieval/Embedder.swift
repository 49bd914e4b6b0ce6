/// What retrieval needs of a text encoder: unit vectors, a token count, and a name that changes when the vectors would.
public protocol Embedder: Sendable {
    /// Length of every vector.
    var dimensions: Int { get }

    /// Equal signatures give equal vectors for equal text; a different model, even of the same size, has another one.
    var signature: String { get }

    /// One unit vector a text, in the order of `texts`.
    func embed(_ texts: [String]) throws -> [[Float]]

    /// Word pieces of `text`, without the tokens that the encoder puts around every text.
    func countTokens(_ text: String) -> Int
}
