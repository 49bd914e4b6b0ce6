/// What every vocabulary must fulfil.
enum Vocabulary {
    /// The kinds of the tokens; all normal when `types` is empty.
    static func kinds(_ tokens: [String], _ types: [Int]) throws(TokenizationError) -> [TokenKind] {
        guard !tokens.isEmpty, tokens.count < 1 << 24 else {
            throw .malformedVocabulary(problem: "it has \(tokens.count) tokens")
        }
        guard types.isEmpty || types.count == tokens.count else {
            throw .malformedVocabulary(problem: "it has \(tokens.count) tokens and \(types.count) token types")
        }
        if let id = tokens.firstIndex(where: \.isEmpty) { throw .malformedVocabulary(problem: "token \(id) is empty") }
        guard !types.isEmpty else { return [TokenKind](repeating: .normal, count: tokens.count) }
        var kinds: [TokenKind] = []
        kinds.reserveCapacity(types.count)
        for (id, type) in types.enumerated() {
            guard let kind = TokenKind(rawValue: type) else {
                throw .malformedVocabulary(problem: "token \(id) has the type \(type)")
            }
            // Files that call what ends a turn user-defined do so by mistake, and a document must not be able to end one.
            let endsTurn = kind == .userDefined && EndTokens.unmistakable.contains(tokens[id])
            kinds.append(endsTurn ? .control : kind)
        }
        return kinds
    }

    static func check(_ tokens: [String], _ beginToken: Int?, _ endToken: Int?) throws(TokenizationError) {
        for id in [beginToken, endToken].compactMap({ $0 }) where !tokens.indices.contains(id) {
            throw .malformedVocabulary(problem: "the begin or end token is \(id) of \(tokens.count)")
        }
    }
}
