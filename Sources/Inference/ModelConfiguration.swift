import ModelFormats

/// The shape of a transformer, as its file states it.
public struct ModelConfiguration: Sendable, Equatable {
    /// The architectures that have a forward pass here.
    public static let supportedArchitectures = ["llama"]

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
    public var ropeBase: Float
    /// Positions are divided by this before they are rotated; 1 unless the file stretches its context.
    public var ropeScale: Float
    public var normEpsilon: Float
    /// Whether the output head is the embedding table.
    public var tied: Bool

    /// Numbers in all queries of a token.
    public var queryWidth: Int { heads * headWidth }
    /// Numbers in all keys (or values) of a token.
    public var keyValueWidth: Int { keyValueHeads * headWidth }
    /// Queries that share a key.
    public var queriesPerKey: Int { heads / keyValueHeads }

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

extension ModelConfiguration {
    /// Reads and checks the metadata of a model file.
    init(_ file: GGUFFile) throws {
        let path = file.path
        architecture = try file.string("general.architecture")
        let architecture = self.architecture
        guard Self.supportedArchitectures.contains(architecture) else {
            throw InferenceError.unsupportedArchitecture(path: path, architecture: String(architecture.prefix(60)))
        }
        func size(_ key: String, atMost limit: Int = 1 << 24) throws -> Int {
            try Self.checked(file.int("\(architecture).\(key)"), key, limit, path)
        }
        layers = try size("block_count", atMost: 1 << 12)
        width = try size("embedding_length")
        heads = try size("attention.head_count", atMost: 1 << 12)
        feedForward = try size("feed_forward_length")
        context = try size("context_length", atMost: 1 << 30)
        keyValueHeads =
            try file.intIfPresent("\(architecture).attention.head_count_kv")
            .map { [heads] in try Self.checked($0, "attention.head_count_kv", heads, path) } ?? heads
        guard heads % keyValueHeads == 0 else {
            throw InferenceError.inconsistentModel(path: path, problem: "\(heads) heads cannot share \(keyValueHeads) key/value heads")
        }
        if let stated = try file.intIfPresent("\(architecture).attention.key_length") {
            headWidth = try Self.checked(stated, "attention.key_length", 1 << 12, path)
        } else {
            guard width % heads == 0 else {
                throw InferenceError.inconsistentModel(path: path, problem: "an embedding of \(width) cannot be split into \(heads) heads")
            }
            headWidth = width / heads
        }
        // The attention kernels work on 16 numbers at a time, up to 256.
        guard headWidth % 16 == 0, headWidth <= 256 else {
            throw InferenceError.unsupportedModel(path: path, problem: "its heads are \(headWidth) wide, not a multiple of 16 up to 256")
        }
        for (key, expected) in [("attention.value_length", headWidth), ("rope.dimension_count", headWidth)] {
            if let stated = try file.intIfPresent("\(architecture).\(key)"), stated != expected {
                throw InferenceError.unsupportedModel(
                    path: path, problem: "its \(key) is \(stated), other than its heads' width \(expected)")
            }
        }
        normEpsilon = try file.float("\(architecture).attention.layer_norm_rms_epsilon")
        ropeBase = try file.floatIfPresent("\(architecture).rope.freq_base") ?? 10_000
        guard normEpsilon >= 0, normEpsilon.isFinite, ropeBase > 0, ropeBase.isFinite else {
            throw InferenceError.inconsistentModel(path: path, problem: "norm epsilon \(normEpsilon), rope base \(ropeBase)")
        }
        ropeScale = try Self.ropeScale(file, architecture)
        let embedding = try file.tensor("token_embd.weight")
        guard embedding.shape.count == 2, embedding.shape[1] == width else {
            throw InferenceError.inconsistentModel(
                path: path, problem: "the embedding table has the shape \(embedding.shape), its rows should be \(width) wide")
        }
        vocabulary = embedding.shape[0]
        tied = file.tensors["output.weight"] == nil && file.undecodable["output.weight"] == nil
        let tokens = try file.strings("tokenizer.ggml.tokens").count
        guard tokens == vocabulary else {
            throw InferenceError.inconsistentModel(path: path, problem: "\(tokens) tokens, but \(vocabulary) rows in the embedding table")
        }
    }

    private static func checked(_ value: Int, _ key: String, _ limit: Int, _ path: String) throws -> Int {
        guard (1...limit).contains(value) else {
            throw InferenceError.inconsistentModel(path: path, problem: "\(key) is \(value), not from 1 to \(limit)")
        }
        return value
    }

    private static func ropeScale(_ file: GGUFFile, _ architecture: String) throws -> Float {
        let kind = try file.stringIfPresent("\(architecture).rope.scaling.type") ?? "none"
        switch kind {
        case "none": return 1
        case "linear":
            let factor = try file.float("\(architecture).rope.scaling.factor")
            guard factor > 0, factor.isFinite else {
                throw InferenceError.inconsistentModel(path: file.path, problem: "rope.scaling.factor is \(factor)")
            }
            return factor
        default:
            throw InferenceError.unsupportedModel(path: file.path, problem: "it scales positions by \"\(kind.prefix(40))\"")
        }
    }
}
