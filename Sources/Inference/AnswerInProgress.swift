import Tokenization

/// An answer that grows token by token: picks tokens from scores, turns them into text, and knows when it is over.
struct AnswerInProgress {
    private(set) var answer: Generation
    private let model: LanguageModel
    private let limit: Int
    private var sampler: Sampler
    private var decoder: StreamingDecoder
    private var stops: StopTexts
    private let constraint: TokenConstraint?
    private var state: TokenConstraint.State?

    /// Throws `InferenceError` when the answer may not be long enough for the form that `constraint` imposes.
    init(_ model: LanguageModel, promptTokens: Int, parameters: GenerationParameters, constraint: TokenConstraint? = nil) throws {
        self.model = model
        self.constraint = constraint
        state = constraint?.start
        answer = Generation(text: "", tokens: [], promptTokens: promptTokens, stop: .length)
        limit = min(parameters.maxTokens, model.configuration.context - promptTokens)
        sampler = Sampler(parameters)
        decoder = StreamingDecoder(model.tokenizer, skippingSpecial: true)
        stops = StopTexts(parameters.stop)
        if let least = constraint?.minimumLength, least > limit {
            throw InferenceError.invalidParameter(
                problem: "the required form takes up to \(least) tokens at least, and the answer may have \(max(0, limit))")
        }
    }

    /// Takes a token from `scores`, tells `events`, and returns it when the model is to go on after it; nil when the answer is over.
    mutating func next(_ scores: UnsafeBufferPointer<Float>, events: (GenerationEvent) -> Continuation) throws -> Int? {
        guard answer.tokens.count < limit else { return finish(events) }
        guard let token = try pick(scores), !model.tokenizer.endTokens.contains(token) else {
            answer.stop = .end
            return finish(events)
        }
        if let constraint, let current = state { state = try constraint.next(current, token: token) }
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

    /// The next token; nil when the required form is complete and nothing can follow.
    private mutating func pick(_ scores: UnsafeBufferPointer<Float>) throws -> Int? {
        let best = Int(model.kernels.argmax(scores.baseAddress!, Int32(scores.count)))
        guard let constraint, let state else { return sampler.pick(scores, best: best) }
        let remaining = limit - answer.tokens.count
        guard let safe = try constraint.pick(scores: scores, best: best, in: state, remaining: remaining) else { return nil }
        guard sampler.draws else { return safe }
        let allowed = try constraint.allowed(state)
        let drawn = sampler.pick(scores, best: safe, among: allowed.contains)
        return try constraint.admits(drawn, in: state, remaining: remaining) ? drawn : safe
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
