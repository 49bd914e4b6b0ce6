extension ChatTemplate {
    /// The bytes of each answer, from the prompt's end to the end of its turn; or what the template itself says is generated, as far
    /// as the prompt does not say it.
    func answers(
        in layout: Layout, _ messages: [ChatMessage], _ pieces: [ChatPiece], isTraining: Bool, endTokens: Set<Int>
    ) throws(TokenizationError) -> [Range<Int>] {
        var answers: [Range<Int>] = []
        var generated = layout.generated
        for (index, message) in messages.enumerated() where message.role == .assistant {
            let mustFollow = isTraining && index == messages.count - 1
            if mustFollow, !layout.text.runs.contains(where: { $0.origin == .content(index) }),
                !TracedText(message.content).trimmed().isEmpty
            {
                throw .templateDropsMessage(role: message.role.rawValue)
            }
            let start = try promptEnd(before: index, in: layout, messages, mustBe: mustFollow)
            guard layout.generated.isEmpty else {
                if let start { try clip(&generated, at: start, mustFollow, layout) }
                continue
            }
            guard let content = content(of: index, in: layout.text, from: start) else { continue }
            let end = endOfTurn(from: content.upperBound, hasContent: !content.isEmpty, layout.text, pieces, endTokens)
            answers.append(content.lowerBound..<end)
        }
        return layout.generated.isEmpty ? answers : generated
    }

    /// Lets the range that holds a prompt's end begin there.
    private func clip(
        _ generated: inout [Range<Int>], at start: Int, _ mustFollow: Bool, _ layout: Layout
    ) throws(TokenizationError) {
        let place = generated.firstIndex { $0.upperBound > start }
        if let place, generated[place].lowerBound <= start {
            generated[place] = start..<generated[place].upperBound
        } else if mustFollow {
            throw difference(layout.text[0..<start], layout.text[0..<(place.map { generated[$0].lowerBound } ?? layout.text.count)])
        }
    }

    /// From `start`, or where the message's content begins, to where it ends before another message's.
    private func content(of index: Int, in text: TracedText, from start: Int?) -> Range<Int>? {
        let spans = text.spans
        guard let begin = start ?? spans.first(where: { $0.origin == .content(index) })?.range.lowerBound else { return nil }
        var end = begin
        for (range, origin) in spans where range.upperBound > begin {
            if origin == .content(index) { end = range.upperBound } else if origin != .template { break }
        }
        return begin..<end
    }

    /// Where the prompt that an answer was given to ends, if the conversation goes on from there.
    private func promptEnd(
        before index: Int, in layout: Layout, _ messages: [ChatMessage], mustBe: Bool
    ) throws(TokenizationError) -> Int? {
        let prompt: TracedText
        do throws(TokenizationError) {
            prompt = try layOut(Array(messages[..<index]), addGenerationPrompt: true).text
        } catch {
            if mustBe { throw error }
            // Without its answer the conversation may be none that the template takes.
            return nil
        }
        if prompt.count <= layout.text.count {
            let beginning = layout.text[0..<prompt.count]
            if beginning == prompt, beginning.runs == prompt.runs { return prompt.count }
        }
        if mustBe { throw difference(prompt, layout.text) }
        return nil
    }

    /// Behind the end token that follows the content at once, or behind white space, which the model then has to say too. Where there
    /// is no content, all that the template writes up to the end token is the answer.
    private func endOfTurn(
        from end: Int, hasContent: Bool, _ text: TracedText, _ pieces: [ChatPiece], _ endTokens: Set<Int>
    ) -> Int {
        let next = pieces.first { piece in
            guard piece.range.lowerBound >= end, let special = piece.special else { return false }
            return hasContent || endTokens.contains(special)
        }
        guard let next, let id = next.special, endTokens.contains(id) else { return end }
        let between = text[end..<next.range.lowerBound]
        guard hasContent ? between.trimmed().isEmpty : between.origin == .template else { return end }
        return next.range.upperBound
    }

    /// The first place where the two differ, with a little of what stands before.
    private func difference(_ prompt: TracedText, _ conversation: TracedText) -> TokenizationError {
        let (a, b) = (prompt.scalars.map(\.scalar), conversation.scalars.map(\.scalar))
        let same = zip(a, b).prefix { $0 == $1 }.count
        func excerpt(_ scalars: [Unicode.Scalar]) -> String {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[max(0, same - 20)..<min(scalars.count, same + 40)])
            return String(text)
        }
        return .answerNotAfterPrompt(prompt: excerpt(a), conversation: excerpt(b))
    }
}
