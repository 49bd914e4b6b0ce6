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
    /// Imposed on the answer.
    var form: ProjectSession.Form?
}

extension ProjectSession {
    /// What an arm needs that is not there; nil when it can answer.
    func obstacle(for arm: Arm) throws -> WorkbenchError? {
        if arm.isConstrained, configuration.form == nil { return Self.noForm }
        if arm.approach == .fewshot, configuration.fewshot.isEmpty, configuration.searched == nil {
            return WorkbenchError(
                .notFound, "There are no worked examples.",
                next: "Add [[fewshot.example]] entries to assay.toml, or search for some: assay eval prompt-search")
        }
        if arm.retrieves, try knowledge().statistics().passages == 0 {
            return WorkbenchError(
                .notFound, "The knowledge base is empty.", next: "Add documents: assay kb add PATH, or sync with: assay kb sync")
        }
        if arm.adapts, adapterRun(for: arm) == nil {
            return WorkbenchError(.notFound, "There is no trained adapter yet.", next: "Train one: assay train start")
        }
        return nil
    }

    /// The run whose adapter an arm uses: the newest finished one, for `rag+lora` preferably one trained with context.
    func adapterRun(for arm: Arm, seed: UInt64? = nil) -> String? {
        let store = runStore
        let records: [RunRecord] = store.names().compactMap { try? store.record($0) }
        let usable =
            records
            .filter { record in
                guard record.state == "done", store.hasAdapter(record.name) else { return false }
                return seed == nil || record.parameters.seed == seed
            }
            .sorted { $0.started < $1.started }
        let matching = usable.last { $0.withContext == (arm.approach == .ragLora) }
        return (matching ?? usable.last)?.name
    }

    /// Builds the exact prompt of an arm for a question.
    /// - Parameters:
    ///   - input: what the question is about; searched with as well.
    ///   - format: what the answer must be, where that is known.
    ///   - passages: used instead of retrieved ones, best first; nil retrieves where the arm does.
    ///   - withExamples: adds the worked examples whatever the arm.
    ///   - adapter: used instead of the newest run's.
    func prepare(
        _ arm: Arm, question: String, input: String? = nil, format: FormatDemand? = nil, passages given: [Passage]? = nil,
        withExamples: Bool = false, seed: UInt64? = nil, adapter chosen: Adapter? = nil
    ) throws -> PreparedPrompt {
        if given == nil, chosen == nil, let obstacle = try obstacle(for: arm) { throw obstacle }
        let model = try languageModel()
        var context: ContextBlock?
        if let given {
            context = try contextBlock(question: SearchQuery.text(question: question, input: input), passages: given)
        } else if arm.retrieves {
            let hits = try retrieve(question, input: input, limit: configuration.passages)
            context = try contextBlock(question: SearchQuery.text(question: question, input: input), passages: hits.map(\.passage))
        }
        let cites = try context != nil && citationRule().asks(for: format)
        let messages = promptBuilder.messages(
            question: question, input: input, context: context?.text, cites: cites, examples: withExamples || arm.approach == .fewshot)
        let adapter = try chosen ?? (arm.adapts ? adapterRun(for: arm, seed: seed).map { try self.adapter(run: $0) } : nil)
        return PreparedPrompt(
            arm: arm, tokens: try model.template.encode(messages, addGenerationPrompt: true, with: model.tokenizer),
            text: try model.template.render(messages, addGenerationPrompt: true), passages: context?.passages ?? [], cites: cites,
            adapter: adapter, form: try arm.isConstrained ? form() : nil)
    }

    /// The decoding every arm shares: greedy, the project's token limit.
    func generationParameters() -> GenerationParameters {
        var parameters = GenerationParameters()
        parameters.maxTokens = configuration.maxTokens
        parameters.temperature = 0
        return parameters
    }

    /// What identifies an answer: the model, the adapter, the decoding with its form, and every prompt token.
    func answerKey(_ prompt: PreparedPrompt) throws -> String {
        var text = "\(ProgramVersion.text) \(try languageModelHash()) \(prompt.adapter?.hash ?? "-") \(configuration.maxTokens) greedy"
        if let form = prompt.form { text += " form \(form.hash)" }
        for token in prompt.tokens { text += " \(token)" }
        return FileHash.sha256(Array(text.utf8))
    }
}
