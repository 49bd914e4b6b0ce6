import ModelFormats

extension ModelConfiguration {
    /// Metadata that the forward pass reads, or that don't bear on it.
    private static let knownKeys: Set<String> = [
        "block_count", "embedding_length", "feed_forward_length", "context_length", "vocab_size", "attention.head_count",
        "attention.head_count_kv", "attention.key_length", "attention.value_length", "attention.layer_norm_rms_epsilon",
        "rope.dimension_count", "rope.freq_base", "rope.scale_linear", "rope.scaling.type", "rope.scaling.factor",
        "rope.scaling.original_context_length", "rope.scaling.attn_factor", "rope.scaling.yarn_beta_fast", "rope.scaling.yarn_beta_slow",
        "rope.scaling.finetuned", "pooling_type", "tensor_data_layout",
    ]
    private static let windowKeys: Set<String> = [
        "attention.sliding_window", "attention.sliding_window_pattern", "rope.freq_base_swa",
    ]
    /// Metadata that change nothing at one value only.
    private static let neutralNumbers: [String: Double] = [
        "expert_count": 0, "expert_used_count": 0, "attn_logit_softcapping": 0, "final_logit_softcapping": 0, "attention.clamp_kqv": 0,
        "attention.max_alibi_bias": 0, "attention.scale": 0, "logit_scale": 1, "residual_scale": 1, "embedding_scale": 1,
        "rope.scaling.alpha": 0, "rope.scaling.yarn_log_multiplier": 0, "rope.scaling.yarn_ext_factor": 1,
        "rope.scaling.yarn_attn_factor": 1,
    ]
    private static let neutralFlags = ["attention.causal": true, "use_parallel_residual": false]

    private static func isNeutral(_ name: String, _ value: GGUFValue) -> Bool {
        switch value {
        case .integer(let number): neutralNumbers[name] == Double(number)
        case .float(let number): neutralNumbers[name] == number
        case .bool(let flag): neutralFlags[name] == flag
        default: false
        }
    }

    /// Throws for the first key or tensor that says something about the computation that is not done here: it would go wrong unnoticed.
    func checkThatNothingElse(isIn file: GGUFFile) throws {
        let prefix = architecture + "."
        for (key, value) in file.metadata.sorted(by: { $0.key < $1.key }) where key.hasPrefix(prefix) {
            let name = String(key.dropFirst(prefix.count))
            if Self.knownKeys.contains(name) || Self.isNeutral(name, value) { continue }
            if window != nil, Self.windowKeys.contains(name) { continue }
            // A window that no text outgrows hides nothing.
            if name == "attention.sliding_window", case .integer(let length) = value, length == 0 || length >= context { continue }
            throw InferenceError.unsupportedModel(path: file.path, problem: "it sets \(key.prefix(80)), which is not computed here")
        }
        let known = tensorNames
        for name in (Array(file.tensors.keys) + Array(file.undecodable.keys)).sorted() where !known.contains(name) {
            throw InferenceError.unsupportedModel(
                path: file.path, problem: "it has a tensor \(name.prefix(80)), which is not computed here")
        }
    }

    /// The tensors that a model of this form can have.
    private var tensorNames: Set<String> {
        var names: Set<String> = ["token_embd.weight", "output_norm.weight", "output.weight", "rope_freqs.weight"]
        let ofLayer = LinearProjection.allCases.map(\.tensorName) + LayerVectors.tensorNames(self)
        for layer in 0..<layers { for name in ofLayer { names.insert("blk.\(layer).\(name)") } }
        return names
    }
}
