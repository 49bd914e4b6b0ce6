import Foundation

extension LoRAAdapter {
    /// Writes the PEFT folder: `adapter_model.safetensors`, then `adapter_config.json`, each whole or not at all.
    ///
    /// `peft` and everything built on it read the folder as it is.
    public func write(to directory: String) throws(ModelFormatError) {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path: directory, reason: "the folder cannot be made")
        }
        try SafetensorsWriter.write(tensors, metadata: ["format": "pt"], to: directory + "/adapter_model.safetensors")
        let file = try AtomicFile(directory + "/adapter_config.json")
        try file.write(Array(configuration.utf8))
        try file.commit()
    }

    /// The configuration with every member that `peft` needs for LoRA or DoRA; it fills in the rest.
    private var configuration: String {
        let members: [(String, String)] = [
            ("alpha_pattern", "{}"), ("auto_mapping", "null"), ("base_model_name_or_path", baseModel.map(json) ?? "null"),
            ("bias", json("none")), ("fan_in_fan_out", "false"), ("inference_mode", "true"), ("init_lora_weights", "true"),
            ("layers_pattern", "null"), ("layers_to_transform", "null"),
            ("lora_alpha", alpha == alpha.rounded() && abs(alpha) < 1e6 ? "\(Int(alpha))" : "\(alpha)"), ("lora_dropout", "\(dropout)"),
            ("modules_to_save", "null"), ("peft_type", json("LORA")), ("r", "\(rank)"), ("rank_pattern", "{}"), ("revision", "null"),
            ("target_modules", "[\n    " + targets.map(json).joined(separator: ",\n    ") + "\n  ]"), ("task_type", json("CAUSAL_LM")),
            ("use_dora", "\(usesDoRA)"), ("use_rslora", "\(usesRankStabilization)"),
        ]
        return "{\n" + members.map { "  \"\($0.0)\": \($0.1)" }.joined(separator: ",\n") + "\n}\n"
    }

    /// Short names when every layer has the same modules, else the full name of each.
    private var targets: [String] {
        let byLayer = Dictionary(grouping: modules, by: \.layer).mapValues { Set($0.map(\.projection)) }
        let layers = byLayer.keys.sorted()
        if let first = byLayer.values.first, byLayer.values.allSatisfy({ $0 == first }), layers == Array(0..<layers.count) {
            return LinearProjection.allCases.filter(first.contains).map(\.shortName)
        }
        return modules.map(\.targetName)
    }

    private func json(_ text: String) -> String { SafetensorsWriter.quoted(text) }
}
