/// A text being typed: the characters and where the cursor stands.  One line or many.
public struct TextInput: Hashable, Sendable {
    public private(set) var characters: [Character]
    /// 0…characters.count
    public private(set) var cursor: Int

    public init(_ text: String = "") {
        characters = Array(text)
        cursor = characters.count
    }

    public var text: String { String(characters) }
    public var isEmpty: Bool { characters.isEmpty }

    public mutating func set(_ text: String) { self = TextInput(text) }

    /// Inserts at the cursor.  Marks may join the character before them, so the text is segmented anew.
    public mutating func insert(_ text: String) {
        let before = String(characters[..<cursor]) + text
        let after = characters[cursor...]
        let head = Array(before)
        characters = head + after
        cursor = head.count
    }

    /// Edits with a key; false when the key is none of this widget's.
    public mutating func handle(_ key: Key) -> Bool {
        if let character = key.inserted {
            insert(String(character))
            return true
        }
        switch (key.code, key.modifiers) {
        case (.backspace, []): deleteBackward(to: cursor - 1)
        case (.backspace, .control), (.backspace, .alt), (.character("w"), .control): deleteBackward(to: wordStart)
        case (.delete, []), (.character("d"), .control): if cursor < characters.count { characters.remove(at: cursor) }
        case (.left, []), (.character("b"), .control): cursor = max(0, cursor - 1)
        case (.right, []), (.character("f"), .control): cursor = min(characters.count, cursor + 1)
        case (.left, .control): cursor = wordStart
        case (.right, .control): cursor = wordEnd
        case (.home, []), (.character("a"), .control): cursor = lineStart
        case (.end, []), (.character("e"), .control): cursor = lineEnd
        case (.character("u"), .control): deleteBackward(to: lineStart)
        case (.character("k"), .control): characters.removeSubrange(cursor..<lineEnd)
        default: return false
        }
        return true
    }

    /// Moves a line up or down inside a text of several lines; false at the first or last one.
    public mutating func moveLine(_ step: Int) -> Bool {
        let column = cursor - lineStart
        if step < 0 {
            guard lineStart > 0 else { return false }
            cursor = lineStart - 1
            cursor = min(lineStart + column, cursor)
        } else {
            guard lineEnd < characters.count else { return false }
            cursor = lineEnd + 1
            cursor = min(cursor + column, lineEnd)
        }
        return true
    }

    private mutating func deleteBackward(to index: Int) {
        let index = max(0, index)
        guard index < cursor else { return }
        characters.removeSubrange(index..<cursor)
        cursor = index
    }

    private var lineStart: Int { characters[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0 }
    private var lineEnd: Int { characters[cursor...].firstIndex(of: "\n") ?? characters.count }

    private var wordStart: Int {
        var index = cursor
        while index > 0, characters[index - 1].isWhitespace { index -= 1 }
        while index > 0, !characters[index - 1].isWhitespace { index -= 1 }
        return index
    }

    private var wordEnd: Int {
        var index = cursor
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        while index < characters.count, !characters[index].isWhitespace { index += 1 }
        return index
    }
}
