/// What a token is, by its number in `tokenizer.ggml.token_type`.
public enum TokenKind: Int, Sendable {
    case normal = 1, unknown, control, userDefined, unused, byte
}
