/// Reads theme files: a flat subset of TOML, one `key = "value"` a line.
///
/// ```toml
/// inherits = "default"                 # start from another theme
/// palette.accent = "#5fafaf"           # a name for a colour
/// "pane.border.focused" = "accent bold"
/// "selection" = "white on #303030"
/// ```
///
/// A value is `[foreground] [on background] [bold dim italic underline reverse]`.  A colour is `default`, one of the sixteen
/// names (`red`, `bright-red`, …), a palette number `0`–`255`, `#rrggbb`, or a name of the palette.
public struct ThemeFile: Sendable {
    /// What is wrong with a line; the rest of the file counts.
    public struct Problem: Error, Equatable, Sendable, CustomStringConvertible {
        public var theme: String
        public var line: Int
        public var message: String
        public var description: String { "theme \(theme), line \(line): \(message)" }
    }

    /// The theme named, with everything it inherits, and what could not be understood.  `source` gives a theme file's text.
    public static func load(_ name: String, source: (String) -> String?) -> (theme: Theme, problems: [Problem]) {
        var problems: [Problem] = []
        var chain: [(String, String)] = []
        var next: String? = name
        while let current = next {
            next = nil
            guard let text = source(current) else {
                problems.append(Problem(theme: current, line: 0, message: "there is no such theme"))
                break
            }
            guard !chain.contains(where: { $0.0 == current }), chain.count < 8 else {
                problems.append(Problem(theme: current, line: 0, message: "inherits itself"))
                break
            }
            chain.append((current, text))
            for entry in entries(current, text, problems: nil) where entry.key == "inherits" { next = entry.value }
        }
        var palette: [String: Color] = [:]
        var lines: [(theme: String, entry: Entry)] = []
        for (theme, text) in chain.reversed() {
            var found: [Problem] = []
            for entry in entries(theme, text, problems: { found.append($0) }) where entry.key != "inherits" {
                if entry.key.hasPrefix("palette.") {
                    let key = String(entry.key.dropFirst("palette.".count))
                    if let color = color(entry.value, palette: palette) {
                        palette[key] = color
                    } else {
                        found.append(Problem(theme: theme, line: entry.line, message: "“\(entry.value)” is not a colour"))
                    }
                } else {
                    lines.append((theme, entry))
                }
            }
            problems += found
        }
        // Styles are resolved last, so that a theme which renames a colour changes what it inherits too.
        var styles: [String: Style] = [:]
        for (theme, entry) in lines {
            switch style(entry.value, palette: palette) {
            case .success(let style): styles[entry.key] = style
            case .failure(let word):
                problems.append(Problem(theme: theme, line: entry.line, message: "“\(word.text)” is neither a colour nor an attribute"))
            }
        }
        return (Theme(name: name, styles: styles), problems)
    }

    struct Entry {
        var key: String
        var value: String
        var line: Int
    }

    struct UnknownWord: Error { var text: String }

    static func entries(_ theme: String, _ text: String, problems: ((Problem) -> Void)?) -> [Entry] {
        var result: [Entry] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let trimmed = trim(line)
            if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
            var rest = trimmed
            guard let key = takeWord(&rest), let equals = rest.firstIndex(of: "="), trim(rest[..<equals]).isEmpty else {
                problems?(Problem(theme: theme, line: index + 1, message: "expected  key = \"value\""))
                continue
            }
            rest = trim(rest[rest.index(after: equals)...])
            guard rest.hasPrefix("\""), let value = takeWord(&rest), trim(rest).isEmpty || trim(rest).hasPrefix("#") else {
                problems?(Problem(theme: theme, line: index + 1, message: "expected a value in quotes"))
                continue
            }
            result.append(Entry(key: key, value: value, line: index + 1))
        }
        return result
    }

    /// A quoted string, or everything up to a blank or "=".
    private static func takeWord(_ rest: inout Substring) -> String? {
        if rest.hasPrefix("\"") {
            let body = rest.dropFirst()
            guard let end = body.firstIndex(of: "\"") else { return nil }
            rest = body[body.index(after: end)...]
            return String(body[..<end])
        }
        let word = rest.prefix { $0 != "=" && $0 != " " && $0 != "\t" }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : String(word)
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    static func style(_ value: String, palette: [String: Color]) -> Result<Style, UnknownWord> {
        var style = Style.plain
        var background = false
        for word in value.split(separator: " ") {
            switch word {
            case "on": background = true
            case "bold": style.attributes.insert(.bold)
            case "dim": style.attributes.insert(.dim)
            case "italic": style.attributes.insert(.italic)
            case "underline": style.attributes.insert(.underline)
            case "reverse": style.attributes.insert(.reverse)
            default:
                guard let color = color(String(word), palette: palette) else { return .failure(UnknownWord(text: String(word))) }
                if background { style.background = color } else { style.foreground = color }
            }
        }
        return .success(style)
    }

    static let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

    static func color(_ word: String, palette: [String: Color]) -> Color? {
        if let named = palette[word] { return named }
        if word == "default" { return .terminal }
        if let index = names.firstIndex(of: word) { return .palette(UInt8(index)) }
        if word.hasPrefix("bright-"), let index = names.firstIndex(of: String(word.dropFirst(7))) { return .palette(UInt8(index + 8)) }
        if let number = UInt8(word) { return .palette(number) }
        guard word.hasPrefix("#"), word.utf8.count == 7, let value = UInt32(word.dropFirst(), radix: 16) else { return nil }
        return .rgb(UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
    }
}
