import Datasets

/// How an answer of this dataset says that the documents don't hold what was asked: its own refusals show it.
package struct RefusalShape: Equatable, Sendable {
    /// Whether the last line of an answer, a topic line for instance, stands behind a refusal too.
    package let keepsLastLine: Bool

    /// Without a refusal among the examples a last line stays.
    package init(_ examples: [Example]) {
        let refusals = examples.map(\.completion).filter { $0.hasPrefix(PromptBuilder.refusal) }
        keepsLastLine = refusals.isEmpty || refusals.contains { $0.contains("\n") }
    }

    /// What is said in place of `completion` where its passage is missing: nothing of the answer itself may remain.
    package func refusal(of completion: String) -> String {
        let lines = completion.split(separator: "\n")
        guard keepsLastLine, lines.count > 1, let last = lines.last else { return PromptBuilder.refusal }
        return "\(PromptBuilder.refusal)\n\(last)"
    }
}
