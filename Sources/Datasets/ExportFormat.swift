/// The shapes in which examples are written, each one JSON object a line.
public enum ExportFormat: String, Sendable, Codable, CaseIterable {
    /// `{"messages":[{"role","content"}…]}` and no other member: the service refuses what it does not know.
    case openai
    /// `{"prompt":[…],"completion":[…]}`, the conversational form that TRL lays out with the model's template and masks itself.
    case trl
    /// `{"instruction","input","output"}`; `system` and `history` as LLaMA-Factory names them.
    case alpaca
    /// `{"conversations":[{"from","value"}…]}` with `human`, `gpt` and `system`.
    case sharegpt
    /// Amazon Bedrock's `bedrock-conversation-2024`.
    case bedrock
    /// Vertex AI's `systemInstruction` and `contents`.
    case vertex
}
