/// How a conversation is laid out for a model.
///
/// Templates in model files are programs from strangers; they are recognised, never run.
public enum ChatTemplate: Sendable, Equatable {
    /// `<|im_start|>role`, newline, content, `<|im_end|>`, newline. A conversation that does not begin with a system message gets
    /// `defaultSystem`, if there is one.
    case chatML(defaultSystem: String?)

    private static let start = "<|im_start|>"
    private static let end = "<|im_end|>"

    /// The conversation as one text, special tokens spelled out. To feed a model, use `encode`: contents that spell a special
    /// token cannot be told apart here.
    public func render(_ messages: [ChatMessage], addGenerationPrompt: Bool) -> String {
        var text = completed(messages).map { "\(Self.start)\($0.role.rawValue)\n\($0.content)\(Self.end)\n" }.joined()
        if addGenerationPrompt { text += "\(Self.start)assistant\n" }
        return text
    }

    /// The conversation as tokens. Contents stay text, whatever they spell.
    public func encode(_ messages: [ChatMessage], addGenerationPrompt: Bool, with tokenizer: any Tokenizer) -> [Int] {
        var tokens = encodeWithMask(messages, with: tokenizer).tokens
        if addGenerationPrompt { tokens += Self.special(Self.start, tokenizer) + tokenizer.encode("assistant\n") }
        return tokens
    }

    /// The conversation as tokens, and for each whether it belongs to an answer: the assistant's content and the token that ends
    /// it, not the newline after. That is the loss mask.
    ///
    /// The tokens before an answer are exactly those that `encode` with `addGenerationPrompt` ends in: nothing merges across.
    public func encodeWithMask(_ messages: [ChatMessage], with tokenizer: any Tokenizer) -> (tokens: [Int], trained: [Bool]) {
        var tokens: [Int] = []
        var trained: [Bool] = []
        func add(_ ids: [Int], trained isTrained: Bool = false) {
            tokens += ids
            trained += repeatElement(isTrained, count: ids.count)
        }
        let (start, end) = (Self.special(Self.start, tokenizer), Self.special(Self.end, tokenizer))
        let newline = tokenizer.encode("\n")
        for message in completed(messages) {
            add(start)
            if message.role == .assistant {
                add(tokenizer.encode("assistant\n"))
                add(tokenizer.encode(message.content) + end, trained: true)
            } else {
                add(tokenizer.encode("\(message.role.rawValue)\n\(message.content)") + end)
            }
            add(newline)
        }
        return (tokens, trained)
    }

    /// The messages with the default system message, where it applies.
    private func completed(_ messages: [ChatMessage]) -> [ChatMessage] {
        guard case .chatML(let system?) = self, let first = messages.first, first.role != .system else { return messages }
        return [.system(system)] + messages
    }

    /// `recognise(_:for:)` makes sure that the tokens exist; without them their text is the best there is.
    private static func special(_ text: String, _ tokenizer: any Tokenizer) -> [Int] {
        tokenizer.specialToken(text).map { [$0] } ?? tokenizer.encode(text)
    }

    static var specialTexts: [String] { [start, end] }
}
