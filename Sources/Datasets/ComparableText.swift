import Foundation

/// Text as comparisons see it: case, spacing, the punctuation around words and the ways to encode a letter make no difference.
enum ComparableText {
    /// The words of a text. Signs inside of a word or with a meaning of their own stay (`c++`, `€49`, `-5`, `add-on`); scripts that
    /// write no spaces are taken letter by letter.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        func flush() {
            guard !word.isEmpty else { return }
            let trimmed = trim(String(decoding: word, as: UTF8.self).unicodeScalars[...])
            if !trimmed.isEmpty { words.append(String(trimmed)) }
            word.removeAll(keepingCapacity: true)
        }
        for scalar in composed(text).unicodeScalars {
            if scalar.isASCII {
                let byte = UInt8(truncatingIfNeeded: scalar.value)
                switch byte {
                case 0x09...0x0d, 0x20: flush()
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte | 0x20)
                default: word.append(byte)
                }
            } else if scalar.properties.isWhitespace {
                flush()
            } else if isWrittenWithoutSpaces(scalar) {
                flush()
                words.append(String(scalar))
            } else if scalar == "’" {
                word.append(UInt8(ascii: "'"))
            } else if !scalar.properties.isDefaultIgnorableCodePoint {
                word.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
            }
        }
        flush()
        return words
    }

    /// Letters and their marks as one scalar where there is one. Below U+0300 there are no marks, so there is nothing to do.
    private static func composed(_ text: String) -> String {
        text.unicodeScalars.allSatisfy { $0.value < 0x300 } ? text : text.precomposedStringWithCanonicalMapping
    }

    static func normalised(_ text: String) -> String { words(text).joined(separator: " ") }

    /// Without the white space around it.
    static func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0.properties.isDefaultIgnorableCodePoint }
    }

    private static func trim(_ word: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        var slice = word
        while let last = slice.last, surrounds(last) { slice.removeLast() }
        while let first = slice.first, surrounds(first) { slice.removeFirst() }
        return slice
    }

    /// Sentence punctuation, brackets, quotes, and the marks of Markdown that enclose words or divide cells.
    private static func surrounds(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", ",", ";", ":", "!", "?", "…", "\"", "'", "`", "*", "_", "|", "(", ")", "[", "]", "{", "}", "·", "•": true
        case _ where scalar.isASCII: false
        default:
            switch scalar.properties.generalCategory {
            case .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation: true
            case .otherPunctuation: scalar.value > 0x2fff
            default: false
            }
        }
    }

    /// Kana, Han, Thai, Lao, Burmese, Khmer.
    private static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xf900...0xfaff, 0x20000...0x3ffff: true
        case 0x0e01...0x0e4f, 0x0e80...0x0eff, 0x1000...0x109f, 0x1780...0x17ff: true
        default: false
        }
    }
}
