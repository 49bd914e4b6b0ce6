import Tokenization

/// What the model sees of an example and what of it is learnt.
public enum LossMask {
    /// The tokens in the model's own template: trained are the contents of assistant turns and the token that ends each.
    public static func tokens(
        of messages: [ChatMessage], template: ChatTemplate, tokenizer: any Tokenizer
    ) -> [MaskedPiece] {
        let (tokens, trained) = template.encodeWithMask(messages, with: tokenizer)
        return zip(tokens, trained).map { MaskedPiece(id: $0, piece: tokenizer.piece($0), trained: $1) }
    }
}
