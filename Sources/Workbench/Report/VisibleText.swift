/// Text of unknown origin made harmless to look at: characters that would act on what stands around them become visible names.
enum VisibleText {
    /// Scalar by scalar, since a combining mark makes one character of itself and what it stands on.
    static func map(_ text: String, _ write: (Unicode.Scalar) -> String?) -> String {
        var out = ""
        out.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if let written = write(scalar) {
                out += written
            } else if let name = name(scalar) {
                out += name
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// nil for a character that may stand as it is.
    private static func name(_ scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x09, 0x0A: nil
        // Control Pictures (Unicode block 2400) are made for this.
        case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value).map { String(Character($0)) }
        case 0x7F: "\u{2421}"
        // C1 controls, soft hyphen, Arabic letter mark, zero-width space, direction marks, line separators, bidi embeddings, overrides
        // and isolates, byte order mark, noncharacters, tags.
        case 0x80...0x9F, 0xAD, 0x61C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFDD0...0xFDEF,
            0xE0000...0xE007F:
            "[U+" + hexadecimal(scalar.value) + "]"
        case let value where value & 0xFFFE == 0xFFFE: "[U+" + hexadecimal(value) + "]"
        default: nil
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
