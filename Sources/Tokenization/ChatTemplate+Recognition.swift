extension ChatTemplate {
    /// The template that a model file's `tokenizer.chat_template` stands for, its special tokens in the model's vocabulary.
    public static func recognise(_ source: String?, for tokenizer: any Tokenizer) throws(TokenizationError) -> ChatTemplate {
        let template = try recognise(source)
        for text in specialTexts where tokenizer.specialToken(text) == nil { throw .missingSpecialToken(text) }
        return template
    }

    /// The template that a model file's `tokenizer.chat_template` stands for. One that is not known is an error, not a guess.
    public static func recognise(_ source: String?) throws(TokenizationError) -> ChatTemplate {
        guard let source, !source.isEmpty else { throw .noChatTemplate }
        let template = normalised(source)
        let unset = "{%ifnotadd_generation_promptisdefined%}{%setadd_generation_prompt=false%}{%endif%}"
        var body = template[...]
        if body.hasPrefix(unset) { body = body.dropFirst(unset.count) }

        let loop = "{%formessageinmessages%}"
        let turn = "{{'<|im_start|>'+message['role']+'\n'+message['content']+'<|im_end|>'+'\n'}}{%endfor%}"
        let prompt = "{%ifadd_generation_prompt%}{{'<|im_start|>assistant\n'}}{%endif%}"
        guard body.hasPrefix(loop), body.hasSuffix(turn + prompt) else { throw unknown(source) }
        body = body.dropFirst(loop.count).dropLast(turn.count + prompt.count)
        if body.isEmpty { return .chatML(defaultSystem: nil) }

        let opening = "{%ifloop.firstandmessages[0]['role']!='system'%}{{'<|im_start|>system\n"
        let closing = "<|im_end|>\n'}}{%endif%}"
        guard body.hasPrefix(opening), body.hasSuffix(closing) else { throw unknown(source) }
        let system = body.dropFirst(opening.count).dropLast(closing.count)
        guard !system.contains(where: { "'\\{}".contains($0) }), !system.contains("<|") else { throw unknown(source) }
        return .chatML(defaultSystem: String(system))
    }

    private static func unknown(_ source: String) -> TokenizationError {
        .unknownChatTemplate(beginning: String(source.prefix(80)))
    }

    /// The template without what makes no difference: spacing outside of quotes, trimming marks, the kind of quote; `\n` in a
    /// quoted text becomes a newline.
    private static func normalised(_ source: String) -> String {
        var result = ""
        var quote: Unicode.Scalar?
        var escaped = false
        for scalar in source.unicodeScalars {
            if let open = quote {
                if escaped {
                    escaped = false
                    result.unicodeScalars.append(contentsOf: scalar == "n" ? ["\n"] : ["\\", scalar])
                } else if scalar == "\\" {
                    escaped = true
                } else if scalar == open {
                    quote = nil
                    result += "'"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            } else if scalar == "'" || scalar == "\"" {
                quote = scalar
                result += "'"
            } else if !scalar.properties.isWhitespace, scalar != "-" {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
