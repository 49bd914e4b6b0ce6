/// Text as a model may see it: nothing hidden, nothing that steers a terminal or a reader's eye.
///
/// The store keeps the original bytes; only what is embedded, searched and prompted is cleaned.
public enum ModelText {
    /// Most combining marks kept on one base character.
    static let marksLimit = 4

    /// - Returns: the text without control characters (LF and TAB stay, CR becomes LF), bidirectional controls, zero-width
    ///   characters, tags, private use and other scalars that print nothing; and how many scalars were taken out.
    public static func clean(_ text: String) -> (text: String, removed: Int) {
        if isPlain(text) { return (text, 0) }
        var output = String.UnicodeScalarView()
        var removed = 0
        var marks = 0
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            let before = previous
            previous = scalar
            switch scalar.value {
            case 0x0A where before == "\r": continue
            case 0x0D, 0x2028, 0x2029:
                output.append("\n")
                continue
            case 0x09, 0x0A, 0x20...0x7E:
                marks = 0
                output.append(scalar)
                continue
            case 0xFE0E, 0xFE0F:
                // One selector after a visible base chooses how an emoji looks; runs of them carry hidden bytes.
                if let before, !isHidden(before), !before.properties.isVariationSelector { output.append(scalar) } else { removed += 1 }
                continue
            default: break
            }
            if isHidden(scalar) {
                removed += 1
                continue
            }
            if isMark(scalar) {
                marks += 1
                if marks > marksLimit {
                    removed += 1
                    continue
                }
            } else {
                marks = 0
            }
            output.append(scalar)
        }
        return (String(output), removed)
    }

    /// ASCII without controls other than LF and TAB: almost all text, decided without looking at scalars.
    private static func isPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { $0.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A || $0 == 0x09 } }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
