/// SentencePiece's byte-pair encoding, as Llama 2, Mistral 7B, Phi-3 and Gemma use it: of all neighbours that make a token, the pair
/// of the highest score is joined first (`bpe_model.cc` of https://github.com/google/sentencepiece).
///
/// Spaces are the character ▁ within the model; a text that has ▁ itself is told no differently from one with a space. Characters
/// without a token become the tokens of their bytes.
///
/// Thread-safe: nothing changes after `init`.
public final class SentencePieceTokenizer: Tokenizer {
    public let beginToken: Int?
    public let addsBeginToken: Bool
    public let endTokens: Set<Int>
    /// Whether a text, and what follows a control token, is read with a space before it: Llama 2 and Mistral want that, Gemma does
    /// not.
    public let addsSpacePrefix: Bool

    let pieces: ByteStringTable
    let kinds: [TokenKind]
    let merges: ScoredPieces
    /// The token of each byte.
    let byteTokens: [Int32]
    /// Found in texts that are parsed for them, as they stand.
    let controls: SpecialTokens
    /// Found in all texts, with ▁ for spaces.
    let userDefined: SpecialTokens

    public var vocabularySize: Int { kinds.count }

    /// - Parameters:
    ///   - tokens: the pieces, with ▁ for a space in normal ones; bytes as `<0x0A>`; user-defined and special ones as plain text.
    ///   - scores: how much each piece is preferred.
    ///   - types: a `TokenKind` for each.
    public init(
        tokens: [String], scores: [Float], types: [Int], beginToken: Int? = nil, endToken: Int? = nil, addsBeginToken: Bool = true,
        addsSpacePrefix: Bool = true
    ) throws(TokenizationError) {
        kinds = try Vocabulary.kinds(tokens, types)
        guard scores.count == tokens.count else {
            throw .malformedVocabulary(problem: "it has \(tokens.count) tokens and \(scores.count) scores")
        }
        if let id = scores.firstIndex(where: \.isNaN) { throw .malformedVocabulary(problem: "the score of token \(id) is not a number") }
        try Vocabulary.check(tokens, beginToken, endToken)
        pieces = Self.pieces(tokens, kinds)
        byteTokens = try Self.byteTokens(pieces, kinds)
        merges = ScoredPieces(pieces, scores)
        controls = SpecialTokens(pieces, kinds, [.control, .unknown])
        userDefined = SpecialTokens(pieces, kinds, [.userDefined], spelling: Self.escaped)
        endTokens = EndTokens.find(endToken, controls, kinds)
        self.beginToken = beginToken
        self.addsBeginToken = addsBeginToken && beginToken != nil
        self.addsSpacePrefix = addsSpacePrefix
    }

    /// Text merges into normal and unused pieces only: no control token comes from text that is not parsed for it.
    private static func pieces(_ tokens: [String], _ kinds: [TokenKind]) -> ByteStringTable {
        var pieces = ByteStringTable(capacity: tokens.count)
        for (id, token) in tokens.enumerated() {
            switch kinds[id] {
            case .normal, .unused: pieces.append(token.utf8)
            case .control, .userDefined, .unknown, .byte: pieces.append(token.utf8, findable: false)
            }
        }
        return pieces
    }

    private static func byteTokens(_ pieces: ByteStringTable, _ kinds: [TokenKind]) throws(TokenizationError) -> [Int32] {
        var tokens = [Int32](repeating: -1, count: 256)
        for (id, kind) in kinds.enumerated() where kind == .byte {
            guard let byte = byte(spelled: pieces[id]) else {
                throw .malformedVocabulary(problem: "token \(id) is a byte, but not spelled as one")
            }
            tokens[Int(byte)] = Int32(id)
        }
        let missing = tokens.count { $0 < 0 }
        guard missing == 0 else {
            throw .malformedVocabulary(problem: "it lacks \(missing) of the 256 tokens for single bytes")
        }
        return tokens
    }

    /// The byte that `<0x0A>` stands for.
    static func byte(spelled text: some Collection<UInt8>) -> UInt8? {
        let text = Array(text)
        guard text.count == 6, text.starts(with: "<0x".utf8), text.last == UInt8(ascii: ">"), let high = digit(text[3]),
            let low = digit(text[4])
        else { return nil }
        return high << 4 | low
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        default: nil
        }
    }
}
