/// A heading without its inline markup.
enum HeadingText {
    /// Longest heading that is kept, in characters.
    static let limit = 160

    static func plain(_ bytes: ArraySlice<UInt8>) -> String {
        var text = ModelText.clean(String(decoding: bytes, as: UTF8.self)).text
        // [words](target) → words, {#anchor} → nothing.
        text = text.replacing(/!?\[([^\[\]]*)\]\([^()\s]*\)/, with: { String($0.output.1) })
        text = text.replacing(/\{#[^{}]*\}\s*$/, with: "")
        text = text.replacing(/[`*]+|__/, with: "")
        return bounded(text)
    }

    /// On one line, cleaned and shortened; nothing else is taken out.
    static func bounded(_ text: String) -> String {
        let words = ModelText.clean(text).text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > limit ? String(words.prefix(limit - 1)) + "…" : words
    }
}

extension String {
    /// Without white space and the given characters at both ends.
    func trimmed(_ characters: Set<Character> = []) -> String {
        let isEdge = { (character: Character) in character.isWhitespace || characters.contains(character) }
        guard let first = firstIndex(where: { !isEdge($0) }), let last = lastIndex(where: { !isEdge($0) }) else { return "" }
        return String(self[first...last])
    }
}
