/// Byte-level byte-pair encoding, as GPT-2 introduced it, over the vocabulary of a model file.
///
/// Thread-safe: nothing changes after `init`.
public final class BytePairTokenizer: Tokenizer {
    public let beginToken: Int?
    public let addsBeginToken: Bool
    public let endTokens: Set<Int>
    /// Bytes that no token spells; `encode` drops them, as the models' own tokenizers do. None occurs in ordinary text.
    public let missingBytes: Set<UInt8>

    let pieces: ByteStringTable
    let kinds: [TokenKind]
    let merges: MergeTable
    let preTokenizer: PreTokenizer
    /// The token of each single byte, -1 where there is none.
    let byteTokens: [Int32]
    let specials: SpecialTokens
    let userDefined: SpecialTokens

    public var vocabularySize: Int { kinds.count }

    /// - Parameters:
    ///   - tokens: the pieces, spelled in GPT-2's byte alphabet; special tokens as plain text.
    ///   - types: a `TokenKind` for each; empty when all are normal.
    ///   - merges: "left right", the most preferred first.
    ///   - preTokenizer: the name of the splitting rule, as in `tokenizer.ggml.pre`.
    ///   - addsBeginToken: when nil, what the splitting rule's models want.
    public init(
        tokens: [String], types: [Int], merges: [String], preTokenizer: String, beginToken: Int? = nil, endToken: Int? = nil,
        addsBeginToken: Bool? = nil
    ) throws(TokenizationError) {
        kinds = try Vocabulary.kinds(tokens, types)
        try Vocabulary.check(tokens, beginToken, endToken)
        self.preTokenizer = try PreTokenizer(named: preTokenizer)
        pieces = Self.pieces(tokens, kinds)
        var byteTokens = [Int32](repeating: -1, count: 256)
        for byte in UInt8.min...UInt8.max { byteTokens[Int(byte)] = pieces.id(of: [byte]).map { Int32($0) } ?? -1 }
        self.byteTokens = byteTokens
        missingBytes = Set((UInt8.min...UInt8.max).filter { byteTokens[Int($0)] < 0 })
        self.merges = try Self.merges(merges, pieces)
        specials = SpecialTokens(pieces, kinds, [.control, .userDefined, .unknown])
        userDefined = SpecialTokens(pieces, kinds, [.userDefined])
        endTokens = EndTokens.find(endToken, specials, kinds)
        self.beginToken = beginToken
        self.addsBeginToken = beginToken != nil && (addsBeginToken ?? self.preTokenizer.addsBeginToken)
    }

    private static func pieces(_ tokens: [String], _ kinds: [TokenKind]) -> ByteStringTable {
        var pieces = ByteStringTable(capacity: tokens.count)
        var bytes: [UInt8] = []
        for (id, token) in tokens.enumerated() {
            bytes.removeAll(keepingCapacity: true)
            let spelled = kinds[id] == .normal && ByteAlphabet.append(token[...].unicodeScalars, to: &bytes)
            if spelled { pieces.append(bytes) } else { pieces.append(token.utf8, findable: false) }
        }
        return pieces
    }

    private static func merges(_ merges: [String], _ pieces: ByteStringTable) throws(TokenizationError) -> MergeTable {
        var table = MergeTable(capacity: merges.count)
        var bytes: [UInt8] = []
        for (rank, merge) in merges.enumerated() {
            // The alphabet has no plain space, so the only one is the separator.
            let scalars = merge[...].unicodeScalars
            guard let space = scalars.firstIndex(of: " ") else { throw malformed(rank, merge) }
            bytes.removeAll(keepingCapacity: true)
            guard ByteAlphabet.append(scalars[..<space], to: &bytes) else { throw malformed(rank, merge) }
            let middle = bytes.count
            guard ByteAlphabet.append(scalars[scalars.index(after: space)...], to: &bytes),
                let left = pieces.id(of: bytes[..<middle]), let right = pieces.id(of: bytes[middle...]),
                let result = pieces.id(of: bytes)
            else { throw malformed(rank, merge) }
            table.append(left, right, into: result)
        }
        return table
    }

    private static func malformed(_ rank: Int, _ merge: String) -> TokenizationError {
        .malformedVocabulary(problem: "merge \(rank) (\(merge.prefix(60).debugDescription)) is not two tokens that make a third")
    }
}
