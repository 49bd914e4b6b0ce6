import Synchronization

/// Which tokens may come next, so that an answer has the form of an automaton.
///
/// Tokens are judged by their bytes: a character may be split over tokens, and a token may hold the end of one part and the beginning of
/// the next. After any allowed token, the answer can be completed. The tables grow while answers are written and may be shared by
/// threads; what has been computed before never changes a result.
public final class TokenConstraint: Sendable {
    /// How far an answer has come.
    public struct State: Hashable, Sendable {
        let index: Int32
    }

    /// Behind the lock: what is known so far.
    struct Tables {
        var subsets: SubsetTable
        var masks: [Int32: TokenSet] = [:]
    }

    /// 25 MB for 50,000 tokens; when there are more, all are computed anew.
    private static let mostMasks = 4000

    public let vocabulary: TokenVocabulary
    /// The fewest bytes of an answer, and as many tokens at most.
    public let minimumLength: Int
    public let start = State(index: 0)
    private let tables: Mutex<Tables>

    /// Some vocabularies have no token for bytes that hardly any text holds: answers then do without them, as an answer must not get stuck
    /// before a byte. Throws when nothing of the form is left.
    public init(_ automaton: Automaton, vocabulary: TokenVocabulary) throws(ConstraintError) {
        let single = Set(vocabulary.tokens.lazy.filter { $0.count == 1 }.map { $0[0] })
        let missing = Set((UInt8.min...UInt8.max).filter { !single.contains($0) && automaton.uses($0) })
        var automaton = automaton
        if let first = missing.min() {
            guard let rest = automaton.without(missing) else { throw .missingByteToken(first) }
            automaton = rest
        }
        self.vocabulary = vocabulary
        minimumLength = automaton.minimumLength
        tables = Mutex(Tables(subsets: try SubsetTable(automaton)))
    }

    /// All tokens that may come next; the end tokens when, and only when, the answer is complete.
    public func allowed(_ state: State) throws(ConstraintError) -> TokenSet {
        try withTables { (tables) throws(ConstraintError) in try mask(state, &tables) }
    }

    /// Nil when the token is not allowed, and for end tokens, after which nothing comes.
    public func next(_ state: State, token: Int) throws(ConstraintError) -> State? {
        try withTables { (tables) throws(ConstraintError) in try next(state, token, &tables) }
    }

    /// Whether the answer is complete: it may end here.
    public func isAccepting(_ state: State) -> Bool { bytesToEnd(state) == 0 }

    /// The length of `shortestCompletion`.
    public func bytesToEnd(_ state: State) -> Int { tables.withLock { $0.subsets.distance(state.index) } }

    /// The fewest bytes that complete the answer; of several such texts, the one whose bytes are the smallest from the first on.
    public func shortestCompletion(_ state: State) throws(ConstraintError) -> [UInt8] {
        try withTables { (tables) throws(ConstraintError) in
            var (bytes, state): ([UInt8], Int32) = ([], state.index)
            while let (byte, next) = try tables.subsets.closing(state) {
                bytes.append(byte)
                state = next
            }
            return bytes
        }
    }

    func withTables<Result: Sendable>(_ body: (inout Tables) throws(ConstraintError) -> Result) throws(ConstraintError) -> Result {
        try tables.withLock { (tables) throws(ConstraintError) in try body(&tables) }
    }

    func next(_ state: State, _ token: Int, _ tables: inout Tables) throws(ConstraintError) -> State? {
        guard vocabulary.tokens.indices.contains(token), !vocabulary.tokens[token].isEmpty else { return nil }
        return try tables.subsets.next(state.index, vocabulary.tokens[token]).map { State(index: $0) }
    }

    func mask(_ state: State, _ tables: inout Tables) throws(ConstraintError) -> TokenSet {
        if let known = tables.masks[state.index] { return known }
        var mask = TokenSet(vocabulary: vocabulary.tokens.count)
        if tables.subsets.distance(state.index) == 0 { for id in vocabulary.endTokens { mask.insert(id) } }
        let nodes = vocabulary.nodes
        // The state before each byte of the tokens at hand.
        var states = [Int32](repeating: state.index, count: vocabulary.longest + 1)
        var i = 0
        while i < nodes.count - 1 {
            let node = nodes[i]
            guard let next = try tables.subsets.next(states[Int(node.depth) - 1], node.byte) else {
                i = Int(node.skip)
                continue
            }
            states[Int(node.depth)] = next
            i += 1
            for place in node.tokens..<nodes[i].tokens { mask.insert(Int(vocabulary.sorted[Int(place)])) }
        }
        if tables.masks.count >= Self.mostMasks { tables.masks.removeAll() }
        tables.masks[state.index] = mask
        return mask
    }
}
