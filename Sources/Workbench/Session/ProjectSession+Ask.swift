import Dispatch
import Foundation
import Inference
import Retrieval
import Synchronization

extension ProjectSession {
    /// The dearest arm that can answer now.
    public func defaultArm() -> Arm {
        Arm.plain.reversed().first { (try? obstacle(for: $0)) == .some(nil) } ?? .prompt
    }

    /// Asks every arm at once; their answers stream side by side.
    /// - Parameters:
    ///   - options: what arms do otherwise than the project says, and the conversation that they go on with.
    ///   - onDelta: gets text as it comes, from several threads; false stops all arms, and what they said so far is kept.
    ///   - onFinish: called once an arm, from several threads.
    /// - Returns: the outcomes in the order of `arms`.
    @discardableResult
    public func ask(
        _ question: String, arms: [Arm], options: AskOptions = AskOptions(), onDelta: @escaping @Sendable (Arm, String) -> Bool,
        onFinish: @escaping @Sendable (Arm, Result<ArmAnswer, WorkbenchError>) -> Void = { _, _ in }
    ) throws -> [(Arm, Result<ArmAnswer, WorkbenchError>)] {
        guard !question.allSatisfy(\.isWhitespace) else { throw WorkbenchError(.usage, "The question is empty.") }
        _ = try languageModel()
        let outcomes = Mutex<[Arm: Result<ArmAnswer, WorkbenchError>]>([:])
        let asked = Date().timeIntervalSince1970
        DispatchQueue.concurrentPerform(iterations: arms.count) { index in
            let arm = arms[index]
            // Stopped before it began, an arm has nothing to say.
            guard onDelta(arm, "") else { return }
            let outcome = Result { try write(question, arm, options, asked: asked) { onDelta(arm, $0) } }
                .mapError(WorkbenchError.wrapping)
            outcomes.withLock { $0[arm] = outcome }
            onFinish(arm, outcome)
        }
        return outcomes.withLock { all in arms.compactMap { arm in all[arm].map { (arm, $0) } } }
    }

    /// One arm's answer, saved as it comes and then kept in the history.
    private func write(
        _ question: String, _ arm: Arm, _ options: AskOptions, asked: Double, onDelta: (String) -> Bool
    ) throws -> ArmAnswer {
        var prompt = try prepare(arm, question: question, settings: options.settings[arm] ?? ArmSettings(), after: options.earlier)
        prompt.parameters.seed = options.seed
        let nothing = resolve(prompt, text: "", completionTokens: 0, firstToken: 0, milliseconds: 0)
        var line = HistoryLine(at: asked, asked: asked, question: question, follows: options.earlier.last?.question, answer: nothing)
        let journal = AnswerJournal(line, in: project.answering)
        defer { journal?.remove() }
        var isStopped = false
        line.answer = try answer(prompt) { text in
            journal?.append(text)
            isStopped = !onDelta(text)
            return !isStopped
        }
        if isStopped { line.answer.ending = .stopped }
        line.at = Date().timeIntervalSince1970
        record(line)
        return line.answer
    }

    /// Generates one answer and resolves its citations.
    func answer(_ prompt: PreparedPrompt, onDelta: (String) -> Bool = { _ in true }) throws -> ArmAnswer {
        let watch = Stopwatch()
        var firstToken: Double?
        let generation = try sessions().withSession(for: prompt.tokens, adapter: prompt.adapter?.prepared) { session in
            try session.generate(prompt.tokens, parameters: prompt.parameters, constraint: prompt.form?.constraint) { event in
                switch event {
                case .token:
                    if firstToken == nil { firstToken = watch.milliseconds }
                    return .more
                case .text(let text): return onDelta(text) ? .more : .stop
                case .promptProcessed: return onDelta("") ? .more : .stop
                }
            }
        }
        let milliseconds = watch.milliseconds
        return resolve(
            prompt, text: generation.text, completionTokens: generation.tokens.count, firstToken: firstToken ?? milliseconds,
            milliseconds: milliseconds)
    }

    /// The answer from the cache if these very tokens were answered before, else generated and kept.
    ///
    /// Where a time limit rules arms out, only times of answers that were made alone count.
    /// - Parameter isTimed: false where only the text matters.
    func cachedAnswer(_ prompt: PreparedPrompt, isTimed: Bool = true, isCancelled: () -> Bool) throws -> ArmAnswer? {
        let cache = try answerCache()
        let key = try answerKey(prompt)
        if let entry = cache[key], !isTimed || !answersAlone || entry.isShared != true {
            return resolve(
                prompt, text: entry.text, completionTokens: entry.completionTokens, firstToken: entry.firstTokenMilliseconds,
                milliseconds: entry.milliseconds)
        }
        var stopped = false
        let answer = try answer(prompt) { _ in
            stopped = isCancelled()
            return !stopped
        }
        guard !stopped else { return nil }
        try cache.insert(
            .init(
                key: key, text: answer.text, promptTokens: answer.promptTokens, completionTokens: answer.completionTokens,
                firstTokenMilliseconds: answer.firstTokenMilliseconds, milliseconds: answer.milliseconds))
        return answer
    }

    /// Whether answers are made one at a time, because how long each takes decides something.
    var answersAlone: Bool { configuration.latencyMilliseconds != nil }

    private func resolve(
        _ prompt: PreparedPrompt, text: String, completionTokens: Int, firstToken: Double, milliseconds: Double
    ) -> ArmAnswer {
        // In JSON `[1]` is a list: where no marker was asked for, none is looked for.
        let resolution = CitationResolver.resolve(answer: text, passages: prompt.cites ? prompt.passages : [])
        var answer = ArmAnswer(
            arm: prompt.arm, text: text,
            citations: resolution.citations.compactMap { citation in
                citation.passage.map {
                    CitationRow(
                        marker: citation.marker, passage: $0.id, path: $0.document, quote: citation.quote, verified: citation.isVerified)
                }
            },
            grounding: ArmAnswer.Grounding(rawValue: resolution.grounding.rawValue) ?? .none,
            promptTokens: prompt.tokens.count, completionTokens: completionTokens, firstTokenMilliseconds: firstToken,
            milliseconds: milliseconds, prompt: prompt.text)
        answer.settings = prompt.settings.isEmpty ? nil : prompt.settings
        answer.leftOut = prompt.leftOut == 0 ? nil : prompt.leftOut
        answer.followUp = prompt.followUp
        return answer
    }
}
