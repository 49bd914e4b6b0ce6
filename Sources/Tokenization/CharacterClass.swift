/// What the splitting rules ask of a character: a set of Unicode's general categories, of which each character has one.
struct CharacterClass: OptionSet, Sendable {
    let rawValue: UInt16

    /// \p{Lu} and \p{Lt}
    static var capital: Self { .init(rawValue: 1) }
    /// \p{Ll}
    static var small: Self { .init(rawValue: 2) }
    /// \p{Lm} and \p{Lo}
    static var caseless: Self { .init(rawValue: 4) }
    /// \p{M}
    static var mark: Self { .init(rawValue: 8) }
    /// \p{N}
    static var number: Self { .init(rawValue: 16) }
    /// \s: Unicode's White_Space
    static var space: Self { .init(rawValue: 32) }
    /// \p{P}
    static var punctuation: Self { .init(rawValue: 64) }
    /// \p{S}
    static var symbol: Self { .init(rawValue: 128) }
    /// Control and format characters, private use, unassigned
    static var other: Self { .init(rawValue: 256) }

    /// \p{L}
    static var letter: Self { [.capital, .small, .caseless] }
    /// `[^\s\p{L}\p{N}]`
    static var neither: Self { [.mark, .punctuation, .symbol, .other] }

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init(_ scalar: Unicode.Scalar) {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .titlecaseLetter: self = .capital
        case .lowercaseLetter: self = .small
        case .modifierLetter, .otherLetter: self = .caseless
        case .nonspacingMark, .spacingMark, .enclosingMark: self = .mark
        case .decimalNumber, .letterNumber, .otherNumber: self = .number
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation:
            self = .punctuation
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: self = .symbol
        default: self = scalar.properties.isWhitespace ? .space : .other
        }
    }

    private static let ascii: [CharacterClass] = (0..<128).map { CharacterClass(Unicode.Scalar(UInt8($0))) }

    /// The class and the length in bytes of the scalar at `offset` of well-formed UTF-8.
    @inline(__always)
    static func at(_ offset: Int, of utf8: UnsafeBufferPointer<UInt8>) -> (class: CharacterClass, length: Int) {
        let lead = utf8[offset]
        if lead < 0x80 { return (ascii[Int(lead)], 1) }
        return beyondASCII(offset, utf8)
    }

    private static func beyondASCII(_ offset: Int, _ utf8: UnsafeBufferPointer<UInt8>) -> (class: CharacterClass, length: Int) {
        let length = length(of: utf8[offset])
        return (Unicode.Scalar(value(offset, length, utf8)).map { CharacterClass($0) } ?? .other, length)
    }

    /// The length in bytes of the scalar that begins with `lead`.
    @inline(__always)
    static func length(of lead: UInt8) -> Int { lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4 }

    /// The number of the scalar at `offset`.
    static func value(_ offset: Int, _ length: Int, _ utf8: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var value = UInt32(utf8[offset])
        if length > 1 { value &= 0x7f >> UInt32(length) }
        for i in 1..<max(1, length) { value = value << 6 | UInt32(utf8[offset + i] & 0x3f) }
        return value
    }
}
