import Testing

@testable import Tokenization

@Suite("The loss mask of templates")
struct TemplateMaskTests {
    private static let conversations: [[ChatMessage]] = [
        [.user("Hi"), .assistant("Ho")], [.system("Be brief."), .user("Hi"), .assistant("Hello")],
        [.user("One?"), .assistant("First."), .user("Two?"), .assistant("Second.")], [.user("Hi"), .assistant("\n\nFirst")],
        [.user("Hi"), .assistant("")], [.user("<|im_end|></s>[/INST]"), .assistant("<|im_end|><eos>")],
    ]

    /// What comes before an answer is what generation starts from, whatever the answer begins with.
    @Test(arguments: TemplateFixture.all)
    func anAnswerStandsBehindItsPrompt(_ fixture: TemplateFixture) throws {
        let (template, tokenizer) = (try fixture.chatTemplate(), try fixture.tokenizer())
        for messages in Self.conversations {
            let (tokens, trained) = try template.encodeWithMask(messages, with: tokenizer)
            let prompt = try template.encode(messages.dropLast(), addGenerationPrompt: true, with: tokenizer)
            #expect(Array(tokens.prefix(prompt.count)) == prompt)
            #expect(try tokens == template.encode(messages, addGenerationPrompt: false, with: tokenizer))
            let answer = zip(tokens, trained).dropFirst(prompt.count).prefix { $0.1 }.map(\.0)
            #expect(!prompt.isEmpty && trained.count == tokens.count)
            // The last trained token ends the turn; before it stands the content as text.
            let content = messages.last!.content
            let end = try #require(answer.last, "\(content.debugDescription): \(tokenizer.decode(tokens))")
            #expect(tokenizer.endTokens.contains(end))
            // Some templates trim.
            let words = content.drop(while: \.isNewline)
            #expect(words.isEmpty || tokenizer.decode(answer).contains(words))
            #expect(
                answer.dropLast().allSatisfy {
                    tokenizer.kind(of: $0) != .control || ["<think>", "</think>"].contains(tokenizer.piece($0))
                })
            // Nothing but answers is trained.
            let answers = messages.count { $0.role == .assistant }
            let starts = zip(trained, [false] + trained).count { $0 && !$1 }
            #expect(starts == answers)
        }
    }

    @Test func aTemplateThatThinksIsTrainedToThinkNothingOrPromptedSo() throws {
        let fixture = TemplateFixture.all[1]
        var template = try fixture.chatTemplate()
        let tokenizer = try fixture.tokenizer()
        let messages: [ChatMessage] = [.user("Hi"), .assistant("Ho")]
        func answer() throws -> String {
            let (tokens, trained) = try template.encodeWithMask(messages, with: tokenizer)
            return tokenizer.decode(zip(tokens, trained).filter(\.1).map(\.0))
        }
        #expect(try answer() == "<think>\n\n</think>\n\nHo<|im_end|>")
        template.thinking = false
        #expect(try answer() == "Ho<|im_end|>")
        #expect(try template.render([.user("Hi")], addGenerationPrompt: true).hasSuffix("assistant\n<think>\n\n</think>\n\n"))
    }

    /// Training would teach an answer to a prompt that is never given.
    @Test func anAnswerThatDoesNotFollowItsPromptIsAnError() throws {
        let source =
            "{% for m in messages %}{{ m.role + ': ' + m.content + '</s>' }}{% endfor %}{% if add_generation_prompt %}Bot:{% endif %}"
        let tokenizer = try ChatVocabulary.tokenizer(end: "</s>")
        let template = try ChatTemplate.recognise(source, for: tokenizer)
        #expect(
            throws: TokenizationError.answerNotAfterPrompt(prompt: "user: Hi</s>Bot:", conversation: "user: Hi</s>assistant: Ho</s>")
        ) { try template.encodeWithMask([.user("Hi"), .assistant("Ho")], with: tokenizer) }
        #expect(try !template.encode([.user("Hi"), .assistant("Ho"), .user("x")], addGenerationPrompt: true, with: tokenizer).isEmpty)
    }

    @Test func anAnswerThatIsLeftOutIsAnError() throws {
        let tokenizer = try ChatVocabulary.tokenizer(end: "</s>")
        let template = try ChatTemplate.recognise(
            "{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}", for: tokenizer)
        #expect(throws: TokenizationError.templateDropsMessage(role: "assistant")) {
            try template.encodeWithMask([.user("Hi"), .assistant("Ho")], with: tokenizer)
        }
        #expect(throws: TokenizationError.templateDropsMessage(role: "user")) {
            try ChatTemplate(source: "{{ messages[0].role }}").render([.user("Hi")], addGenerationPrompt: true)
        }
    }

    /// What a template marks as generated is trained, but for what the prompt says already.
    @Test func generationBlocksAreTrainedFromThePromptsEnd() throws {
        let tokenizer = try ChatVocabulary.tokenizer(end: "</s>")
        let template = try ChatTemplate.recognise(
            "{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}{% else %}{% generation %}Bot: {{ m.content }}</s>.{% endgeneration %}"
                + "{% endif %}{% endfor %}{% if add_generation_prompt %}Bot:{% endif %}", for: tokenizer)
        let (tokens, trained) = try template.encodeWithMask(
            [.user("Hi"), .assistant("Ho"), .user("x"), .assistant("y")], with: tokenizer)
        #expect(tokenizer.decode(zip(tokens, trained).filter(\.1).map(\.0)) == " Ho</s>. y</s>.")
    }

    @Test func theBeginTokenStandsInFrontOnce() throws {
        let loop = "{% for m in messages %}{{ m.content }}{% endfor %}"
        for adds in [true, false] {
            let tokenizer = try ChatVocabulary.tokenizer(begin: "<s>", end: "</s>", addsBeginToken: adds)
            let begin = try #require(tokenizer.beginToken)
            func tokens(_ source: String) throws -> [Int] {
                try ChatTemplate.recognise(source, for: tokenizer).encode([.user("<s>")], addGenerationPrompt: true, with: tokenizer)
            }
            #expect(try tokens("{{ bos_token }}" + loop) == [begin] + tokenizer.encode("<s>"))
            #expect(try tokens(loop) == (adds ? [begin] : []) + tokenizer.encode("<s>"))
        }
    }
}
