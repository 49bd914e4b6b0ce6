import Tokenization

/// What the model sees of an example and what of it is learnt.
public enum LossMask {
    /// The tokens in the model's own template: trained are the contents of assistant turns and the token that ends each. Throws
    /// `TokenizationError` for a conversation that the template does not take.
    public static func tokens(
        of messages: [ChatMessage], template: ChatTemplate, tokenizer: any Tokenizer
    ) throws -> [MaskedPiece] {
        let (tokens, trained) = try template.encodeWithMask(messages, with: tokenizer)
        return zip(tokens, trained).map { MaskedPiece(id: $0, piece: tokenizer.piece($0), trained: $1) }
    }
}
