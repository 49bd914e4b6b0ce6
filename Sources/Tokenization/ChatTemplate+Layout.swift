extension ChatTemplate {
    /// A conversation laid out, with the origin of each character.
    struct Layout {
        var text: TracedText
        /// The bytes that the template itself marks as generated.
        var generated: [Range<Int>]
    }

    /// Runs the template over the messages.
    ///
    /// Where it takes no system message, or leaves it out, the system text goes in front of the first user message: that is what the
    /// makers of such models advise, and losing instructions would be worse. A user message that is left out is an error.
    func layOut(_ messages: [ChatMessage], addGenerationPrompt: Bool) throws(TokenizationError) -> Layout {
        let plain = messages.enumerated().map { (role: $1.role, content: TracedText($1.content, .content($0))) }
        do throws(TokenizationError) {
            return try layOut(plain, addGenerationPrompt)
        } catch {
            switch error {
            case .templateRefuses, .templateDropsMessage(role: ChatMessage.Role.system.rawValue): break
            default: throw error
            }
            guard messages.first?.role == .system, let user = messages.firstIndex(where: { $0.role == .user }) else { throw error }
            var folded = plain
            let system = plain[0].content.trimmed()
            if !system.isEmpty { folded[user].content = system + "\n\n" + plain[user].content }
            folded.removeFirst()
            do throws(TokenizationError) {
                return try layOut(folded, addGenerationPrompt)
            } catch .templateRefuses {
                // The first reason is about the conversation as it was given.
                throw error
            }
        }
    }

    private func layOut(
        _ messages: [(role: ChatMessage.Role, content: TracedText)], _ addGenerationPrompt: Bool
    ) throws(TokenizationError) -> Layout {
        var list: [TemplateValue] = []
        for message in messages {
            // A role is one of three words of this program, so that it may be part of a special token's spelling.
            list.append(
                .mapping(try TemplateMapping([("role", .text(TracedText(message.role.rawValue))), ("content", .text(message.content))])))
        }
        // What `transformers` defines when there are no tools and documents.
        var variables: [String: TemplateValue] = [
            "messages": try .list(list), "add_generation_prompt": .bool(addGenerationPrompt), "tools": TemplateValue.none,
            "documents": TemplateValue.none, "bos_token": .text(TracedText(beginText)),
        ]
        if let endText { variables["eos_token"] = .text(TracedText(endText)) }
        if let thinking {
            // Qwen's name for it, and DeepSeek's.
            for name in ["enable_thinking", "thinking"] { variables[name] = .bool(thinking) }
        }
        var interpreter = TemplateInterpreter(variables: variables, date: date)
        _ = try interpreter.run(statements)
        let present = Set(interpreter.output.runs.map(\.origin))
        for message in messages where message.role != .assistant {
            // A folded message is made of two.
            for (range, origin) in message.content.spans where origin != .template && !present.contains(origin) {
                guard message.content[range].trimmed().isEmpty else { throw .templateDropsMessage(role: message.role.rawValue) }
            }
        }
        return Layout(text: interpreter.output, generated: interpreter.generated)
    }
}
