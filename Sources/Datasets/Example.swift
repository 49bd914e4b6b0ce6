import Tokenization

/// One conversation to learn from: an optional system message, then user and assistant in turn, the assistant last.
public struct Example: Sendable, Equatable, Codable, Identifiable {
    /// From the line's `id`, else a hash of the messages: the same content has the same id on every machine.
    public var id: String
    public var messages: [ChatMessage]
    /// What the example is about; examples of one topic stay on one side of a split.
    public var topic: String?
    /// The document that the answer is taken from.
    public var document: String?
    /// The words of `document` that the answer rests on.
    public var quote: String?
    /// The line, counted from 1, on which the example begins in the text it was read from.
    public var line: Int

    public init(
        id: String? = nil, messages: [ChatMessage], topic: String? = nil, document: String? = nil, quote: String? = nil, line: Int
    ) {
        self.id = id ?? Self.contentID(messages)
        self.messages = messages
        self.topic = topic
        self.document = document
        self.quote = quote
        self.line = line
    }

    /// The last user turn: the question that the completion answers.
    public var prompt: String { messages.last { $0.role == .user }?.content ?? "" }

    /// The last turn: what is learnt.
    public var completion: String { messages.last.flatMap { $0.role == .assistant ? $0.content : nil } ?? "" }

    /// Sixteen hexadecimal digits that depend on the roles and contents alone.
    public static func contentID(_ messages: [ChatMessage]) -> String {
        var hash = StableHash()
        for message in messages {
            hash.combine(message.role.rawValue)
            hash.combine(message.content)
        }
        return hexadecimal(hash.value)
    }

    /// Sixteen digits.
    static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
