/// The only text that is ever drawn.
///
/// It works on Unicode scalars: controls other than LF, bidirectional overrides and private-use characters become visible marks;
/// zero-width characters, tags and variation selectors go; a base keeps at most four marks.  Nothing in it can move the cursor,
/// change a mode of the terminal or hide text.  Sequences whose width terminals disagree on (joined emoji, flags) are shown as
/// their parts, whose widths are sure.
public struct SafeText: Hashable, Sendable, ExpressibleByStringInterpolation {
    public let string: String
    /// How many characters were replaced or left out.
    public let hidden: Int
    /// One byte, one column; LF counts too.
    let isASCII: Bool

    /// One base scalar with its marks.
    public struct Glyph: Hashable, Sendable {
        public var text: String
        public var width: Int
    }

    public init(stringLiteral value: String) { self.init(value) }

    public init(_ raw: some StringProtocol) {
        if raw.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A }) {
            string = String(raw)
            hidden = 0
            isASCII = true
            return
        }
        var cleaner = Cleaner()
        for scalar in raw.unicodeScalars { cleaner.take(scalar) }
        cleaner.finish()
        string = String(cleaner.output)
        hidden = cleaner.hidden
        isASCII = string.utf8.allSatisfy { $0 < 0x80 }
    }

    public var isEmpty: Bool { string.isEmpty }

    /// Columns of the text when it stands on one line.
    public var width: Int { TextWidth.columns(self) }

    /// Base scalars with their marks; LF is a glyph of its own with width 0.
    public var glyphs: [Glyph] {
        var result: [Glyph] = []
        result.reserveCapacity(string.utf8.count)
        if isASCII {
            for byte in string.utf8 {
                result.append(Glyph(text: String(UnicodeScalar(byte)), width: byte == 0x0A ? 0 : 1))
            }
            return result
        }
        for scalar in string.unicodeScalars {
            if scalar == "\n" {
                result.append(Glyph(text: "\n", width: 0))
                continue
            }
            let width = TextWidth.columns(scalar)
            if width == 0 {
                if let last = result.indices.last, result[last].width > 0 {
                    result[last].text.unicodeScalars.append(scalar)
                } else {
                    result.append(Glyph(text: " " + String(scalar), width: 1))
                }
            } else {
                result.append(Glyph(text: String(scalar), width: width))
            }
        }
        return result
    }

    /// The lines of the text; at least one.
    public var lines: [SafeText] {
        string.split(separator: "\n", omittingEmptySubsequences: false).map { SafeText($0) }
    }

    /// On one line: line ends become spaces.
    public var oneLine: SafeText {
        guard string.utf8.contains(0x0A) else { return self }
        return SafeText(string.replacing("\n", with: " "))
    }
}

extension SafeText {
    /// Turns scalars into what may be drawn.
    private struct Cleaner {
        var output = String.UnicodeScalarView()
        var hidden = 0
        private var marks = 0
        private var atStart = true
        private var afterReturn = false
        private var afterEmoji = false

        mutating func take(_ scalar: Unicode.Scalar) {
            if afterReturn {
                afterReturn = false
                if scalar == "\n" {
                    emit("\n")
                    return
                }
                replace("␍")
            }
            switch scalar.value {
            case 0x0A: emit("\n")
            case 0x0D: afterReturn = true
            case 0x09: for _ in 0..<4 { emit(" ") }
            case 0x00...0x1F: replace(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x20...0x7E: emit(scalar)
            case 0x7F: replace("␡")
            case 0x80...0x9F: replace("\u{FFFD}")
            case 0xA0: emit(" ")
            case 0xAD: hidden += 1
            case 0x2028, 0x2029: emit("\n")
            case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: replace("\u{FFFD}")
            case 0xFE00...0xFE0F, 0xE0100...0xE01EF: break  // variation selectors: the plain form's width is sure
            case 0x200D: if !afterEmoji { hidden += 1 }  // joined emoji are shown as their parts
            case 0x1F3FB...0x1F3FF: if !afterEmoji { emit(scalar) }  // a skin tone belongs to the emoji before it
            case 0x1F1E6...0x1F1FF: emit(Unicode.Scalar(0x41 + scalar.value - 0x1F1E6) ?? "?")  // flags as their letters
            default: takeOther(scalar)
            }
        }

        private mutating func takeOther(_ scalar: Unicode.Scalar) {
            switch scalar.properties.generalCategory {
            case .format: hidden += 1
            case .nonspacingMark, .enclosingMark:
                marks += 1
                if marks > 4 {
                    hidden += 1
                } else {
                    output.append(scalar)
                }
            case .privateUse, .unassigned, .surrogate, .control: replace("\u{FFFD}")
            case .spaceSeparator: emit(" ")
            default:
                emit(scalar)
                afterEmoji = scalar.properties.isEmoji
            }
        }

        private mutating func emit(_ scalar: Unicode.Scalar) {
            output.append(scalar)
            marks = 0
            afterEmoji = false
        }

        private mutating func replace(_ scalar: Unicode.Scalar) {
            emit(scalar)
            hidden += 1
        }

        mutating func finish() { if afterReturn { replace("␍") } }
    }
}
