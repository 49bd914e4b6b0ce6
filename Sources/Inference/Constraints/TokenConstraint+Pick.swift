extension TokenConstraint {
    /// Whether `token` may come next and the answer can still be completed with `remaining` tokens, this one among them; an end token
    /// needs none. Tokens of one byte are reckoned with: a model's own may need fewer.
    public func admits(_ token: Int, in state: State, remaining: Int) throws(ConstraintError) -> Bool {
        try withTables { (tables) throws(ConstraintError) in try admits(token, state, remaining, &tables) }
    }

    /// The token to go on with: `best` if it is admitted, otherwise the admitted one of the highest score, the lowest id among equals.
    ///
    /// When `remaining` tokens are fewer than the bytes that are missing, it is the longest token along `shortestCompletion`: that may
    /// still come to the end in time. Nil when nothing can follow: the answer is complete and the vocabulary has no end token, or it is
    /// not complete and no token remains.
    ///
    /// - Parameters:
    ///   - scores: of every token; there may be more scores than tokens.
    ///   - best: the token of the highest score.
    ///   - remaining: how many tokens the answer may still get, the end token not counted.
    public func pick(
        scores: UnsafeBufferPointer<Float>, best: Int, in state: State, remaining: Int
    ) throws(ConstraintError) -> Int? {
        try withTables { (tables) throws(ConstraintError) in
            // Most of the time the model knows what it does, and no set of tokens is needed.
            if try admits(best, state, remaining, &tables) { return best }
            let allowed = try mask(state, &tables)
            if tables.subsets.distance(state.index) > remaining {
                return remaining > 0 ? try longestCompleting(state, allowed, &tables) : nil
            }
            var chosen: Int?
            try allowed.forEach { (id) throws(ConstraintError) in
                guard id < scores.count else { return }
                if let chosen, !(scores[id] > scores[chosen]) { return }
                if try admits(id, state, remaining, &tables) { chosen = id }
            }
            return chosen
        }
    }

    private func admits(_ token: Int, _ state: State, _ remaining: Int, _ tables: inout Tables) throws(ConstraintError) -> Bool {
        if vocabulary.endTokens.contains(token) { return tables.subsets.distance(state.index) == 0 }
        guard remaining > 0, let next = try next(state, token, &tables) else { return false }
        return tables.subsets.distance(next.index) < remaining
    }

    /// The longest token with which `shortestCompletion` begins, the lowest id among equals.
    private func longestCompleting(_ state: State, _ allowed: TokenSet, _ tables: inout Tables) throws(ConstraintError) -> Int? {
        var (bytes, end): ([UInt8], Int32) = ([], state.index)
        while bytes.count < vocabulary.longest, let (byte, next) = try tables.subsets.closing(end) {
            bytes.append(byte)
            end = next
        }
        var longest: Int?
        allowed.forEach { id in
            let token = vocabulary.tokens[id]
            guard !token.isEmpty, token.count > longest.map({ vocabulary.tokens[$0].count }) ?? 0 else { return }
            if bytes.starts(with: token) { longest = id }
        }
        return longest
    }
}
