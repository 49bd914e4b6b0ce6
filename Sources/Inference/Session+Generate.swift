import Tokenization

extension Session {
    /// Generates an answer to `prompt`. What the session already holds of the prompt is not processed again; afterwards the session
    /// holds the prompt and the answer, and a longer prompt that begins with both continues from there.
    ///
    /// `parameters.precision` must be the session's.
    public func generate(
        _ prompt: [Int], parameters: GenerationParameters = GenerationParameters(),
        events: (GenerationEvent) -> Continuation = { _ in .more }
    ) throws -> Generation {
        try parameters.check()
        precondition(parameters.precision == precision, "a session of \(precision) precision cannot generate in \(parameters.precision)")
        var answer = Generation(text: "", tokens: [], promptTokens: prompt.count, stop: .length)
        guard try process(prompt, progress: { events(.promptProcessed(tokens: $0)) }) else {
            answer.stop = .cancelled
            return answer
        }
        var sampler = Sampler(parameters)
        var writer = AnswerWriter(tokenizer: model.tokenizer, stops: parameters.stop)
        let limit = min(parameters.maxTokens, model.configuration.context - prompt.count)
        while answer.tokens.count < limit {
            let token = sampler.pick(logits, best: Int(model.kernels.argmax(logits.baseAddress!, Int32(logits.count))))
            if model.tokenizer.endTokens.contains(token) {
                answer.stop = .end
                break
            }
            answer.tokens.append(token)
            let (text, found) = writer.append(token)
            answer.text += text
            let wantsMore = events(.token(token)) == .more && (text.isEmpty || events(.text(text)) == .more)
            if found {
                answer.stop = .stop
                return answer
            }
            if !wantsMore {
                answer.stop = .cancelled
                return answer
            }
            if answer.tokens.count < limit { try process(next: token) }
        }
        let rest = writer.finish()
        answer.text += rest.text
        if rest.found { answer.stop = .stop }
        if !rest.text.isEmpty, events(.text(rest.text)) == .stop { answer.stop = .cancelled }
        return answer
    }
}

/// Turns tokens into text that is certain to be part of the answer.
private struct AnswerWriter {
    private var decoder: StreamingDecoder
    private var stops: StopTexts

    init(tokenizer: BytePairTokenizer, stops: [String]) {
        decoder = StreamingDecoder(tokenizer, skippingSpecial: true)
        self.stops = StopTexts(stops)
    }

    mutating func append(_ token: Int) -> (text: String, found: Bool) { stops.append(decoder.append(token)) }

    mutating func finish() -> (text: String, found: Bool) {
        let (text, found) = stops.append(decoder.finish())
        return found ? (text, true) : (text + stops.finish(), false)
    }
}
