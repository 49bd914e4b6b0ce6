import CKernels
import Compute

#if canImport(Glibc)
    import Glibc
#endif

extension LanguageModel {
    /// Generates an answer to `prompt` in a session of its own.
    public func generate(
        _ prompt: [Int], adapter: PreparedAdapter? = nil, parameters: GenerationParameters = GenerationParameters(),
        constraint: TokenConstraint? = nil, events: (GenerationEvent) -> Continuation = { _ in .more }
    ) throws -> Generation {
        try Session(self, adapter: adapter, precision: parameters.precision)
            .generate(prompt, parameters: parameters, constraint: constraint, events: events)
    }

    /// The model's tokens as constraints walk them. Takes a while to make and serves any number of them: keep it.
    public func constraintVocabulary() -> TokenVocabulary {
        TokenVocabulary(
            tokens: (0..<configuration.vocabulary).map { id in
                // Control tokens are no text, whatever they are spelled like; user-defined ones are, such as Gemma's line breaks.
                switch tokenizer.kind(of: id) {
                case .normal, .byte, .userDefined: tokenizer.bytes(of: id)
                case .control, .unknown, .unused, nil: []
                }
            }, endTokens: tokenizer.endTokens)
    }

    /// The scores of the token after `prompt`, one for each token of the vocabulary.
    public func logits(_ prompt: [Int], adapter: PreparedAdapter? = nil, precision: Precision = .default) throws -> [Float] {
        let session = Session(self, adapter: adapter, precision: precision)
        try session.process(prompt)
        return Array(session.logits)
    }

    /// The log-probabilities of the token after `prompt`.
    public func logProbabilities(_ prompt: [Int], adapter: PreparedAdapter? = nil, precision: Precision = .default) throws -> [Float] {
        let scores = try logits(prompt, adapter: adapter, precision: precision)
        let total = kernels.log_sum_exp(scores, Int32(scores.count))
        return scores.map { $0 - total }
    }

    /// exp of the mean negative log-probability of `tokens`, in consecutive windows of `window` tokens, each read on its own: its first
    /// token is given, the others are predicted from those before them in the window.
    public func perplexity(
        tokens: [Int], window: Int = 512, adapter: PreparedAdapter? = nil, precision: Precision = .default,
        progress: (Int) -> Continuation = { _ in .more }
    ) throws -> Double {
        guard tokens.count >= 2 else { throw InferenceError.emptyPrompt }
        guard window >= 2 else { throw InferenceError.invalidParameter(problem: "a window of \(window) tokens predicts nothing") }
        var (sum, count) = (0.0, 0)
        for start in stride(from: 0, to: tokens.count - 1, by: window) {
            let part = tokens[start..<min(start + window, tokens.count)]
            let session = Session(self, adapter: adapter, precision: precision)
            sum += try session.logProbability(of: Array(part))
            count += part.count - 1
            if progress(start + part.count) == .stop { break }
        }
        return exp(-sum / Double(count))
    }

    /// Forgets the packed copies of the weights that long precise prompts have made.
    public func releasePackedWeights() { packed.removeAll() }

    /// Bytes of the packed copies; see `Precision.precise`.
    public var packedWeightBytes: Int { packed.bytes }
}

extension Session {
    /// Rows of scores that are made at once: a few megabytes.
    private static let scoredRows = 16

    /// The sum of the log-probabilities of all tokens but the first.
    func logProbability(of text: [Int]) throws -> Double {
        try check(text)
        rewind(to: 0)
        let stride = model.head.stride
        let scores = FloatBuffer(count: Self.scoredRows * stride)
        var sum = 0.0
        for start in Swift.stride(from: 0, to: text.count, by: Self.sliceLength) {
            let end = min(text.count, start + Self.sliceLength)
            try forward(text[start..<end], wants: .all)
            // The last token of the text predicts nothing.
            let rows = min(end, text.count - 1) - start
            for first in Swift.stride(from: 0, to: rows, by: Self.scoredRows) {
                let last = min(rows, first + Self.scoredRows)
                pass.score(rows: first..<last, into: scores.pointer)
                for row in first..<last {
                    let own = scores.pointer + (row - first) * stride
                    sum += Double(own[text[start + row + 1]] - model.kernels.log_sum_exp(own, Int32(model.configuration.vocabulary)))
                }
            }
        }
        return sum
    }
}
