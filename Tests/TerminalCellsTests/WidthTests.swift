import TerminalCells
import Testing

struct WidthTests {
    @Test(arguments: [
        ("abc", 3), ("日本", 4), ("é", 1), ("e\u{301}", 1), ("🚀", 2), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("ﾊﾝ", 2), ("Ａ", 2),
        ("…", 1), ("●", 1),
        ("⠿", 1), ("█", 1), ("", 0), ("ก็", 1),
    ])
    func textTakesTheColumnsTerminalsGiveIt(text: String, columns: Int) {
        #expect(SafeText(text).width == columns)
    }

    @Test
    func sequencesOfDoubtfulWidthAreShownAsTheirParts() {
        #expect(SafeText("👨‍👩‍👧").width == 6)  // joined: three emoji
        #expect(SafeText("🇩🇪").string == "DE")  // a flag: its letters
        #expect(SafeText("❤️").width == 1)  // text form
        #expect(SafeText("👍🏽").width == 2)  // the tone belongs to the hand
    }

    @Test
    func aWideCharacterOwnsTwoCells() {
        var grid = CellGrid(size: Size(4, 1))
        grid.put("日", width: 2, style: .plain, x: 1, y: 0)
        #expect(grid[1, 0].width == 2)
        #expect(grid[2, 0].isContinuation)
        grid.put("x", width: 1, style: .plain, x: 2, y: 0)
        #expect(grid[1, 0].text == " ")
        #expect(grid.text == "  x\n")
    }

    @Test
    func clippingAWideCharacterLeavesASpace() {
        var grid = CellGrid(size: Size(3, 1))
        grid.put("日", width: 2, style: .plain, x: 2, y: 0)
        #expect(grid[2, 0].text == " ")
        #expect(grid[2, 0].width == 1)
    }

    @Test
    func drawingNeverLeavesItsRectangle() {
        for width in 0...12 {
            var canvas = Canvas(size: Size(12, 1), theme: Theme(name: "none", styles: [:]))
            canvas.fill(canvas.bounds)
            canvas.draw("日本語 and more text", in: Rect(0, 0, width, 1))
            for x in width..<12 { #expect(canvas.grid[x, 0].text == " ") }
        }
    }

    @Test
    func cutTextEndsInAnEllipsis() {
        var canvas = Canvas(size: Size(6, 1), theme: Theme(name: "none", styles: [:]))
        canvas.draw("lengthy words", in: canvas.bounds)
        #expect(canvas.grid.text == "lengt…\n")
    }
}
