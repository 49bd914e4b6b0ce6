extension Session {
    /// Generates an answer to `prompt`. What the session already holds of the prompt is not processed again; afterwards the session
    /// holds the prompt and the answer, and a longer prompt that begins with both continues from there.
    ///
    /// `parameters.precision` must be the session's.
    public func generate(
        _ prompt: [Int], parameters: GenerationParameters = GenerationParameters(),
        events: (GenerationEvent) -> Continuation = { _ in .more }
    ) throws -> Generation {
        var answer = AnswerInProgress(model, promptTokens: prompt.count, parameters: parameters)
        guard try start(prompt, parameters, events) else {
            answer.cancel()
            return answer.answer
        }
        while let token = answer.next(logits, events: events) { try process(next: token) }
        return answer.answer
    }

    /// Processes the prompt; false when it was cancelled on the way.
    func start(_ prompt: [Int], _ parameters: GenerationParameters, _ events: (GenerationEvent) -> Continuation) throws -> Bool {
        try parameters.check()
        precondition(parameters.precision == precision, "a session of \(precision) precision cannot generate in \(parameters.precision)")
        return try process(prompt) { events(.promptProcessed(tokens: $0)) }
    }
}
