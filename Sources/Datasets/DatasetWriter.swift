import Tokenization

/// Writes examples as JSON lines for other programs.
public enum DatasetWriter {
    /// One line an example, each ended by a line feed, in the order given. The same examples give the same bytes.
    ///
    /// `id`, `topic`, `document` and `quote` are kept where readers ignore members they do not know (`trl`, `alpaca`, `sharegpt`).
    public static func write(_ examples: [Example], format: ExportFormat) -> String {
        examples.map { JSONText.object(members(of: $0, format)) + "\n" }.joined()
    }

    /// One line of a project's own dataset, which keeps all that an example has.
    /// - Parameter origin: where it comes from, as JSON; readers pass over it.
    public static func projectLine(_ example: Example, origin: String? = nil) -> String {
        let members = [("messages", list(example.messages))] + self.origin(of: example) + (origin.map { [("origin", $0)] } ?? [])
        return JSONText.object(members) + "\n"
    }

    private typealias Member = (name: String, value: String)

    private static func members(of example: Example, _ format: ExportFormat) -> [Member] {
        let messages = example.messages
        switch format {
        case .openai:
            return [("messages", list(messages))]
        case .trl:
            // Only the completion is learnt, and it is the last turn; earlier answers of the conversation are context.
            return [("prompt", list(messages.dropLast())), ("completion", list(messages.suffix(1)))] + origin(of: example)
        case .alpaca:
            return alpaca(messages) + origin(of: example)
        case .sharegpt:
            let turns = messages.map { message in
                let name =
                    switch message.role {
                    case .system: "system"
                    case .user: "human"
                    case .assistant: "gpt"
                    }
                return JSONText.object([("from", JSONText.string(name)), ("value", JSONText.string(message.content))])
            }
            return [("conversations", JSONText.array(turns))] + origin(of: example)
        case .bedrock:
            let turns = messages.filter { $0.role != .system }.map {
                JSONText.object([("role", JSONText.string($0.role.rawValue)), ("content", part($0.content))])
            }
            let system = messages.first { $0.role == .system }.map { [("system", part($0.content))] } ?? []
            return [("schemaVersion", JSONText.string("bedrock-conversation-2024"))] + system + [("messages", JSONText.array(turns))]
        case .vertex:
            let turns = messages.filter { $0.role != .system }.map {
                vertexTurn($0.role == .assistant ? "model" : "user", $0.content)
            }
            let system = messages.first { $0.role == .system }.map { [("systemInstruction", vertexTurn("system", $0.content))] } ?? []
            return system + [("contents", JSONText.array(turns))]
        }
    }

    private static func alpaca(_ messages: [ChatMessage]) -> [Member] {
        let turns = messages.filter { $0.role != .system }
        var members: [Member] = [
            ("instruction", JSONText.string(turns.dropLast().last?.content ?? "")), ("input", JSONText.string("")),
            ("output", JSONText.string(turns.last?.content ?? "")),
        ]
        if let system = messages.first(where: { $0.role == .system }) { members.append(("system", JSONText.string(system.content))) }
        let earlier = Array(turns.dropLast(2))
        if !earlier.isEmpty {
            let pairs = stride(from: 0, to: earlier.count, by: 2).map { start in
                JSONText.array(earlier[start..<min(start + 2, earlier.count)].map { JSONText.string($0.content) })
            }
            members.append(("history", JSONText.array(pairs)))
        }
        return members
    }

    private static func list(_ messages: some Sequence<ChatMessage>) -> String {
        JSONText.array(
            messages.map {
                JSONText.object([("role", JSONText.string($0.role.rawValue)), ("content", JSONText.string($0.content))])
            })
    }

    private static func part(_ text: String) -> String { JSONText.array([JSONText.object([("text", JSONText.string(text))])]) }

    private static func vertexTurn(_ role: String, _ text: String) -> String {
        JSONText.object([("role", JSONText.string(role)), ("parts", part(text))])
    }

    private static func origin(of example: Example) -> [Member] {
        [("id", example.id), ("topic", example.topic), ("document", example.document), ("quote", example.quote)]
            .compactMap { name, value in value.map { (name, JSONText.string($0)) } }
    }
}
