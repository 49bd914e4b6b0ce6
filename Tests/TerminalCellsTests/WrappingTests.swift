import TerminalCells
import Testing

struct WrappingTests {
    private func wrap(_ text: SafeText, _ width: Int, indent: Int = 0) -> [String] {
        Wrapping.wrap(text, width: width, indent: indent).map(\.text)
    }

    @Test
    func breaksAtSpaces() {
        #expect(wrap("the quick brown fox", 9) == ["the quick", "brown fox"])
    }

    @Test
    func breaksLongWords() {
        #expect(wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"])
    }

    @Test
    func keepsEmptyLines() {
        #expect(wrap("a\n\nb", 10) == ["a", "", "b"])
    }

    @Test
    func indentsWhatFollowsABreak() {
        #expect(wrap("1 first second third", 12, indent: 2) == ["1 first", "  second", "  third"])
    }

    @Test
    func neverExceedsTheWidth() {
        let texts: [SafeText] = ["日本語の文章を折り返す test words", "a  b   c    d", "x\u{301}y\u{301} 🚀🚀🚀", "   leading", "trailing   "]
        for text in texts {
            for width in 2...20 {
                for line in Wrapping.wrap(text, width: width) { #expect(line.width <= width) }
            }
        }
    }

    @Test
    func losesNoWord() {
        let text = "Documents are cut into passages that the arms search"
        for width in 3...60 {
            let joined = wrap(SafeText(text), width).joined(separator: " ").filter { $0 != " " }
            #expect(joined == text.filter { $0 != " " })
        }
    }
}
