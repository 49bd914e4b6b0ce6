import Testing

@testable import Tokenization

/// A template in the format of a family, with conversations as Jinja lays them out.
struct TemplateFixture: Decodable, Sendable, CustomTestStringConvertible {
    struct Case: Decodable, Sendable {
        var messages: [ChatMessage]
        var prompt: Bool
        var text: String?
    }
    var family: String
    var template: String
    var begin: String
    var end: String
    var cases: [Case]

    var testDescription: String { "\(family): \(template.prefix(60))" }

    /// None if the file cannot be read; `theFixturesAreThere` says so.
    static let all = (try? fixture("templates.json", as: [TemplateFixture].self)) ?? []

    func chatTemplate() throws -> ChatTemplate {
        let tokenizer = try tokenizer()
        return try ChatTemplate.recognise(template, for: tokenizer, endToken: tokenizer.specialToken(end))
    }

    /// Every byte, a few merges that would join a template's text to a message's, and the tokens of all formats.
    func tokenizer() throws -> BytePairTokenizer { try ChatVocabulary.tokenizer(begin: begin, end: end) }
}

enum ChatVocabulary {
    static let specials = [
        "<|im_start|>", "<|im_end|>", "<|im_sep|>", "<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<bos>",
        "<eos>", "<start_of_turn>", "<end_of_turn>", "<s>", "</s>", "<|user|>", "<|assistant|>", "<|system|>", "<|end|>", "<|endoftext|>",
        "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>", "<think>", "</think>", "[INST]", "[/INST]",
    ]

    static func tokenizer(begin: String = "", end: String, addsBeginToken: Bool = false) throws -> BytePairTokenizer {
        var alphabet: [String] = []
        var other: UInt32 = 256
        for byte in UInt32(0)...255 {
            let isItself = (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte)
            alphabet.append(String(Unicode.Scalar(isItself ? byte : other)!))
            if !isItself { other += 1 }
        }
        let merges = ["Ċ Ċ", "Ġ H", "H e", "l l", "i r", "ir s", "Ċ F"]
        let tokens = alphabet + merges.map { $0.filter { $0 != " " } } + specials
        return try BytePairTokenizer(
            tokens: tokens, types: tokens.map { specials.contains($0) ? 3 : 1 }, merges: merges, preTokenizer: "gpt-2",
            beginToken: tokens.firstIndex(of: begin), endToken: tokens.firstIndex(of: end), addsBeginToken: addsBeginToken)
    }
}

/// What the template writes, by itself: no message needs to be in it.
func run(template source: String, _ messages: [ChatMessage] = []) throws(TokenizationError) -> String {
    let statements = try TemplateParser.statements(of: source)
    var list: [TemplateValue] = []
    for (index, message) in messages.enumerated() {
        let content = TracedText(message.content, .content(index))
        list.append(.mapping(try TemplateMapping([("role", .text(TracedText(message.role.rawValue))), ("content", .text(content))])))
    }
    var interpreter = TemplateInterpreter(variables: ["messages": try .list(list)], date: .fixed)
    _ = try interpreter.run(statements)
    return interpreter.output.string
}
