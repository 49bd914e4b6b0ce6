/// A key press, whatever bytes the terminal sent for it.
public struct Key: Hashable, Sendable {
    public enum Code: Hashable, Sendable {
        case character(Character)
        case enter, tab, escape, backspace, delete, insert
        case up, down, left, right, home, end, pageUp, pageDown
        case function(Int)
    }

    public struct Modifiers: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        public static let control = Modifiers(rawValue: 1)
        public static let shift = Modifiers(rawValue: 2)
        public static let alt = Modifiers(rawValue: 4)
    }

    public var code: Code
    public var modifiers: Modifiers

    public init(_ code: Code, _ modifiers: Modifiers = []) {
        self.code = code
        self.modifiers = modifiers
    }

    /// The character to insert when this key is typed into a text, if any.
    public var inserted: Character? {
        guard case .character(let character) = code, modifiers.subtracting(.shift).isEmpty else { return nil }
        return character
    }
}

extension Key {
    static let names: [(Code, String)] = [
        (.enter, "Enter"), (.tab, "Tab"), (.escape, "Esc"), (.backspace, "Backspace"), (.delete, "Delete"), (.insert, "Insert"),
        (.up, "Up"), (.down, "Down"), (.left, "Left"), (.right, "Right"), (.home, "Home"), (.end, "End"), (.pageUp, "PgUp"),
        (.pageDown, "PgDn"), (.character(" "), "Space"),
    ]

    /// A key by its name: `a`, `?`, `Enter`, `Ctrl-J`, `Shift-Tab`, `F1`.  Nil for anything else.
    public init?(named name: String) {
        var rest = name[...]
        var modifiers: Modifiers = []
        while true {
            if rest.count > 5, rest.hasPrefix("Ctrl-") {
                modifiers.insert(.control)
                rest = rest.dropFirst(5)
            } else if rest.count > 6, rest.hasPrefix("Shift-") {
                modifiers.insert(.shift)
                rest = rest.dropFirst(6)
            } else if rest.count > 4, rest.hasPrefix("Alt-") {
                modifiers.insert(.alt)
                rest = rest.dropFirst(4)
            } else {
                break
            }
        }
        if let named = Key.names.first(where: { $0.1 == rest }) {
            self.init(named.0, modifiers)
        } else if rest.hasPrefix("F"), let number = Int(rest.dropFirst()), (1...12).contains(number) {
            self.init(.function(number), modifiers)
        } else if rest.count == 1, let character = rest.first {
            let lowered = modifiers.contains(.control) ? Character(character.lowercased()) : character
            self.init(.character(lowered), modifiers)
        } else {
            return nil
        }
    }

    /// The key's name, as `init(named:)` reads it.
    public var name: String {
        var result = ""
        if modifiers.contains(.control) { result += "Ctrl-" }
        if modifiers.contains(.alt) { result += "Alt-" }
        if modifiers.contains(.shift) { result += "Shift-" }
        if let named = Key.names.first(where: { $0.0 == code }) { return result + named.1 }
        switch code {
        case .function(let number): return result + "F\(number)"
        case .character(let character):
            return result + (modifiers.contains(.control) ? character.uppercased() : String(character))
        default: return result
        }
    }

    /// The key's name as hints show it: arrows as arrows.
    public var label: String {
        switch (code, modifiers) {
        case (.up, []): "↑"
        case (.down, []): "↓"
        case (.left, []): "←"
        case (.right, []): "→"
        default: name
        }
    }
}

extension Key: ExpressibleByStringLiteral {
    /// For keys written in the program; a name that is not a key is our bug.
    public init(stringLiteral name: String) {
        guard let key = Key(named: name) else { preconditionFailure("“\(name)” is not a key") }
        self = key
    }
}
