import Tokenization

/// Which conversations can be learnt from.
enum ConversationRule {
    /// An optional system message, then user and assistant in turn, the assistant last, nothing empty but a system message.
    static func check(_ messages: [ChatMessage]) throws(LineProblem) {
        guard !messages.isEmpty else { throw LineProblem("no messages; write a user and an assistant turn") }
        guard messages.contains(where: { $0.role == .assistant }) else {
            throw LineProblem("no assistant turn, so nothing to learn; add the answer", .emptyText)
        }
        guard messages.last?.role == .assistant else {
            throw LineProblem("the last turn is not the assistant's; add the answer, or remove the turns after it", .roleOrder)
        }
        let turns = messages.first?.role == .system ? messages.dropFirst() : messages[...]
        for (offset, turn) in turns.enumerated() {
            let expected: ChatMessage.Role = offset.isMultiple(of: 2) ? .user : .assistant
            guard turn.role == expected else {
                let place = "turn \(offset + 1)" + (turns.count < messages.count ? " after the system message" : "")
                throw LineProblem(
                    "wrong role order: \(place) is \(turn.role.rawValue) where \(expected.rawValue) belongs; "
                        + "user and assistant must alternate, a system message comes first", .roleOrder)
            }
            guard !ComparableText.isBlank(turn.content) else {
                throw LineProblem(
                    turn.role == .assistant
                        ? "empty completion: assistant turn \(offset / 2 + 1) says nothing; write the answer, or remove the line"
                        : "empty prompt: user turn \(offset / 2 + 1) says nothing; write the question, or remove the line", .emptyText)
            }
        }
    }
}
