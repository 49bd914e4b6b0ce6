/// What turns text into the tokens of a model, and back.
public protocol Tokenizer: Sendable {
    /// How many tokens there are; their ids count from 0.
    var vocabularySize: Int { get }
    /// The token that begins a text, for models that want one.
    var beginToken: Int? { get }
    /// Whether the model wants `beginToken` before a text. `encode` never adds it.
    var addsBeginToken: Bool { get }
    /// The tokens that end an answer: the model's own end token, and those with a name that says so.
    var endTokens: Set<Int> { get }

    /// Whether `encode` puts a space before the beginning of a text and what follows a control token, and `decode` takes it away.
    var addsSpacePrefix: Bool { get }

    /// The tokens of `text`, every byte of it as it stands.
    ///
    /// Text that spells a control token stays text unless `parseSpecial` is set: only then does `<|im_end|>` become that token.
    /// User-defined tokens, such as Gemma's `\n\n` and `<table>` or Qwen's `<think>`, are words like others and always found: the
    /// models were trained to see them so. Whitespace beside a special token is kept.
    func encode(_ text: String, parseSpecial: Bool) -> [Int]

    /// The same; `continuing` says that the text follows on other text, not on nothing or a control token.
    ///
    /// This makes a difference only where `addsSpacePrefix`: `[INST] ` and a question are to be encoded as one text, or the question
    /// as continuing it, else there are two spaces between them.
    func encode(_ text: String, parseSpecial: Bool, continuing: Bool) -> [Int]

    /// The special token that is spelled exactly so.
    func specialToken(_ text: String) -> Int?

    /// The bytes a token stands for; none for an id outside of the vocabulary. May be part of a character.
    func bytes(of id: Int) -> [UInt8]

    /// What the token is; nil for an id outside of the vocabulary.
    func kind(of id: Int) -> TokenKind?
}

extension Tokenizer {
    public var addsSpacePrefix: Bool { false }

    public func encode(_ text: String, parseSpecial: Bool, continuing: Bool) -> [Int] { encode(text, parseSpecial: parseSpecial) }

    public func encode(_ text: String) -> [Int] { encode(text, parseSpecial: false) }

    /// The tokens of plain text that goes on behind other plain text.
    public func encode(continuing text: String) -> [Int] { encode(text, parseSpecial: false, continuing: true) }

    /// The tokens of bytes from outside; ill-formed UTF-8 becomes U+FFFD.
    public func encode(bytes: [UInt8], parseSpecial: Bool = false) -> [Int] {
        encode(String(decoding: bytes, as: UTF8.self), parseSpecial: parseSpecial)
    }

    /// A token's text for showing it alone; parts of characters appear as U+FFFD.
    public func piece(_ id: Int) -> String { String(decoding: bytes(of: id), as: UTF8.self) }

    /// The text of a whole sequence, without the space that `encode` put before its beginning. Bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Parameter skippingSpecial: leaves out control tokens; else they appear as their text.
    public func decode(_ ids: [Int], skippingSpecial: Bool = false) -> String {
        var text: [UInt8] = []
        for id in ids where !(skippingSpecial && kind(of: id) == .control) { text.append(contentsOf: bytes(of: id)) }
        if addsSpacePrefix, text.first == 0x20 { text.removeFirst() }
        return String(decoding: text, as: UTF8.self)
    }
}
