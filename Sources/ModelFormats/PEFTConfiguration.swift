import Foundation

/// What an `adapter_config.json` of PEFT says that matters here; anything that would change the result and is not applied
/// here is an error.
struct PEFTConfiguration {
    var rank: Int
    var alpha: Float
    var usesRankStabilization: Bool
    var baseModel: String?

    /// Larger than any real configuration.
    private static let sizeLimit = 4 << 20

    init(path: String) throws(ModelFormatError) {
        let file = try MappedFile(path: path)
        guard file.bytes.count <= Self.sizeLimit else {
            throw .malformed(path: path, problem: "a configuration of \(file.bytes.count) bytes cannot be right")
        }
        let parsed: Any
        do {
            parsed = try JSONSerialization.jsonObject(with: Data(file.bytes))
        } catch {
            throw .malformed(path: path, problem: "it is not JSON")
        }
        guard let members = parsed as? [String: Any] else { throw .malformed(path: path, problem: "it is not a JSON object") }
        try Self.refuseVariants(members, path: path)
        guard let rank = members["r"] as? Int, rank >= 1, rank <= 1 << 16 else {
            throw .malformed(path: path, problem: "\"r\" must be a whole number from 1")
        }
        guard let alpha = (members["lora_alpha"] as? NSNumber)?.floatValue, alpha.isFinite else {
            throw .malformed(path: path, problem: "\"lora_alpha\" must be a number")
        }
        self.rank = rank
        self.alpha = alpha
        usesRankStabilization = members["use_rslora"] as? Bool ?? false
        baseModel = members["base_model_name_or_path"] as? String
    }

    private static func refuseVariants(_ members: [String: Any], path: String) throws(ModelFormatError) {
        guard let type = members["peft_type"] as? String else {
            throw .malformed(path: path, problem: "\"peft_type\" is missing")
        }
        guard type == "LORA" else { throw .unsupportedAdapter(path: path, problem: "its peft_type is \(shown(type)), not LORA") }
        if isSet(members["use_dora"]) { throw .unsupportedAdapter(path: path, problem: "it is a DoRA adapter (use_dora)") }
        let bias = members["bias"] as? String ?? "none"
        guard bias == "none" else { throw .unsupportedAdapter(path: path, problem: "it trains biases (bias is \(shown(bias)))") }
        // Each of these changes the forward pass, or the weights that the adapter was trained against.
        let variants = [
            "fan_in_fan_out", "lora_bias", "modules_to_save", "rank_pattern", "alpha_pattern", "layer_replication", "target_parameters",
            "trainable_token_indices", "alora_invocation_tokens", "arrow_config", "use_qalora", "use_bdlora", "kasa_config",
            "velora_config",
            "monteclora_config", "corda_config",
        ]
        if let set = variants.first(where: { isSet(members[$0]) }) {
            throw .unsupportedAdapter(path: path, problem: "it uses \"\(set)\"")
        }
        if let method = members["init_lora_weights"] as? String, !["gaussian", "orthogonal", "eva"].contains(method) {
            throw .unsupportedAdapter(
                path: path, problem: "it was trained against altered base weights (init_lora_weights is \(shown(method)))")
        }
    }

    /// PEFT writes what is unused as null, false, or empty.
    private static func isSet(_ value: Any?) -> Bool {
        switch value {
        case nil, is NSNull: false
        case let flag as Bool: flag
        case let list as [Any]: !list.isEmpty
        case let object as [String: Any]: !object.isEmpty
        case let text as String: !text.isEmpty
        default: true
        }
    }
}
