import TerminalCells
import Testing

/// Nothing that reaches the screen can speak to the terminal.
struct SafeTextTests {
    static let hostile: [(String, String)] = [
        ("clipboard write, OSC 52", "a\u{1B}]52;c;ZXZpbA==\u{07}b"), ("hyperlink, OSC 8", "\u{1B}]8;;http://x\u{1B}\\y\u{1B}]8;;\u{1B}\\"),
        ("device control, DCS", "\u{1B}P$q\"p\u{1B}\\"), ("cursor report", "\u{1B}[6n"), ("unterminated OSC", "\u{1B}]0;title"),
        ("reset", "\u{1B}c"), ("C1 control sequence", "\u{9B}31m"), ("C1 string", "\u{9D}52;c;eA==\u{9C}"),
        ("backspaces", "ab\u{08}\u{08}cd"),
        ("bell", "\u{07}"), ("NUL", "a\u{00}b"), ("delete", "a\u{7F}b"), ("shift out", "\u{0E}lqk\u{0F}"), ("form feed", "a\u{0C}b"),
    ]

    @Test(arguments: hostile)
    func noControlSurvives(name: String, text: String) {
        let safe = SafeText(text)
        for scalar in safe.string.unicodeScalars {
            #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value), "\(name) keeps U+\(String(scalar.value, radix: 16))")
        }
        #expect(safe.hidden > 0, "\(name)")
    }

    @Test
    func escapeBecomesAVisibleMark() {
        #expect(SafeText("\u{1B}[31mred").string == "␛[31mred")
    }

    @Test
    func lineEndsStayAndCarriageReturnsDoNotMoveTheCursor() {
        #expect(SafeText("a\r\nb").string == "a\nb")
        #expect(SafeText("safe\revil").string == "safe␍evil")
        #expect(SafeText("a\u{2028}b").string == "a\nb")
    }

    @Test
    func bidiControlsBecomeVisible() {
        let text = "user\u{202E}txt.exe\u{202C}"
        #expect(!SafeText(text).string.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) })
        #expect(SafeText(text).hidden == 2)
        #expect(SafeText("\u{2066}x\u{2069}").hidden == 2)
    }

    @Test
    func invisibleCharactersGo() {
        #expect(SafeText("pay\u{200B}pal\u{FEFF}").string == "paypal")
        #expect(SafeText("x\u{E0041}\u{E0042}").string == "x")
        #expect(SafeText("soft\u{AD}hyphen").string == "softhyphen")
        #expect(SafeText("\u{E000}").string == "\u{FFFD}")
    }

    @Test
    func aBaseKeepsAtMostFourMarks() {
        let zalgo = "a" + String(repeating: "\u{301}", count: 40)
        #expect(SafeText(zalgo).string.unicodeScalars.count == 5)
        #expect(SafeText(zalgo).width == 1)
    }

    @Test
    func tabsBecomeSpaces() {
        #expect(SafeText("a\tb").string == "a    b")
    }

    @Test
    func ordinaryTextIsUntouched() {
        for text in ["plain", "Grüße, œuvre", "日本語", "naïve café", "a – b … “c”", "Ελληνικά", "العربية"] {
            #expect(SafeText(text).string == text)
            #expect(SafeText(text).hidden == 0)
        }
    }
}
