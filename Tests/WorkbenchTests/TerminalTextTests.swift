import Testing
import Workbench

@Suite struct TerminalTextTests {
    @Test func wordsAreReadWithoutWhatMovesAndColours() {
        let sent =
            "\u{1B}[?1049h\u{1B}[1;60r\u{1B}(B\u{1B}[m\u{1B}[2J\u{1B}[1;1H\u{1B}[7m╭─ 2 Da\u{1B}[1mtaset ──╮\u{1B}[3;2H│ No runs\u{1B}[4Cyet ⣿⡇▌\r\n\u{1B}[9"
        #expect(TerminalText.words(Array(sent.utf8)) == "2 Dataset\nNo runs yet")
    }
}
