import CKernels
import Compute

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

    /// Forgets the packed copies of the weights that long precise prompts have made.
    public func releasePackedWeights() { packed.removeAll() }

    /// Bytes of the packed copies; see `Precision.precise`.
    public var packedWeightBytes: Int { packed.bytes }
}
