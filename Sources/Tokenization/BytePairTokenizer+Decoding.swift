extension BytePairTokenizer {
    /// The bytes a token stands for; none for an id outside of the vocabulary. May be part of a character.
    public func bytes(of id: Int) -> [UInt8] {
        kinds.indices.contains(id) ? Array(pieces[id]) : []
    }

    /// A token's text for showing it alone; parts of characters appear as U+FFFD.
    public func piece(_ id: Int) -> String { decode([id]) }

    /// What the token is; nil for an id outside of the vocabulary.
    public func kind(of id: Int) -> TokenKind? {
        kinds.indices.contains(id) ? kinds[id] : nil
    }

    /// The text of a whole sequence. Bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Parameter skippingSpecial: leaves out control tokens; else they appear as their text.
    public func decode(_ ids: [Int], skippingSpecial: Bool = false) -> String {
        var bytes: [UInt8] = []
        for id in ids where kinds.indices.contains(id) && !(skippingSpecial && kinds[id] == .control) {
            bytes.append(contentsOf: pieces[id])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
