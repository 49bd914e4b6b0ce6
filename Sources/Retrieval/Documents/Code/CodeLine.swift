/// Tells from one line of source code what it declares.
enum CodeLine {
    /// Words behind which a name follows.
    private static let keywords: Set<String> = [
        "class", "struct", "enum", "protocol", "interface", "trait", "impl", "extension", "actor", "namespace", "module", "object",
        "record",
        "union", "func", "function", "fn", "fun", "def", "defp", "defmodule", "sub", "procedure", "macro", "package", "contract", "mod",
    ]
    /// Words that may stand before those.
    private static let modifiers: Set<String> = [
        "public", "private", "protected", "internal", "fileprivate", "package", "open", "final", "static", "abstract", "override",
        "virtual",
        "inline", "async", "export", "default", "pub", "unsafe", "extern", "const", "constexpr", "mutating", "nonisolated", "local",
        "sealed", "partial", "data", "companion", "indirect", "typedef", "declare", "suspend", "operator", "infix", "noexcept", "friend",
        "dynamic", "required", "convenience", "lazy", "readonly", "new", "create", "or", "replace",
    ]
    /// Words that begin a statement, never the declaration of a function.
    private static let statements: Set<String> = [
        "if", "for", "while", "switch", "return", "else", "do", "case", "catch", "throw", "throws", "try", "guard", "await", "using",
        "with",
        "when", "elif", "except", "finally", "assert", "delete", "print", "yield", "let", "var", "import", "repeat", "unless", "until",
        "foreach", "lock", "synchronized", "elsif", "match", "goto", "defer", "go", "select",
    ]

    private static let longestLine = 400
    private static let longestName = 100

    /// The name of what a line declares, nil when it declares nothing.
    ///
    /// - Parameter next: the lines after it, for a declaration that is spread over several.
    static func declared(_ bytes: [UInt8], _ line: SourceLine, after next: ArraySlice<SourceLine>) -> String? {
        let end = min(line.end, line.content + longestLine)
        var at = line.content
        var words = 0
        while at < end {
            let word = word(bytes, at, end)
            guard !word.isEmpty else { break }
            let text = String(decoding: bytes[word], as: UTF8.self)
            if words == 0, statements.contains(text), !isBound(bytes, word, end) { return nil }
            if keywords.contains(text), word.upperBound < end,
                Ascii.isSpace(bytes[word.upperBound]) || bytes[word.upperBound] == UInt8(ascii: "<")
            {
                if let name = name(bytes, word.upperBound, end, whole: text == "impl" || text == "extension") { return name }
            }
            if ["init", "deinit", "subscript", "constructor"].contains(text), word.upperBound < end,
                "(?<{".utf8.contains(bytes[word.upperBound])
            {
                return text
            }
            guard modifiers.contains(text) else { break }
            words += 1
            at = afterModifier(bytes, word.upperBound, end)
        }
        return assigned(bytes, line.content, end) ?? function(bytes, line, end, next)
    }

    /// The identifier at an offset: letters, digits, `_`, `$`, `@` at the front.
    static func word(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Range<Int> {
        var at = start
        while at < end, isNamePart(bytes[at]) || at == start && bytes[at] == UInt8(ascii: "@") { at += 1 }
        return start..<at
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        Ascii.isLetter(byte) || Ascii.isDigit(byte) || byte == Ascii.underscore || byte == UInt8(ascii: "$") || byte >= 0x80
    }

    /// White space, and a group in brackets right behind the modifier: `pub(crate)`.
    private static func afterModifier(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
        var at = start
        if at < end, bytes[at] == UInt8(ascii: "(") {
            while at < end, bytes[at] != UInt8(ascii: ")") { at += 1 }
            at = min(at + 1, end)
        }
        while at < end, Ascii.isSpace(bytes[at]) { at += 1 }
        return at
    }

    /// The name behind a keyword: to the first bracket, colon or brace. `whole`: with everything up to the brace.
    private static func name(_ bytes: [UInt8], _ start: Int, _ end: Int, whole: Bool) -> String? {
        var at = start
        while at < end, Ascii.isSpace(bytes[at]) { at += 1 }
        // A method of Go has its receiver first.
        if at < end, bytes[at] == UInt8(ascii: "(") { at = afterModifier(bytes, at, end) }
        let first = at
        while at < end, at - first < longestName {
            if whole ? bytes[at] == UInt8(ascii: "{") : !isNamePart(bytes[at]) && !".:~?!".utf8.contains(bytes[at]) { break }
            at += 1
        }
        // Ruby's names may end in these two.
        while at > first, !isNamePart(bytes[at - 1]), whole ? Ascii.isSpace(bytes[at - 1]) : !"?!".utf8.contains(bytes[at - 1]) { at -= 1 }
        return at > first ? HeadingText.bounded(String(decoding: bytes[first..<at], as: UTF8.self)) : nil
    }

    /// Whether `let` or `var` binds a function, as JavaScript writes many.
    private static func isBound(_ bytes: [UInt8], _ word: Range<Int>, _ end: Int) -> Bool {
        let text = bytes[word]
        return text.elementsEqual("let".utf8) || text.elementsEqual("var".utf8)
    }

    /// `const name = (…) => {` and `name = function(…)`.
    private static func assigned(_ bytes: [UInt8], _ start: Int, _ end: Int) -> String? {
        guard let equals = bytes[start..<end].firstIndex(of: Ascii.equals), equals + 1 < end else { return nil }
        let value = bytes[(equals + 1)..<end].drop(while: Ascii.isSpace)
        let isFunction =
            value.starts(with: "function".utf8) || value.starts(with: "async ".utf8)
            || value.first == UInt8(ascii: "(") && Array(value).contains(run: Array("=>".utf8))
        guard isFunction else { return nil }
        return bytes[start..<equals].split { !isNamePart($0) && $0 != Ascii.period }.last.map {
            String(decoding: $0.prefix(longestName), as: UTF8.self)
        }
    }

    /// A function as C and its descendants write it: a name, parameters, and a brace before any semicolon.
    private static func function(_ bytes: [UInt8], _ line: SourceLine, _ end: Int, _ next: ArraySlice<SourceLine>) -> String? {
        let text = bytes[line.content..<end]
        guard let open = text.firstIndex(of: UInt8(ascii: "(")), open > line.content, text.last != UInt8(ascii: ";"),
            text.last != Ascii.colon,
            !text[..<open].contains(where: { $0 == Ascii.equals || $0 == UInt8(ascii: "\"") || $0 == Ascii.period || $0 == Ascii.hash })
        else { return nil }
        var nameEnd = open
        while nameEnd > line.content, Ascii.isSpace(bytes[nameEnd - 1]) { nameEnd -= 1 }
        var first = nameEnd
        while first > line.content, isNamePart(bytes[first - 1]) || bytes[first - 1] == Ascii.colon || bytes[first - 1] == Ascii.tilde {
            first -= 1
        }
        // What stands before colons may end in a bracket: `Pen<T>::draw`.
        while first < nameEnd, bytes[first] == Ascii.colon { first += 1 }
        guard first < nameEnd, Ascii.isLetter(bytes[first]) || bytes[first] == Ascii.underscore || bytes[first] == Ascii.tilde else {
            return nil
        }
        let name = String(decoding: bytes[first..<nameEnd], as: UTF8.self)
        guard name.utf8.count <= longestName, !statements.contains(name) else { return nil }
        // The brace may stand at the end of one of the next lines, where the parameters end.
        for candidate in [line] + next.prefix(6) where !candidate.isBlank {
            let content = bytes[candidate.content..<candidate.end]
            if content.contains(UInt8(ascii: "{")) { return name }
            if content.last == UInt8(ascii: ";") { return nil }
        }
        return nil
    }
}
