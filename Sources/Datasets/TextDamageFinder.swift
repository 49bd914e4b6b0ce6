import Foundation

/// Finds text that was decoded wrongly, invisible control characters, and control tokens that are spelled out.
enum TextDamageFinder {
    static func run(_ example: Example) -> [Finding] {
        var findings: [Finding] = []
        let texts = example.messages.map(\.content)
        if let damage = texts.lazy.compactMap(damage).first {
            findings.append(
                Finding(.damagedEncoding, example, message: damage, advice: "take the text from its source again, read as UTF-8"))
        }
        if let token = texts.lazy.compactMap(controlToken).first {
            findings.append(
                Finding(
                    .controlText, example, detail: token, message: "spells out the control token \(token)",
                    advice: "remove it: the template writes control tokens itself"))
        }
        return findings
    }

    static func damage(_ text: String) -> String? {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xfffd: return "holds a replacement character (U+FFFD): a character was lost"
            case 0x09, 0x0a, 0x0d: continue
            case 0..<0x20, 0x7f..<0xa0: return "holds a control character (U+00\(String(scalar.value, radix: 16, uppercase: true).padded))"
            default: continue
            }
        }
        return mojibake(text).map { "was read in a wrong encoding: \"\($0.seen)\" should be \"\($0.meant)\"" }
    }

    /// UTF-8 that was read as Windows-1252, such as `Ã©` for `é`. Leads that are frequent letters before such marks (Ä, É …) are left
    /// out of the two-byte forms.
    static func mojibake(_ text: String) -> (seen: String, meant: String)? {
        guard text.unicodeScalars.contains(where: { $0.value >= 0xc2 }) else { return nil }
        let scalars = Array(text.unicodeScalars)
        for (start, lead) in scalars.enumerated() {
            let length =
                switch lead.value {
                case 0xc2, 0xc3: 2
                case 0xe2, 0xe3: 3
                case 0xf0: 4
                default: 0
                }
            guard length > 0, start + length <= scalars.count else { continue }
            let bytes = scalars[start..<start + length].compactMap(windows1252)
            guard bytes.count == length, bytes.dropFirst().allSatisfy({ (0x80...0xbf).contains($0) }),
                let meant = String(validating: bytes, as: UTF8.self)
            else { continue }
            var seen = String.UnicodeScalarView()
            seen.append(contentsOf: scalars[start..<start + length])
            return (String(seen), meant)
        }
        return nil
    }

    private static func controlToken(_ text: String) -> String? {
        if let token = token.matches(in: text).first { return token }
        // HTML closes struck text the same way.
        return text.contains("</s>") && !text.contains("<s>") ? "</s>" : nil
    }

    private static let token = TextPattern(
        "control token", #"<\|[A-Za-z][A-Za-z0-9_.:-]{1,40}\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|<[be]os>"#,
        clues: ["<|", "INST]", "SYS>>", "_of_turn>", "os>"])

    /// The byte that Windows-1252 shows as this character (https://encoding.spec.whatwg.org/index-windows-1252.txt).
    private static func windows1252(_ scalar: Unicode.Scalar) -> UInt8? {
        if scalar.value < 0x100 { return UInt8(scalar.value) }
        return table[scalar.value]
    }

    private static let table: [UInt32: UInt8] = [
        0x20ac: 0x80, 0x201a: 0x82, 0x0192: 0x83, 0x201e: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87, 0x02c6: 0x88, 0x2030: 0x89,
        0x0160: 0x8a, 0x2039: 0x8b, 0x0152: 0x8c, 0x017d: 0x8e, 0x2018: 0x91, 0x2019: 0x92, 0x201c: 0x93, 0x201d: 0x94, 0x2022: 0x95,
        0x2013: 0x96, 0x2014: 0x97, 0x02dc: 0x98, 0x2122: 0x99, 0x0161: 0x9a, 0x203a: 0x9b, 0x0153: 0x9c, 0x017e: 0x9e, 0x0178: 0x9f,
    ]
}

extension String {
    /// Two digits.
    fileprivate var padded: String { count < 2 ? "0" + self : self }
}
