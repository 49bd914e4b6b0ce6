import TerminalCells
import Testing

struct TextInputTests {
    private func type(_ keys: [Key], into text: String = "") -> TextInput {
        var input = TextInput(text)
        for key in keys { _ = input.handle(key) }
        return input
    }

    @Test
    func typesAndErases() {
        #expect(type(["a", "b", "Backspace", "c"]).text == "ac")
        #expect(type(["Home", "x"], into: "bc").text == "xbc")
        #expect(type(["Left", "Delete"], into: "abc").text == "ab")
        #expect(type(["Ctrl-W"], into: "two words").text == "two ")
        #expect(type(["Ctrl-U"], into: "line one\nline two").text == "line one\n")
        #expect(type(["Ctrl-A", "Ctrl-K"], into: "gone").text == "")
    }

    @Test
    func marksJoinTheCharacterBeforeThem() {
        let input = type([Key(.character("e")), Key(.character("\u{301}"))])
        #expect(input.text == "é")
        #expect(input.cursor == 1)
    }

    @Test
    func movesBetweenLines() {
        var input = TextInput("first\nsecond")
        let moves = [-1, -1, 1, 1].map { input.moveLine($0) }
        #expect(moves == [true, false, true, false])
        #expect(input.cursor == 11)
    }

    @Test
    func theCursorIsAlwaysInView() {
        for text in ["", "short", String(repeating: "long ", count: 30), "a\nb\nc\nd\ne\nf", "日本語日本語日本語日本語"] {
            for size in [Size(1, 1), Size(10, 1), Size(10, 3)] {
                var canvas = Canvas(size: size, theme: Theme(name: "none", styles: [:]))
                TextInputView(TextInput(text), isFocused: true).draw(in: canvas.bounds, on: &canvas)
                #expect(canvas.cursor.map { canvas.bounds.contains($0) } == true, "\(text) at \(size)")
            }
        }
    }

    @Test
    func keysAreReadFromTheirNames() {
        #expect(Key(named: "Ctrl-J") == Key(.character("j"), .control))
        #expect(Key(named: "Shift-Tab") == Key(.tab, .shift))
        #expect(Key(named: "?")?.name == "?")
        #expect(Key(named: "Space") == Key(.character(" ")))
        #expect(Key(named: "F5") == Key(.function(5)))
        #expect(Key(named: "nonsense") == nil)
        #expect(Key(named: "Ctrl-C")?.name == "Ctrl-C")
    }
}
