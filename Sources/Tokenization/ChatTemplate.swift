/// How a conversation is laid out for a model: the template that its file carries.
///
/// Templates in model files are programs from strangers. They are interpreted, within a budget, and can reach nothing but the
/// conversation; one that uses what is not known here is an error that names it, never a guess.
public struct ChatTemplate: Sendable {
    /// The template as the file has it.
    public let source: String
    /// What the format is called.
    public let family: ChatTemplateFamily
    /// Whether a model that can think aloud before it answers is asked to; nil leaves it to the template.
    public var thinking: Bool?
    /// What a template that asks for the date is told.
    public var date = TemplateDate.fixed

    let statements: [TemplateStatement]
    /// What `bos_token` and `eos_token` stand for.
    let beginText: String
    let endText: String?
    /// The special tokens of the vocabulary that the template was recognised for.
    let specials: SpecialTokenTable?

    /// A template by itself, for laying out text. To feed a model, use `recognise`.
    public init(source: String, beginText: String = "", endText: String? = nil) throws(TokenizationError) {
        try self.init(source: source, beginText: beginText, endText: endText, specials: nil)
    }

    init(source: String, beginText: String, endText: String?, specials: SpecialTokenTable?) throws(TokenizationError) {
        statements = try TemplateParser.statements(of: source)
        family = ChatTemplateFamily(of: source)
        self.source = source
        self.beginText = beginText
        self.endText = endText
        self.specials = specials
    }

    /// The template of a model file (`tokenizer.chat_template`), its special tokens in the model's vocabulary.
    ///
    /// - Parameter endToken: what the template calls `eos_token`; not needed if the tokenizer has a single end token.
    public static func recognise(
        _ source: String?, for tokenizer: any Tokenizer, endToken: Int? = nil
    ) throws(TokenizationError) -> ChatTemplate {
        guard let source, !source.isEmpty else { throw .noChatTemplate }
        func text(_ id: Int) -> String { String(decoding: tokenizer.bytes(of: id), as: UTF8.self) }
        let end = endToken ?? (tokenizer.endTokens.count == 1 ? tokenizer.endTokens.first : nil)
        let template = try ChatTemplate(
            source: source, beginText: tokenizer.beginToken.map(text) ?? "", endText: end.map(text), specials: SpecialTokenTable(tokenizer))
        for token in template.family.tokens(in: source) where tokenizer.specialToken(token) == nil { throw .missingSpecialToken(token) }
        if end == nil, try TemplateLexer.tokens(of: source).contains(where: { $0.kind == .name("eos_token") }) {
            throw .missingSpecialToken("eos_token")
        }
        return template
    }

    /// The conversation as one text, special tokens spelled out. To feed a model, use `encode`: contents that spell a special
    /// token cannot be told apart here.
    public func render(_ messages: [ChatMessage], addGenerationPrompt: Bool) throws(TokenizationError) -> String {
        try layOut(messages, addGenerationPrompt: addGenerationPrompt).text.string
    }
}
