/// How a model cuts text into the pieces within which byte pairs are merged.
///
/// GGUF names the rule (`tokenizer.ggml.pre`); what each name means is llama.cpp's `llama-vocab.cpp`, and where that only comes near
/// the expression of the model's own `tokenizer.json`, which it quotes, the latter counts. A rule is a row of steps, each of which
/// cuts the pieces of the one before, and knows nothing of what lies outside of its piece.
struct PreTokenizer: Sendable {
    let steps: [Step]
    /// A piece that is a token as it stands is that token, even when no merges lead there.
    let ignoresMerges: Bool
    /// Whether models with this rule want the begin token when their file does not say.
    let addsBeginToken: Bool

    init(named name: String) throws(TokenizationError) {
        guard let match = Self.rules.first(where: { $0.names.contains(name) }) else {
            throw .unknownPreTokenizer(name: String(name.prefix(60)))
        }
        steps = match.steps
        ignoresMerges = match.ignoresMerges
        addsBeginToken = match.addsBeginToken
    }

    /// One name of each rule.
    static var known: [String] { rules.map { $0.names[0] } }

    enum Step: Sendable {
        /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
        case gpt2
        case words(WordRule)
        case runs(RunRule)
        /// `[0-9][0-9][0-9]`
        case digitTriples
        /// `\s+$`
        case spaceAtEnd
    }

    /// Calls `piece` for every piece of well-formed UTF-8, in order; together they are the text.
    func split(_ utf8: UnsafeBufferPointer<UInt8>, _ piece: (Range<Int>) -> Void) {
        guard !utf8.isEmpty else { return }
        Self.split(utf8, 0..<utf8.count, steps[...], piece)
    }

    private static func split(
        _ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ steps: ArraySlice<Step>, _ piece: (Range<Int>) -> Void
    ) {
        guard let step = steps.first else {
            piece(range)
            return
        }
        let next = steps.dropFirst()
        let inner: (Range<Int>) -> Void = { split(utf8, $0, next, piece) }
        switch step {
        case .gpt2: splitGPT2(utf8, range, inner)
        case .words(let rule): rule.split(utf8, range, inner)
        case .runs(let rule): rule.split(utf8, range, inner)
        case .digitTriples: splitDigitTriples(utf8, range, inner)
        case .spaceAtEnd: splitSpaceAtEnd(utf8, range, inner)
        }
    }
}
