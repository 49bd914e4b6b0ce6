import Datasets
import Foundation
import Inference
import Retrieval
import Tokenization

extension ProjectSession {
    /// The drafts that wait for a person, oldest first.
    public func drafts() throws -> [DraftRow] { try JSONFile.readLines(DraftRow.self, from: project.draftsPath) }

    /// Lets the language model write questions and answers from passages, and keeps those that the passage supports.
    ///
    /// The model chooses the quote among the passage's own sentences and writes question and answer around it, all under a JSON schema.
    /// Passages come in an order that depends on the split's seed; those with a draft or an example, and those that hold a case's
    /// quote, are passed over.
    /// - Parameter progress: drafts made and passages tried; false stops, and what was made is kept.
    public func draftExamples(count: Int, document: String?, progress: (Int, Int) -> Bool) throws -> DraftResult {
        let store = try knowledge()
        let documents = try store.documents().map(\.path).filter { document == nil || $0 == document }
        guard !documents.isEmpty else {
            throw WorkbenchError(
                .notFound, document.map { "There is no document \($0) in the knowledge base." } ?? "The knowledge base is empty.",
                next: "See: assay kb list, or sync it first: assay kb sync")
        }
        let quotes = caseTexts().compactMap(\.quote)
        let used = try drafts().map(\.quote) + loadWholeDataset().examples.compactMap(\.quote)
        var result = DraftResult(drafts: [], passages: 0, rejected: [:], keptForCases: 0)
        let model = try languageModelName()
        for passage in try shuffledPassages(documents) {
            guard result.drafts.count < count, progress(result.drafts.count, result.passages) else { break }
            if quotes.contains(where: { passage.text.contains($0) }) {
                result.keptForCases += 1
                continue
            }
            let sentences = DraftPrompt.sentences(passage.text).filter { sentence in
                !used.contains { $0.contains(sentence) || sentence.contains($0) }
            }
            guard !sentences.isEmpty else { continue }
            result.passages += 1
            guard let written = try write(passage, sentences) else {
                result.rejected["it was not finished", default: 0] += 1
                continue
            }
            if let reason = try reason(against: written, passage) {
                result.rejected[reason, default: 0] += 1
                continue
            }
            let draft = DraftRow(
                id: Example.contentID([.user(written.question), .assistant(written.answer)]), prompt: written.question,
                completion: written.answer, document: passage.document, quote: written.quote, passage: passage.text, model: model)
            try keepDraft(draft)
            result.drafts.append(draft)
        }
        return result
    }

    /// Makes a draft an example, as it stands or in a person's words.
    public func acceptDraft(_ id: String, prompt: String? = nil, completion: String? = nil) throws -> AddedExample {
        let draft = try draft(id)
        let isEdited = prompt ?? draft.prompt != draft.prompt || completion ?? draft.completion != draft.completion
        let added = try addExample(
            NewExample(
                prompt: prompt ?? draft.prompt, completion: completion ?? draft.completion, document: draft.document, quote: draft.quote,
                origin: ExampleOrigin(arm: "draft", model: draft.model, sources: [draft.document], isEdited: isEdited)))
        try remove(draft)
        return added
    }

    public func rejectDraft(_ id: String) throws { try remove(try draft(id)) }

    /// Adds a draft to those that wait, unless it is among them.
    public func keepDraft(_ draft: DraftRow) throws {
        guard try !drafts().contains(where: { $0.id == draft.id }) else { return }
        try Files.makeDirectory((project.draftsPath as NSString).deletingLastPathComponent)
        try JSONFile.append(draft, to: project.draftsPath)
    }

    private func draft(_ id: String) throws -> DraftRow {
        guard let draft = try drafts().first(where: { $0.id == id }) else {
            throw WorkbenchError(.notFound, "There is no draft \(id).", next: "See: assay data drafts")
        }
        return draft
    }

    private func remove(_ draft: DraftRow) throws {
        let rest = try drafts().filter { $0.id != draft.id }
        let lines = try rest.map { String(decoding: try JSONFile.encoder.encode($0), as: UTF8.self) + "\n" }
        try Files.writeAtomically(Data(lines.joined().utf8), to: project.draftsPath)
    }

    private func shuffledPassages(_ documents: [String]) throws -> [Passage] {
        let passages = try documents.flatMap { try knowledge().passages(of: $0) }
        let keyed = passages.map { passage in
            var random = CounterRandom(seed: configuration.splitSeed, text: "\(passage.document) \(passage.ordinal)")
            return (key: random.next(below: .max), passage: passage)
        }
        return keyed.sorted { ($0.key, $0.passage.id) < ($1.key, $1.passage.id) }.map(\.passage)
    }

    /// nil when the answer was cut off before its form was complete.
    private func write(_ passage: Passage, _ sentences: [String]) throws -> DraftPrompt.Written? {
        let model = try languageModel()
        let constraint = try TokenConstraint(
            Automaton(jsonSchema: DraftPrompt.schema(sentences)), vocabulary: model.constraintVocabulary())
        let tokens = try model.template.encode(DraftPrompt.messages(passage.text), addGenerationPrompt: true, with: model.tokenizer)
        var parameters = GenerationParameters()
        parameters.maxTokens = DraftPrompt.maxTokens
        let text = try sessions().withSession(for: tokens, adapter: nil) {
            try $0.generate(tokens, parameters: parameters, constraint: constraint).text
        }
        guard var written = try? JSONDecoder().decode(DraftPrompt.Written.self, from: Data(text.utf8)) else { return nil }
        written.question = written.question.trimmingCharacters(in: .whitespacesAndNewlines)
        written.answer = written.answer.trimmingCharacters(in: .whitespacesAndNewlines)
        return written
    }

    private func reason(against written: DraftPrompt.Written, _ passage: Passage) throws -> String? {
        if let fault = DraftCheck.fault(question: written.question, answer: written.answer, quote: written.quote, passage: passage.text) {
            return fault.rawValue
        }
        let example = Example(messages: [.user(written.question), .assistant(written.answer)], line: 1)
        let findings = DatasetCheck.run([example], cases: caseTexts()) { _ in 0 }.findings
        return findings.first.map { $0.kind == .caseLeak ? "it asks the question of a case" : $0.message }
    }
}
