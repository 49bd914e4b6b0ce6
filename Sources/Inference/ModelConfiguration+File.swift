import ModelFormats

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
        headWidth = try Self.headWidth(file, architecture, width: width, heads: heads)
        normEpsilon = try file.float("\(architecture).attention.layer_norm_rms_epsilon")
        guard normEpsilon >= 0, normEpsilon.isFinite else {
            throw InferenceError.inconsistentModel(path: path, problem: "norm epsilon \(normEpsilon)")
        }
        let embedding = try file.tensor("token_embd.weight")
        guard embedding.shape.count == 2, embedding.shape[1] == width else {
            throw InferenceError.inconsistentModel(
                path: path, problem: "the embedding table has the shape \(embedding.shape), its rows should be \(width) wide")
        }
        vocabulary = embedding.shape[0]
        tied = !file.holds("output.weight")
        let tokens = try file.strings("tokenizer.ggml.tokens").count
        guard tokens == vocabulary else {
            throw InferenceError.inconsistentModel(path: path, problem: "\(tokens) tokens, but \(vocabulary) rows in the embedding table")
        }
        rotation = try Rotation(file, architecture, width: headWidth, context: context)
        window = try SlidingWindow(file, architecture)
        // The forms of the architectures, as llama.cpp's src/models and transformers' modeling files have them.
        hasProjectionBiases = architecture == "qwen2" || file.holds("blk.0.attn_q.bias")
        hasHeadNorms = architecture == "qwen3" || architecture == "gemma3"
        hasUpdateNorms = architecture == "gemma3"
        hasPairedRows = architecture == "llama"
        activation = architecture == "gemma3" ? .gelu : .silu
        embeddingScale = architecture == "gemma3" ? Float(width).squareRoot() : 1
        // Gemma 3 27B alone (62 layers) scales by width / heads instead of by the width of a head.
        let scaledWidth = architecture == "gemma3" && layers == 62 ? width / heads : headWidth
        attentionScale = 1 / Float(scaledWidth).squareRoot()
        if window != nil, rotation.ramp != nil || rotation.magnitude != 1 || file.holds("rope_freqs.weight") {
            throw InferenceError.unsupportedModel(
                path: path,
                problem: "it has a sliding window and scales positions by YaRN or by factors; the two together are not computed here")
        }
        try checkThatNothingElse(isIn: file)
    }

    private static func headWidth(_ file: GGUFFile, _ architecture: String, width: Int, heads: Int) throws -> Int {
        let path = file.path
        let headWidth: Int
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
        for key in ["attention.value_length", "rope.dimension_count"] {
            if let stated = try file.intIfPresent("\(architecture).\(key)"), stated != headWidth {
                throw InferenceError.unsupportedModel(
                    path: path, problem: "its \(key) is \(stated), other than its heads' width \(headWidth)")
            }
        }
        return headWidth
    }

    static func checked(_ value: Int, _ key: String, _ limit: Int, _ path: String) throws -> Int {
        guard (1...limit).contains(value) else {
            throw InferenceError.inconsistentModel(path: path, problem: "\(key) is \(value), not from 1 to \(limit)")
        }
        return value
    }
}

extension SlidingWindow {
    /// What a gemma3 file says of its window; nil where it has none, and for other architectures.
    ///
    /// llama.cpp: five layers with the window, then one without; the window's layers turn by the base 10000, unscaled, unless the file has
    /// one of its own.
    init?(_ file: GGUFFile, _ architecture: String) throws {
        guard architecture == "gemma3", let stated = try file.intIfPresent("gemma3.attention.sliding_window"), stated != 0 else {
            return nil
        }
        length = try ModelConfiguration.checked(stated, "attention.sliding_window", 1 << 30, file.path)
        period = try ModelConfiguration.checked(
            file.intIfPresent("gemma3.attention.sliding_window_pattern") ?? 6, "attention.sliding_window_pattern", 1 << 12, file.path)
        rotation = Rotation(base: try Rotation.base(file, "gemma3.rope.freq_base_swa"))
    }
}

extension GGUFFile {
    /// Whether there is a tensor of this name, in whatever type.
    func holds(_ name: String) -> Bool { tensors[name] != nil || undecodable[name] != nil }
}
