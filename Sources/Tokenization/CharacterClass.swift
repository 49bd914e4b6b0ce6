/// What GPT-2's splitting rules ask of a character.
enum CharacterClass: UInt8 {
    /// \p{L}
    case letter
    /// \p{N}
    case number
    /// \s: Unicode's White_Space
    case space
    /// \p{P}
    case punctuation
    case other

    init(_ scalar: Unicode.Scalar) {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: self = .letter
        case .decimalNumber, .letterNumber, .otherNumber: self = .number
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation:
            self = .punctuation
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
        let lead = UInt32(utf8[offset])
        let length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
        var value = lead & (0x7f >> UInt32(length))
        for i in 1..<length { value = value << 6 | UInt32(utf8[offset + i] & 0x3f) }
        return (Unicode.Scalar(value).map { CharacterClass($0) } ?? .other, length)
    }
}
