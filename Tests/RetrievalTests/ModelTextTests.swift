import Retrieval
import Testing

struct ModelTextTests {
    @Test func plainTextStaysAsItIs() {
        for text in ["", "plain\ttext\n", "Größe 日本語 עברית ไทย", "emoji 👍🏽 ☺️", "é e\u{301}"] {
            let cleaned = ModelText.clean(text)
            #expect(Array(cleaned.text.utf8) == Array(text.utf8) && cleaned.removed == 0, "\(text)")
        }
    }

    @Test func controlAndHiddenCharactersGo() {
        let hidden: [Unicode.Scalar] = [
            "\0", "\u{1}", "\u{8}", "\u{B}", "\u{1B}", "\u{7F}", "\u{80}", "\u{85}", "\u{9B}", "\u{AD}", "\u{61C}", "\u{180E}", "\u{200B}",
            "\u{200C}", "\u{200D}",
            "\u{200E}", "\u{200F}", "\u{202A}", "\u{202E}", "\u{2060}", "\u{2064}", "\u{2066}", "\u{2069}", "\u{206F}", "\u{3164}",
            "\u{FEFF}", "\u{FFF9}", "\u{E000}",
            "\u{E0001}", "\u{E0041}", "\u{E007F}", "\u{E0100}", "\u{F0000}",
        ]
        for scalar in hidden {
            let cleaned = ModelText.clean("a\(scalar)b")
            #expect(cleaned.text == "ab" && cleaned.removed == 1, "U+\(String(scalar.value, radix: 16))")
        }
    }

    @Test func lineEndsBecomeLineFeeds() {
        #expect(ModelText.clean("a\r\nb\rc\u{2028}d").text == "a\nb\nc\nd")
    }

    @Test func runsOfVariationSelectorsGo() {
        #expect(ModelText.clean("a\u{FE0F}\u{FE0F}\u{FE0E}b") == ("a\u{FE0F}b", 2))
    }

    @Test func marksPileUpOnlySoFar() {
        #expect(ModelText.clean("a" + String(repeating: "\u{301}", count: 50) + "b\u{301}").text.unicodeScalars.count == 7)
    }

    @Test func cleaningTwiceIsCleaningOnce() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<20 {
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...0xE_01FF, using: &random)) { text.unicodeScalars.append(scalar) }
            }
            let once = ModelText.clean(text).text
            #expect(Array(ModelText.clean(once).text.unicodeScalars) == Array(once.unicodeScalars))
        }
    }
}
