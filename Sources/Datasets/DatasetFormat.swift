/// The shapes in which examples are read.
public enum DatasetFormat: String, Sendable, Codable, CaseIterable {
    /// `{"messages":[{"role","content"}…]}`
    case messages
    /// `{"prompt","completion"}`, each a text or a list of messages; also `question`/`answer` and `input`/`output`.
    case promptCompletion = "prompt-completion"
    /// `{"instruction","input","output"}`, with `system` and `history` if there are any.
    case alpaca
    /// `{"conversations":[{"from","value"}…]}`
    case sharegpt
    /// Comma-, semicolon- or tab-separated columns under a header, quoted as in RFC 4180.
    case csv
}
