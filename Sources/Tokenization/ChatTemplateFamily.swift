/// The formats that chat templates are known by. A name for people: every template is interpreted alike.
public enum ChatTemplateFamily: String, Sendable, CaseIterable {
    case chatML = "ChatML"
    case llama2 = "Llama 2"
    case llama3 = "Llama 3"
    case gemma = "Gemma"
    case mistral = "Mistral"
    case phi3 = "Phi-3"
    case phi4 = "Phi-4"
    case zephyr = "Zephyr"
    case deepSeek = "DeepSeek"
    case commandR = "Command R"
    case granite = "Granite"
    case glm = "GLM"
    case harmony = "Harmony"
    case vicuna = "Vicuna"
    case alpaca = "Alpaca"
    case other

    /// The format that a template writes, told by what only it spells out; the order decides where formats share tokens.
    init(of source: String) {
        func has(_ telltales: String...) -> Bool { telltales.allSatisfy(source.contains) }
        self =
            if has("<|im_start|>") { has("<|im_sep|>") ? .phi4 : .chatML } else if has("<|start_header_id|>") {
                .llama3
            } else if has("<start_of_turn>") || has("<|turn>") { .gemma } else if has("[INST]") {
                has("<<SYS>>") ? .llama2 : .mistral
            } else if has("<|START_OF_TURN_TOKEN|>") { .commandR } else if has("<|start_of_role|>") {
                .granite
            } else if has("<｜Assistant｜>") || has("### Instruction:", "<|EOT|>") { .deepSeek } else if has("<|start|>", "<|channel|>") {
                .harmony
            } else if has("[gMASK]") { .glm } else if has("<|end|>"), has("<|assistant|>") || has("'<|' + message['role'] + '|>'") {
                .phi3
            } else if has("<|assistant|>", "<|user|>") { .zephyr } else if has("USER: ", "ASSISTANT: ") || has("'ASSISTANT:'") {
                .vicuna
            } else if has("### Instruction:") { .alpaca } else { .other }
    }

    /// What the format is called where no one knows it by name.
    public var name: String { self == .other ? "its own" : rawValue }

    /// The tokens without which the format means nothing, as far as the template spells them out.
    func tokens(in source: String) -> [String] {
        let tokens =
            switch self {
            case .chatML: ["<|im_start|>", "<|im_end|>"]
            case .llama3: ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
            case .gemma: ["<start_of_turn>", "<end_of_turn>"]
            case .phi3: ["<|assistant|>", "<|end|>"]
            case .phi4: ["<|im_start|>", "<|im_sep|>", "<|im_end|>"]
            case .commandR: ["<|START_OF_TURN_TOKEN|>", "<|END_OF_TURN_TOKEN|>"]
            case .granite: ["<|start_of_role|>", "<|end_of_role|>"]
            case .harmony: ["<|start|>", "<|message|>"]
            case .llama2, .mistral, .zephyr, .deepSeek, .glm, .vicuna, .alpaca, .other: [String]()
            }
        return tokens.filter(source.contains)
    }
}
