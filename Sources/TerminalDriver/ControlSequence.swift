import TerminalCells

/// What follows `ESC [`: parameters and a final byte, and what they mean.
struct ControlSequence {
    /// Bytes after `ESC [`.
    let length: Int
    private let prefix: UInt8?
    private let parameters: [Int]
    private let final: UInt8
    private let raw: ArraySlice<UInt8>

    /// Nil while the sequence is not complete.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard let first = bytes.first else { return nil }
        if first == UInt8(ascii: "M") {  // X10 mouse: three bytes follow
            guard bytes.count >= 4 else { return nil }
            self.init(length: 4, prefix: nil, parameters: [], final: first, raw: bytes.dropFirst().prefix(3))
            return
        }
        if first == UInt8(ascii: "[") {  // Linux console function keys
            guard bytes.count >= 2 else { return nil }
            self.init(length: 2, prefix: first, parameters: [], final: bytes[bytes.startIndex + 1], raw: [])
            return
        }
        guard let end = bytes.firstIndex(where: { $0 >= 0x40 && $0 <= 0x7E || $0 < 0x20 || $0 > 0x7E }) else { return nil }
        var body = bytes[..<end]
        var prefix: UInt8?
        if let mark = body.first, (0x3C...0x3F).contains(mark) {
            prefix = mark
            body = body.dropFirst()
        }
        let parameters = body.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { part in
            part.prefix { $0 >= 0x30 && $0 <= 0x39 }.prefix(6).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        self.init(length: end - bytes.startIndex + 1, prefix: prefix, parameters: parameters, final: bytes[end], raw: [])
    }

    private init(length: Int, prefix: UInt8?, parameters: [Int], final: UInt8, raw: ArraySlice<UInt8>) {
        self.length = length
        self.prefix = prefix
        self.parameters = parameters
        self.final = final
        self.raw = raw
    }

    var isPasteStart: Bool { final == UInt8(ascii: "~") && prefix == nil && parameter(0) == 200 }

    /// The key or mouse event; nil for what means nothing here.
    var input: TerminalInput? {
        switch prefix {
        case UInt8(ascii: "<"): return mouse(code: parameter(0), x: parameter(1), y: parameter(2), up: final == UInt8(ascii: "m"))
        case UInt8(ascii: "["): return (0x41...0x45).contains(final) ? .key(Key(.function(Int(final) - 0x40))) : nil
        case .some: return nil
        case nil: break
        }
        if !raw.isEmpty {
            let values = raw.map { Int($0) - 32 }
            return mouse(code: values[0], x: values[1], y: values[2], up: values[0] & 3 == 3 && values[0] < 64)
        }
        guard let key else { return nil }
        return .key(key)
    }

    private func parameter(_ index: Int) -> Int { index < parameters.count ? parameters[index] : 0 }

    private var modifiers: Key.Modifiers { Self.modifiers(parameter(1)) }

    private static func modifiers(_ value: Int) -> Key.Modifiers {
        let bits = max(0, value - 1)
        var result: Key.Modifiers = []
        if bits & 1 != 0 { result.insert(.shift) }
        if bits & 2 != 0 { result.insert(.alt) }
        if bits & 4 != 0 { result.insert(.control) }
        return result
    }

    private var key: Key? {
        switch final {
        case UInt8(ascii: "Z"): return Key(.tab, .shift)
        case UInt8(ascii: "~"): return Self.tilde[parameter(0)].map { Key($0, modifiers) }
        case UInt8(ascii: "u"): return Self.unicodeKey(parameter(0), modifiers)
        case UInt8(ascii: "a")...UInt8(ascii: "d"):  // rxvt: shifted arrows
            return Self.letters[final - 0x20].map { Key($0, .shift) }
        default: return Self.letters[final].map { Key($0, modifiers) }
        }
    }

    /// `ESC O x`: cursor and keypad keys in application mode.
    static func application(_ byte: UInt8) -> Key? {
        if byte == UInt8(ascii: "M") { return Key(.enter) }
        return letters[byte].map { Key($0) }
    }

    private static let letters: [UInt8: Key.Code] = [
        UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
        UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2),
        UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4),
    ]

    private static let tilde: [Int: Key.Code] = [
        1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end, 11: .function(1), 12: .function(2),
        13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9),
        21: .function(10), 23: .function(11), 24: .function(12),
    ]

    /// The kitty keyboard protocol's `code;modifiers u`.
    private static func unicodeKey(_ code: Int, _ modifiers: Key.Modifiers) -> Key? {
        switch code {
        case 27: return Key(.escape)
        case 13: return Key(.enter, modifiers)
        case 9: return Key(.tab, modifiers)
        case 127: return Key(.backspace)
        default:
            guard code >= 32, let scalar = UnicodeScalar(UInt32(code)), scalar.properties.generalCategory != .privateUse else { return nil }
            return Key(.character(Character(scalar)), modifiers)
        }
    }

    private func mouse(code: Int, x: Int, y: Int, up: Bool) -> TerminalInput? {
        let position = Point(max(0, x - 1), max(0, y - 1))
        if code & 64 != 0 {
            switch code & 3 {
            case 0: return .mouse(MouseEvent(.wheelUp, at: position))
            case 1: return .mouse(MouseEvent(.wheelDown, at: position))
            default: return nil
            }
        }
        if up { return .mouse(MouseEvent(.release, button: min(code & 3, 2), at: position)) }
        if code & 32 != 0 { return code & 3 == 3 ? nil : .mouse(MouseEvent(.drag, button: code & 3, at: position)) }
        return .mouse(MouseEvent(.press, button: code & 3, at: position))
    }
}
