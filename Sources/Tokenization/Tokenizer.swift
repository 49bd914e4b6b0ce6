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

    /// The tokens of `text`, every byte of it as it stands.
    ///
    /// Text that spells a special token stays text unless `parseSpecial` is set: only then does `<|im_end|>` become that token.
    /// Whitespace beside a special token is kept.
    func encode(_ text: String, parseSpecial: Bool) -> [Int]

    /// The special token that is spelled exactly so.
    func specialToken(_ text: String) -> Int?

    /// The bytes a token stands for; none for an id outside of the vocabulary. May be part of a character.
    func bytes(of id: Int) -> [UInt8]

    /// What the token is; nil for an id outside of the vocabulary.
    func kind(of id: Int) -> TokenKind?
}

extension Tokenizer {
    public func encode(_ text: String) -> [Int] { encode(text, parseSpecial: false) }

    /// The tokens of bytes from outside; ill-formed UTF-8 becomes U+FFFD.
    public func encode(bytes: [UInt8], parseSpecial: Bool = false) -> [Int] {
        encode(String(decoding: bytes, as: UTF8.self), parseSpecial: parseSpecial)
    }

    /// A token's text for showing it alone; parts of characters appear as U+FFFD.
    public func piece(_ id: Int) -> String { decode([id]) }

    /// The text of a whole sequence. Bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Parameter skippingSpecial: leaves out control tokens; else they appear as their text.
    public func decode(_ ids: [Int], skippingSpecial: Bool = false) -> String {
        var text: [UInt8] = []
        for id in ids where !(skippingSpecial && kind(of: id) == .control) { text.append(contentsOf: bytes(of: id)) }
        return String(decoding: text, as: UTF8.self)
    }
}
