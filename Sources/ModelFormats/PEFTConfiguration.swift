import Foundation

/// What an `adapter_config.json` of PEFT says that matters here; anything that would change the result and is not applied
/// here is an error.
struct PEFTConfiguration {
    var rank: Int
    var alpha: Float
    var usesRankStabilization: Bool
    var usesDoRA: Bool
    /// 0 where it says nothing that could be one.
    var dropout: Float
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
        usesRankStabilization = Self.isSet(members["use_rslora"])
        usesDoRA = Self.isSet(members["use_dora"])
        let dropout = (members["lora_dropout"] as? NSNumber)?.floatValue ?? 0
        self.dropout = (0..<1).contains(dropout) ? dropout : 0
        baseModel = members["base_model_name_or_path"] as? String
    }

    /// What is applied here, or changes neither the forward pass nor the weights that the adapter was trained against. Anything else that
    /// is set, known or yet to be invented, might.
    private static let harmless: Set = [
        "auto_mapping", "base_model_name_or_path", "bias", "ensure_weight_tying", "eva_config", "exclude_modules", "inference_mode",
        "init_lora_weights", "layers_pattern", "layers_to_transform", "lora_alpha", "lora_dropout", "megatron_config", "megatron_core",
        "peft_type", "peft_version", "qalora_group_size", "r", "revision", "runtime_config", "target_modules", "task_type", "use_dora",
        "use_rslora",
    ]

    private static func refuseVariants(_ members: [String: Any], path: String) throws(ModelFormatError) {
        guard let type = members["peft_type"] as? String else {
            throw .malformed(path: path, problem: "\"peft_type\" is missing")
        }
        guard type == "LORA" else { throw .unsupportedAdapter(path: path, problem: "its peft_type is \(shown(type)), not LORA") }
        let bias = members["bias"] as? String ?? "none"
        guard bias == "none" else { throw .unsupportedAdapter(path: path, problem: "it trains biases (bias is \(shown(bias)))") }
        if let set = members.keys.sorted().first(where: { !harmless.contains($0) && isSet(members[$0]) }) {
            throw .unsupportedAdapter(path: path, problem: "it uses \"\(shown(set))\"")
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
