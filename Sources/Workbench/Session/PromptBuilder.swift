import Retrieval
import Tokenization

/// The messages each arm sends. Every arm gets the same instructions and the same question; what differs is what the arm is.
struct PromptBuilder: Sendable {
    let configuration: ProjectConfiguration

    /// What an arm is asked to say when the documents do not hold the answer.
    static let refusal = "I could not find that in the documents."

    /// - Parameter context: the block of passages with the program's markers, for arms that retrieve.
    func messages(question: String, input: String? = nil, context: String? = nil, examples: Bool = false) -> [ChatMessage] {
        let plain = SearchedPrompt(instructions: configuration.instructions, examples: [], isConstrained: false)
        return messages(question: question, input: input, context: context, with: examples ? configuration.fewshotPrompt : plain)
    }

    func messages(question: String, input: String?, context: String? = nil, with prompt: SearchedPrompt) -> [ChatMessage] {
        var messages = [ChatMessage(role: .system, content: prompt.instructions)]
        for example in prompt.examples {
            messages.append(ChatMessage(role: .user, content: example.question))
            messages.append(ChatMessage(role: .assistant, content: example.answer))
        }
        messages.append(ChatMessage(role: .user, content: user(question: question, input: input, context: context)))
        return messages
    }

    func user(question: String, input: String?, context: String?) -> String {
        let asked = input.map { "\(question)\n\n\($0)" } ?? question
        guard let context, !context.isEmpty else { return asked }
        return """
            Passages from the documents:

            \(context)

            Question: \(asked)
            Answer from the passages and cite the one you used by its number, like [1].
            """
    }
}
