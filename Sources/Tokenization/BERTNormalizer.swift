import Foundation

/// What BERT's uncased models see of a text: no control characters, no accents, no capitals, Chinese characters one by one
/// (`BertNormalizer` and `BertPreTokenizer` of https://github.com/huggingface/tokenizers).
enum BERTNormalizer {
    static func normalized(_ utf8: some Sequence<UInt8>) -> String.UnicodeScalarView {
        var cleaned = String.UnicodeScalarView()
        var isASCII = true
        for scalar in String(decoding: Array(utf8), as: UTF8.self).unicodeScalars {
            if scalar.isASCII {
                if let kept = clean(ascii: scalar) { cleaned.append(kept) }
                continue
            }
            isASCII = false
            if isControl(scalar) || scalar.value == 0xfffd { continue }
            if isChinese(scalar) {
                cleaned.append(" ")
                cleaned.append(scalar)
                cleaned.append(" ")
            } else {
                cleaned.append(scalar)
            }
        }
        return isASCII ? cleaned : plain(cleaned)
    }

    private static func clean(ascii scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x09, 0x0a, 0x0d: " "
        case 0..<0x20, 0x7f: nil
        case 0x41...0x5a: Unicode.Scalar(scalar.value + 0x20)
        default: scalar
        }
    }

    /// Decomposed, without accents, in lower case.
    private static func plain(_ scalars: String.UnicodeScalarView) -> String.UnicodeScalarView {
        var result = String.UnicodeScalarView()
        for scalar in String(scalars).decomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.isASCII {
                // Decomposition has brought the capitals of accented letters back.
                if let kept = clean(ascii: scalar) { result.append(kept) }
            } else if scalar.properties.generalCategory != .nonspacingMark {
                result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return result
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e: true
        case 0..<0x80: false
        default: CharacterClass(scalar) == .punctuation
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse: true
        default: false
        }
    }

    private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f, 0x2b920...0x2ceaf,
            0xf900...0xfaff, 0x2f800...0x2fa1f:
            true
        default: false
        }
    }
}
