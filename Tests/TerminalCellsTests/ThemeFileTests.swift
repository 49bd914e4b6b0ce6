import TerminalCells
import Testing

struct ThemeFileTests {
    private let files = [
        "base": "palette.accent = \"cyan\"\n\"title\" = \"accent bold\"\n\"row\" = \"white on #102030\"",
        "child": "inherits = \"base\"\npalette.accent = \"#ff8700\"\n\"row\" = \"reverse\"",
        "bad": "\"a\" = \"blurple\"\nnonsense\n\"b\" = bold\n\"c\" = \"bold\" # fine\npalette.x = \"??\"",
        "loop": "inherits = \"loop\"",
    ]

    @Test
    func aThemeThatRenamesAColourChangesWhatItInherits() {
        let (theme, problems) = ThemeFile.load("child") { files[$0] }
        #expect(problems.isEmpty)
        #expect(theme.style("title") == Style(foreground: .rgb(255, 135, 0), attributes: .bold))
        #expect(theme.style("row") == Style(attributes: .reverse))
    }

    @Test
    func rolesFallBackToTheOneAbove() {
        let (theme, _) = ThemeFile.load("base") { files[$0] }
        #expect(theme.style("title.focused.deep") == theme.style("title"))
        #expect(theme.style("row") == Style(foreground: .palette(7), background: .rgb(16, 32, 48)))
        #expect(theme.style("unknown") == .plain)
    }

    @Test
    func aBadLineIsNamedAndTheRestCounts() {
        let (theme, problems) = ThemeFile.load("bad") { files[$0] }
        #expect(Set(problems.map(\.line)) == [1, 2, 3, 5])
        #expect(theme.style("c") == Style(attributes: .bold))
    }

    @Test
    func loopsAndMissingThemesAreToldApart() {
        #expect(ThemeFile.load("loop") { files[$0] }.problems.map(\.message) == ["inherits itself"])
        #expect(ThemeFile.load("none") { files[$0] }.problems.map(\.message) == ["there is no such theme"])
    }
}
