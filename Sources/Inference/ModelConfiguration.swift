import ModelFormats

/// The shape of a transformer, as its file states it, and what sets its architecture apart from others: the forward pass reads it here
/// and asks no further what a model is called.
public struct ModelConfiguration: Sendable, Equatable {
    /// The architectures that have a forward pass here, by their names in GGUF files. Mistral's files call themselves llama.
    public static let supportedArchitectures = ["llama", "qwen2", "qwen3", "gemma3"]

    /// The gate's function in the feed-forward part.
    public enum Activation: Sendable, Equatable {
        case silu
        /// The tanh form of gelu.
        case gelu
    }

    public var architecture: String
    public var layers: Int
    /// Numbers in a token's embedding.
    public var width: Int
    public var heads: Int
    public var keyValueHeads: Int
    public var headWidth: Int
    /// Numbers in the hidden layer of the feed-forward part.
    public var feedForward: Int
    public var vocabulary: Int
    /// The most tokens that the model was trained to see at once.
    public var context: Int
    public var normEpsilon: Float
    /// Whether the output head is the embedding table.
    public var tied: Bool

    /// How positions turn queries and keys, in layers that see the whole text.
    public var rotation: Rotation
    /// What some layers see of the text, where not all see the whole.
    public var window: SlidingWindow?
    /// What embeddings are multiplied by.
    public var embeddingScale: Float
    /// What the products of queries and keys are multiplied by.
    public var attentionScale: Float
    public var activation: Activation
    /// Whether numbers are added to queries, keys and values.
    public var hasProjectionBiases: Bool
    /// Whether each head's query and key are normalised before they are turned.
    public var hasHeadNorms: Bool
    /// Whether what attention and the feed-forward part give is normalised before it is added to the residual stream.
    public var hasUpdateNorms: Bool
    /// Whether the file's q and k rows stand so that the two numbers that a rotation mixes are neighbours; else they are half a head apart.
    public var hasPairedRows: Bool

    /// Numbers in all queries of a token.
    public var queryWidth: Int { heads * headWidth }
    /// Numbers in all keys (or values) of a token.
    public var keyValueWidth: Int { keyValueHeads * headWidth }
    /// Queries that share a key.
    public var queriesPerKey: Int { heads / keyValueHeads }

    /// The rotations that the layers take; see `rotationIndex(layer:)`.
    public var rotations: [Rotation] { [rotation] + (window.map { [$0.rotation] } ?? []) }

    /// Which of `rotations` a layer takes.
    func rotationIndex(layer: Int) -> Int { positionsSeen(layer: layer) == nil ? 0 : 1 }

    /// How many positions a token sees in a layer, its own included; nil: all up to its own.
    public func positionsSeen(layer: Int) -> Int? {
        window.flatMap { (layer + 1) % $0.period == 0 ? nil : $0.length }
    }

    /// Outputs and inputs of a layer's linear weight.
    public func shape(of projection: LinearProjection) -> (outputs: Int, inputs: Int) {
        switch projection {
        case .q: (queryWidth, width)
        case .k, .v: (keyValueWidth, width)
        case .o: (width, queryWidth)
        case .gate, .up: (feedForward, width)
        case .down: (width, feedForward)
        }
    }
}

/// Layers that see the newest positions only, between ones that see all.
public struct SlidingWindow: Sendable, Equatable {
    /// Positions that a token sees, its own included.
    public var length: Int
    /// Every layer of this number, counted from 1, sees the whole text.
    public var period: Int
    /// How positions turn queries and keys in the layers with the window.
    public var rotation: Rotation
}
