import Testing

@testable import Tokenization

@Suite("Templates as Jinja runs them")
struct TemplateReferenceTests {
    private struct Construct: Decodable {
        var template: String
        var text: String?
    }

    @Test func theFixturesAreThere() { #expect(TemplateFixture.all.count == 13) }

    @Test func everyConstructEqualsTheReference() throws {
        let messages: [ChatMessage] = [.system("S"), .user("U"), .assistant("A"), .user("V")]
        for construct in try fixture("constructs.json", as: [Construct].self) {
            let text: String?
            do { text = try run(template: construct.template, messages) } catch {
                text = nil
                if construct.text != nil { Issue.record("\(construct.template): \(error)") }
            }
            if let expected = construct.text, let text { #expect(same(text, expected), "\(construct.template)") }
            #expect((text == nil) == (construct.text == nil), "\(construct.template)")
        }
    }

    @Test(arguments: TemplateFixture.all)
    func everyConversationEqualsTheReference(_ fixture: TemplateFixture) throws {
        let template = try fixture.chatTemplate()
        #expect(template.family.rawValue == fixture.family)
        for item in fixture.cases {
            let text = try template.render(item.messages, addGenerationPrompt: item.prompt)
            if let expected = item.text, !loses(item) { #expect(same(text, expected)) }
            // Where the template refuses a system message or loses it, its text is in the first user turn.
            if item.messages[0].role == .system { #expect(text.contains(item.messages[0].content.trimmingSpaces)) }
        }
    }

    /// Plain text is given to the tokenizer in one piece: the ids are those of the whole text, unless contents spell special tokens,
    /// or answers begin with what would join the prompt.
    @Test(arguments: TemplateFixture.all)
    func tokensAreThoseOfTheWholeText(_ fixture: TemplateFixture) throws {
        let (template, tokenizer) = (try fixture.chatTemplate(), try fixture.tokenizer())
        var compared = 0
        // GPT-2's rule cuts the last newline before a word off the others; at a prompt's end it can't.
        let endsInNewlines = try template.render([.user("Hi")], addGenerationPrompt: true).hasSuffix("\n\n")
        for item in fixture.cases where !item.messages.contains(where: spellsSpecial) {
            let answers = item.messages.filter { $0.role == .assistant }
            if answers.contains(where: { endsInNewlines || ($0.content.first?.isWhitespace ?? true) }) { continue }
            compared += 1
            let tokens = try template.encode(item.messages, addGenerationPrompt: item.prompt, with: tokenizer)
            let text = try template.render(item.messages, addGenerationPrompt: item.prompt)
            #expect(tokens == tokenizer.encode(text, parseSpecial: true))
        }
        #expect(compared >= 2)
    }

    private func spellsSpecial(_ message: ChatMessage) -> Bool { ChatVocabulary.specials.contains { message.content.contains($0) } }

    private func loses(_ item: TemplateFixture.Case) -> Bool {
        item.messages[0].role == .system && !item.text!.contains(item.messages[0].content.trimmingSpaces)
    }
}

extension String {
    fileprivate var trimmingSpaces: String { String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()) }
}
