import Tokenization

/// An answer that grows token by token: picks tokens from scores, turns them into text, and knows when it is over.
struct AnswerInProgress {
    private(set) var answer: Generation
    private let model: LanguageModel
    private let limit: Int
    private var sampler: Sampler
    private var decoder: StreamingDecoder
    private var stops: StopTexts

    init(_ model: LanguageModel, promptTokens: Int, parameters: GenerationParameters) {
        self.model = model
        answer = Generation(text: "", tokens: [], promptTokens: promptTokens, stop: .length)
        limit = min(parameters.maxTokens, model.configuration.context - promptTokens)
        sampler = Sampler(parameters)
        decoder = StreamingDecoder(model.tokenizer, skippingSpecial: true)
        stops = StopTexts(parameters.stop)
    }

    /// Takes a token from `scores`, tells `events`, and returns it when the model is to go on after it; nil when the answer is over.
    mutating func next(_ scores: UnsafeBufferPointer<Float>, events: (GenerationEvent) -> Continuation) -> Int? {
        guard answer.tokens.count < limit else { return finish(events) }
        let token = sampler.pick(scores, best: Int(model.kernels.argmax(scores.baseAddress!, Int32(scores.count))))
        if model.tokenizer.endTokens.contains(token) {
            answer.stop = .end
            return finish(events)
        }
        answer.tokens.append(token)
        let (text, found) = stops.append(decoder.append(token))
        answer.text += text
        let wantsMore = events(.token(token)) == .more && (text.isEmpty || events(.text(text)) == .more)
        if found || !wantsMore {
            answer.stop = found ? .stop : .cancelled
            return nil
        }
        return answer.tokens.count < limit ? token : finish(events)
    }

    /// Tokens that the answer can still take after the one that was picked last, less the one that the next pass brings anyway.
    var mostToCome: Int { limit - answer.tokens.count - 1 }

    mutating func cancel() { answer.stop = .cancelled }

    /// What was held back, because it could have become a stop text or was half a character, belongs to the answer.
    private mutating func finish(_ events: (GenerationEvent) -> Continuation) -> Int? {
        let (text, found) = stops.append(decoder.finish())
        let rest = found ? text : text + stops.finish()
        answer.text += rest
        if found { answer.stop = .stop }
        if !rest.isEmpty, events(.text(rest)) == .stop { answer.stop = .cancelled }
        return nil
    }
}
