import Retrieval
import Tokenization

/// The messages each arm sends. Every arm gets the same instructions and the same question; what differs is what the arm is.
struct PromptBuilder: Sendable {
    /// A question of a conversation with what the arm said.
    struct Exchange: Sendable {
        var question: String
        var answer: String
    }

    let configuration: ProjectConfiguration

    /// What an arm is asked to say when the documents do not hold the answer.
    static let refusal = "I could not find that in the documents."

    /// - Parameters:
    ///   - context: the block of passages with the program's markers, for arms that retrieve.
    ///   - cites: asks for the marker of the passage used.
    func messages(
        question: String, input: String? = nil, context: String? = nil, cites: Bool = true, examples: Bool = false
    ) -> [ChatMessage] {
        messages(question: question, input: input, context: context, cites: cites, with: prompt(examples: examples))
    }

    /// What an arm sends before the question: the project's instructions, or the few-shot arm's prompt.
    func prompt(examples: Bool) -> SearchedPrompt {
        if examples { return configuration.fewshotPrompt }
        return SearchedPrompt(instructions: configuration.instructions, examples: [], isConstrained: false)
    }

    /// - Parameter earlier: questions of this conversation with the arm's own answers, oldest first.
    func messages(
        question: String, input: String?, context: String? = nil, cites: Bool = true, with prompt: SearchedPrompt,
        after earlier: [Exchange] = []
    ) -> [ChatMessage] {
        var messages = [ChatMessage(role: .system, content: prompt.instructions)]
        for example in prompt.examples {
            messages.append(ChatMessage(role: .user, content: example.question))
            messages.append(ChatMessage(role: .assistant, content: example.answer))
        }
        for exchange in earlier {
            messages.append(ChatMessage(role: .user, content: exchange.question))
            messages.append(ChatMessage(role: .assistant, content: exchange.answer))
        }
        messages.append(ChatMessage(role: .user, content: user(question: question, input: input, context: context, cites: cites)))
        return messages
    }

    func user(question: String, input: String?, context: String?, cites: Bool) -> String {
        let asked = input.map { "\(question)\n\n\($0)" } ?? question
        guard let context, !context.isEmpty else { return asked }
        let how = cites ? "Answer from the passages and cite the one you used by its number, like [1]." : "Answer from the passages."
        return """
            Passages from the documents:

            \(context)

            Question: \(asked)
            \(how)
            """
    }
}
