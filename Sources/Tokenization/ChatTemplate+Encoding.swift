extension ChatTemplate {
    /// The conversation as tokens. Contents stay text, whatever they spell; only what the template itself writes becomes special
    /// tokens. Plain text of the template and of contents is given to the tokenizer in one piece, as `transformers` and llama.cpp do,
    /// except that an answer begins where its prompt ended: so the model saw it when it gave the answer.
    ///
    /// The begin token stands in front once, be it the template that writes it or the tokenizer that wants it (`addsBeginToken`).
    public func encode(
        _ messages: [ChatMessage], addGenerationPrompt: Bool, with tokenizer: any Tokenizer
    ) throws(TokenizationError) -> [Int] {
        let layout = try layOut(messages, addGenerationPrompt: addGenerationPrompt)
        return try encode(layout, messages, isTraining: false, with: tokenizer).tokens
    }

    /// The conversation as tokens, and for each whether it belongs to an answer: what a model has to say itself, from where the prompt
    /// ends to the token that ends the turn. That is the loss mask.
    ///
    /// The tokens before an answer that ends the conversation are exactly those that `encode` with `addGenerationPrompt` gives; a
    /// template that lays the two out differently is an error (`answerNotAfterPrompt`). Most templates write nothing between
    /// the prompt and the content; Qwen3's writes an empty thought, which is trained as well. Of earlier answers that a
    /// template changes once they are past (Qwen3 drops their thoughts), what is left is trained.
    public func encodeWithMask(
        _ messages: [ChatMessage], with tokenizer: any Tokenizer
    ) throws(TokenizationError) -> (tokens: [Int], trained: [Bool]) {
        try encode(try layOut(messages, addGenerationPrompt: false), messages, isTraining: true, with: tokenizer)
    }

    private func encode(
        _ layout: Layout, _ messages: [ChatMessage], isTraining: Bool, with tokenizer: any Tokenizer
    ) throws(TokenizationError) -> (tokens: [Int], trained: [Bool]) {
        let pieces = ChatPiece.pieces(of: layout.text, specials ?? SpecialTokenTable(tokenizer))
        let answers = try answers(in: layout, messages, pieces, isTraining: isTraining, endTokens: tokenizer.endTokens)
        var tokens: [Int] = []
        var trained: [Bool] = []
        func add(_ ids: [Int], _ start: Int) {
            tokens += ids
            trained += repeatElement(answers.contains { $0.contains(start) }, count: ids.count)
        }
        let cuts = answers.flatMap { [$0.lowerBound, $0.upperBound] }.sorted()
        for piece in pieces {
            if let special = piece.special {
                add([special], piece.range.lowerBound)
                continue
            }
            var start = piece.range.lowerBound
            for end in cuts.filter({ piece.range.contains($0) && $0 > start }) + [piece.range.upperBound] where end > start {
                let text = String(decoding: layout.text.bytes[start..<end], as: UTF8.self)
                add(start == piece.range.lowerBound ? tokenizer.encode(text) : tokenizer.encode(continuing: text), start)
                start = end
            }
        }
        if tokenizer.addsBeginToken, let begin = tokenizer.beginToken, tokens.first != begin {
            tokens.insert(begin, at: 0)
            trained.insert(false, at: 0)
        }
        return (tokens, trained)
    }
}

/// A special token, or plain text up to the next one.
struct ChatPiece {
    var range: Range<Int>
    var special: Int?

    /// The text cut at the special tokens that the template spells; what contents spell is plain.
    static func pieces(of text: TracedText, _ specials: SpecialTokenTable) -> [ChatPiece] {
        var pieces: [ChatPiece] = []
        var start = 0
        func addPlain(_ end: Int) { if start < end { pieces.append(ChatPiece(range: start..<end)) } }
        for (range, origin) in text.spans where origin == .template {
            var at = range.lowerBound
            while at < range.upperBound {
                guard let (id, end) = specials.token(in: text.bytes, at: at, before: range.upperBound) else {
                    at += 1
                    continue
                }
                addPlain(at)
                pieces.append(ChatPiece(range: at..<end, special: id))
                (at, start) = (end, end)
            }
        }
        addPlain(text.count)
        return pieces
    }
}
