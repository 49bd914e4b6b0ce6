import Compute

extension Session {
    /// Generates an answer to `prompt`. What the session already holds of the prompt is not processed again; afterwards the session
    /// holds the prompt and the answer, and a longer prompt that begins with both continues from there.
    ///
    /// `parameters.precision` must be the session's. `constraint` imposes a form, made for the model's `constraintVocabulary`.
    public func generate(
        _ prompt: [Int], parameters: GenerationParameters = GenerationParameters(), constraint: TokenConstraint? = nil,
        events: (GenerationEvent) -> Continuation = { _ in .more }
    ) throws -> Generation {
        var answer = try AnswerInProgress(
            model, promptTokens: prompt.count, parameters: parameters, constraint: constraint)
        guard try start(prompt, parameters, events) else {
            answer.cancel()
            return answer.answer
        }
        var drafts = DraftFinder(prompt: usesDrafts ? prompt : [])
        var next = try answer.next(logits, events: events)
        while let token = next {
            drafts.append(token)
            let draft = usesDrafts ? Array(drafts.draft(atMost: answer.mostToCome)) : []
            if draft.isEmpty {
                try process(next: token)
                next = try answer.next(logits, events: events)
            } else {
                next = try verify(draft, after: token, &answer, &drafts, events)
            }
        }
        return answer.answer
    }

    /// Processes `token` and a guess of what follows in one pass, takes the guessed tokens that the model picks itself from the very
    /// scores that it would have had one by one, and forgets the others.
    /// - Returns: the token that the model picks where the guess ends or fails; nil when the answer is over.
    private func verify(
        _ draft: [Int], after token: Int, _ answer: inout AnswerInProgress, _ drafts: inout DraftFinder,
        _ events: (GenerationEvent) -> Continuation
    ) throws -> Int? {
        let start = tokens.count
        let stride = model.head.stride
        let rows = draft.count + 1
        if draftScores.count < rows * stride { draftScores = FloatBuffer(count: rows * stride) }
        try forward(([token] + draft)[...], wants: .all)
        pass.score(rows: 0..<rows, into: draftScores.pointer)
        var row = 0
        var next: Int?
        while true {
            let scores = UnsafeBufferPointer(start: draftScores.pointer + row * stride, count: model.configuration.vocabulary)
            next = try answer.next(scores, events: events)
            guard row < draft.count, next == draft[row] else { break }
            drafts.append(draft[row])
            row += 1
        }
        drafts.note(held: row, of: draft.count)
        rewind(to: start + row + 1)
        logitBuffer.pointer.update(from: draftScores.pointer + row * stride, count: stride)
        return next
    }

    /// Processes the prompt; false when it was cancelled on the way.
    func start(_ prompt: [Int], _ parameters: GenerationParameters, _ events: (GenerationEvent) -> Continuation) throws -> Bool {
        try parameters.check()
        precondition(parameters.precision == precision, "a session of \(precision) precision cannot generate in \(parameters.precision)")
        return try process(prompt) { events(.promptProcessed(tokens: $0)) }
    }
}
