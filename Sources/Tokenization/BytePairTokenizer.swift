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
    /// Control, user-defined and unknown tokens by their first byte, the longest first.
    let specials: [UInt8: [Int]]

    public var vocabularySize: Int { kinds.count }

    /// - Parameters:
    ///   - tokens: the pieces, spelled in GPT-2's byte alphabet; special tokens as plain text.
    ///   - types: a `TokenKind` for each; empty when all are normal.
    ///   - merges: "left right", the most preferred first.
    ///   - preTokenizer: the name of the splitting rule, as in `tokenizer.ggml.pre`.
    public init(
        tokens: [String], types: [Int], merges: [String], preTokenizer: String, beginToken: Int? = nil, endToken: Int? = nil,
        addsBeginToken: Bool = false
    ) throws(TokenizationError) {
        guard !tokens.isEmpty, tokens.count < 1 << 24 else {
            throw .malformedVocabulary(problem: "it has \(tokens.count) tokens")
        }
        guard types.isEmpty || types.count == tokens.count else {
            throw .malformedVocabulary(problem: "it has \(tokens.count) tokens and \(types.count) token types")
        }
        for id in [beginToken, endToken].compactMap({ $0 }) where !tokens.indices.contains(id) {
            throw .malformedVocabulary(problem: "the begin or end token is \(id) of \(tokens.count)")
        }
        self.preTokenizer = try PreTokenizer(named: preTokenizer)
        (pieces, kinds) = try Self.pieces(tokens, types)
        var byteTokens = [Int32](repeating: -1, count: 256)
        for byte in UInt8.min...UInt8.max { byteTokens[Int(byte)] = pieces.id(of: [byte]).map { Int32($0) } ?? -1 }
        self.byteTokens = byteTokens
        missingBytes = Set((UInt8.min...UInt8.max).filter { byteTokens[Int($0)] < 0 })
        self.merges = try Self.merges(merges, pieces)
        specials = Self.specials(pieces, kinds)
        self.beginToken = beginToken
        self.addsBeginToken = addsBeginToken
        // The names that end a turn or a text, as llama.cpp lists them.
        let names = ["<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "<|eom_id|>", "<EOT>", "</s>"]
        let (pieces, kinds) = (self.pieces, self.kinds)
        let named = specials.values.joined().filter { kinds[$0] == .control && names.contains(String(decoding: pieces[$0], as: UTF8.self)) }
        endTokens = Set(named).union([endToken].compactMap { $0 })
    }

    private static func pieces(_ tokens: [String], _ types: [Int]) throws(TokenizationError) -> (ByteStringTable, [TokenKind]) {
        var pieces = ByteStringTable(capacity: tokens.count)
        var kinds: [TokenKind] = []
        kinds.reserveCapacity(tokens.count)
        var bytes: [UInt8] = []
        for (id, token) in tokens.enumerated() {
            guard let kind = types.isEmpty ? .normal : TokenKind(rawValue: types[id]) else {
                throw .malformedVocabulary(problem: "token \(id) has the type \(types[id])")
            }
            guard !token.isEmpty else { throw .malformedVocabulary(problem: "token \(id) is empty") }
            bytes.removeAll(keepingCapacity: true)
            let spelled = kind == .normal && ByteAlphabet.append(token[...].unicodeScalars, to: &bytes)
            if spelled { pieces.append(bytes) } else { pieces.append(token.utf8, findable: false) }
            kinds.append(kind)
        }
        return (pieces, kinds)
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

    private static func specials(_ pieces: ByteStringTable, _ kinds: [TokenKind]) -> [UInt8: [Int]] {
        var specials: [UInt8: [Int]] = [:]
        for (id, kind) in kinds.enumerated() {
            switch kind {
            case .control, .userDefined, .unknown: specials[pieces[id].first!, default: []].append(id)
            case .normal, .unused, .byte: break
            }
        }
        return specials.mapValues { ids in ids.sorted { (pieces[$0].count, $1) > (pieces[$1].count, $0) } }
    }
}
