import Inference
import ModelFormats
import Retrieval
import Scoring
import Tokenization

/// Everything that decides an arm's answer: the exact prompt, the adapter, and the passages the program may cite for it.
struct PreparedPrompt: Sendable {
    var arm: Arm
    var tokens: [Int]
    /// The prompt as text, special tokens spelled out.
    var text: String
    /// In the order of their markers, `[1]` first.
    var passages: [CitedPassage]
    /// Whether the answer was asked to cite them.
    var cites: Bool
    var adapter: ProjectSession.Adapter?
    var parameters: GenerationParameters
    /// Imposed on the answer.
    var form: ProjectSession.Form?
    /// Passages that were found and had no room.
    var leftOut = 0
    /// What is otherwise than the project says.
    var settings = ArmSettings()
    /// Of a follow-up question.
    var followUp: FollowUp?
}

extension ProjectSession {
    /// What an arm needs that is not there; nil when it can answer.
    func obstacle(for arm: Arm, _ settings: ArmSettings = ArmSettings()) throws -> WorkbenchError? {
        if settings.imposesForm ?? arm.isConstrained, configuration.form == nil { return Self.noForm }
        if arm.approach == .fewshot, settings.prompt == nil, configuration.fewshot.isEmpty, configuration.searched == nil {
            return WorkbenchError(
                .notFound, "There are no worked examples.",
                next: "Add [[fewshot.example]] entries to assay.toml, or search for some: assay eval prompt-search")
        }
        if arm.retrieves, try knowledge().statistics().passages == 0 {
            return WorkbenchError(
                .notFound, "The knowledge base is empty.", next: "Add documents: assay kb add PATH, or sync with: assay kb sync")
        }
        if let run = settings.adapter, !runStore.hasAdapter(run) {
            return WorkbenchError(.notFound, "There is no run \(run) with an adapter.", next: "See: assay train list")
        }
        if arm.adapts, settings.adapter == nil, adapterRun(for: arm) == nil {
            return WorkbenchError(.notFound, "There is no trained adapter yet.", next: "Train one: assay train start")
        }
        return nil
    }

    /// The run whose adapter an arm uses: the newest finished one, for `rag+lora` preferably one trained with context.
    func adapterRun(for arm: Arm, seed: UInt64? = nil) -> String? {
        let usable = usableRuns().filter { seed == nil || $0.parameters.seed == seed }
        let matching = usable.last { $0.withContext == (arm.approach == .ragLora) }
        return (matching ?? usable.last)?.name
    }

    /// The finished runs that have an adapter, oldest first.
    func usableRuns() -> [RunRecord] {
        let store = runStore
        let records: [RunRecord] = store.names().compactMap { try? store.record($0) }
        return records.filter { $0.state == "done" && store.hasAdapter($0.name) }.sorted { $0.started < $1.started }
    }

    /// Builds the exact prompt of an arm for a question.
    /// - Parameters:
    ///   - input: what the question is about; searched with as well.
    ///   - format: what the answer must be, where that is known.
    ///   - passages: used instead of retrieved ones, best first; nil retrieves where the arm does.
    ///   - withExamples: adds the worked examples whatever the arm.
    ///   - adapter: used instead of the newest run's.
    ///   - settings: what is otherwise than the project says.
    ///   - earlier: the conversation that the question goes on with, oldest first: its questions and this arm's own answers stand
    ///     before the question, as many of the newest as there is room for, and the question before joins the search.
    func prepare(
        _ arm: Arm, question: String, input: String? = nil, format: FormatDemand? = nil, passages given: [Passage]? = nil,
        withExamples: Bool = false, seed: UInt64? = nil, adapter chosen: Adapter? = nil, settings: ArmSettings = ArmSettings(),
        after earlier: [PastTurn] = []
    ) throws -> PreparedPrompt {
        let settings = settings.relevant(to: arm)
        try settings.check()
        if given == nil, chosen == nil, let obstacle = try obstacle(for: arm, settings) { throw obstacle }
        let model = try languageModel()
        // A follow-up says little by itself ("and per year?"): what it is about stands in the question before.
        let search = ((earlier.last.map { [$0.question] } ?? []) + [question]).joined(separator: "\n")
        var context: ContextBlock?
        if let given {
            context = try contextBlock(question: SearchQuery.text(question: question, input: input), passages: given)
        } else if arm.retrieves {
            let hits = try retrieve(search, input: input, limit: settings.passages ?? configuration.passages)
            context = try contextBlock(question: SearchQuery.text(question: search, input: input), passages: hits.map(\.passage))
        }
        let prompt = try settings.prompt.map(promptFile) ?? promptBuilder.prompt(examples: withExamples || arm.approach == .fewshot)
        let cites = try context != nil && citationRule().asks(for: format)
        let parameters = generationParameters(settings)
        let said = exchanges(of: arm, in: earlier)
        var kept = said[...]
        var messages: [ChatMessage]
        var tokens: [Int]
        repeat {
            messages = promptBuilder.messages(
                question: question, input: input, context: context?.text, cites: cites, with: prompt, after: Array(kept))
            tokens = try model.template.encode(messages, addGenerationPrompt: true, with: model.tokenizer)
        } while tokens.count + parameters.maxTokens > model.configuration.context && kept.popFirst() != nil
        let run = settings.adapter ?? (arm.adapts ? adapterRun(for: arm, seed: seed) : nil)
        return PreparedPrompt(
            arm: arm, tokens: tokens, text: try model.template.render(messages, addGenerationPrompt: true),
            passages: context?.passages ?? [], cites: cites, adapter: try chosen ?? run.map { try self.adapter(run: $0) },
            parameters: parameters,
            form: try settings.imposesForm ?? (arm.isConstrained || settings.prompt != nil && prompt.isConstrained) ? form() : nil,
            leftOut: context?.leftOut ?? 0, settings: settings,
            followUp: earlier.isEmpty
                ? nil : FollowUp(turns: kept.count, dropped: said.count - kept.count, search: arm.retrieves ? search : nil))
    }

    /// What this arm said before. Numbers of passages that are not in the prompt any more are left out.
    private func exchanges(of arm: Arm, in earlier: [PastTurn]) -> [PromptBuilder.Exchange] {
        earlier.compactMap { turn in
            guard let answer = turn.answers.first(where: { $0.arm == arm }), !answer.text.allSatisfy(\.isWhitespace) else { return nil }
            return .init(question: turn.question, answer: arm.retrieves ? CitationRow.unmarked(answer.text) : answer.text)
        }
    }

    /// The decoding every arm shares: greedy, the project's token limit.
    func generationParameters(_ settings: ArmSettings = ArmSettings()) -> GenerationParameters {
        var parameters = GenerationParameters()
        parameters.maxTokens = settings.maxTokens ?? configuration.maxTokens
        parameters.temperature = Float(settings.temperature ?? 0)
        return parameters
    }

    /// What identifies an answer: the model, the adapter, the decoding with its form, and every prompt token.
    func answerKey(_ prompt: PreparedPrompt) throws -> String {
        var text = "\(ProgramVersion.text) \(try languageModelHash()) \(prompt.adapter?.hash ?? "-") \(prompt.parameters.maxTokens) "
        text += prompt.parameters.temperature == 0 ? "greedy" : "\(prompt.parameters.temperature) \(prompt.parameters.seed)"
        if let form = prompt.form { text += " form \(form.hash)" }
        for token in prompt.tokens { text += " \(token)" }
        return FileHash.sha256(Array(text.utf8))
    }
}
