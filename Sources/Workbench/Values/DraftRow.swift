import Datasets

/// A question and an answer that a model wrote from a passage; no example before a person accepts it.
public struct DraftRow: Codable, Equatable, Sendable, Identifiable {
    public var id: String
    public var prompt: String
    public var completion: String
    public var document: String
    /// The words of the document that the answer rests on.
    public var quote: String
    /// The passage that the model was shown.
    public var passage: String
    public var model: String
    /// Always true: a line of this file can never be taken for an example.
    public var draft: Bool

    public init(id: String, prompt: String, completion: String, document: String, quote: String, passage: String, model: String) {
        (self.id, self.prompt, self.completion) = (id, prompt, completion)
        (self.document, self.quote, self.passage, self.model) = (document, quote, passage, model)
        draft = true
    }

    public var text: String { "\(id)  draft by \(model)\n  Q: \(prompt)\n  A: \(completion)\n  \(document): \"\(quote)\"" }
}

/// What a drafting run made.
public struct DraftResult: Codable, Equatable, Sendable {
    public var drafts: [DraftRow]
    /// Passages that the model was shown.
    public var passages: Int
    /// How many drafts were thrown away, by reason.
    public var rejected: [String: Int]
    /// Passages that hold the answer of a case, and were not used.
    public var keptForCases: Int

    public var text: String {
        var parts = ["\(drafts.count) drafts from \(passages) passages"]
        for (reason, count) in rejected.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            parts.append("\(count) thrown away: \(reason)")
        }
        if keptForCases > 0 { parts.append("\(keptForCases) passages not used: they hold the answer of a case") }
        return parts.joined(separator: "\n")
            + "\nRead each one: a small model writes poor drafts. Take them with assay data accept ID, or throw them away with assay data reject ID."
    }
}
