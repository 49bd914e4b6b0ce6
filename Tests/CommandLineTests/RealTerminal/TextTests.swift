import Foundation
import Testing

extension RealTerminal {
    /// Texts that are pasted, wide, written from right to left, or meant to do harm.
    struct Texts {
        @Test func aPasteNeverSubmitsAndRunsNothing() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            screen.paste("first line\nsecond \u{07}\u{1B}[31mline\u{03}\u{1A}\nq\n:quit\nthird line\n")
            #expect(screen.wait(for: "third line"), "\(screen.text)")
            #expect(screen.text.contains("Enter send"), "it waits for Enter")
            #expect(!screen.text.contains("Question 1 of 1"))
            #expect(screen.styled.firstMatch(of: /\u{1B}\[31m ?line/) == nil)
            // In a place without a text it is nothing.
            screen.press("Escape", "1")
            #expect(screen.wait(for: "[1 Knowledge]"))
            screen.paste("q\nd\ny\n3\n")
            screen.press("2")
            #expect(screen.wait(for: "[2 Dataset]"), "\(screen.text)")
        }

        @Test func wideCharactersTypedKeepTheColumns() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            screen.press("i")
            screen.type("日本語 🚀 é👩‍👩‍👧 العربية done")
            #expect(screen.wait(for: "done"))
            let row = try #require(screen.lines.first { $0.contains("done") })
            #expect(row.hasSuffix("┃") && screen.columns(of: row) == 80, "\(row)")
            let cursor = Int(screen.knows("cursor_x")) ?? 0
            screen.type("x")
            #expect(screen.wait(for: "donex") && screen.wait { screen.knows("cursor_x") == "\(cursor + 1)" })
            for _ in 0..<14 { screen.press("BSpace") }
            screen.type("!")
            #expect(screen.wait { screen.lines.contains { $0.contains("👧!") && screen.columns(of: $0) == 80 } }, "\(screen.text)")
        }

        /// tmux counts the columns: each row with a border at its end is as wide as the screen.
        @Test func wideCharactersInNamesKeepTheBorders() throws {
            let names = ["日本語のとても長い名前の文書でここには入りません", "é combining e\u{301}\u{327}", "rocket🚀🚀", "العربية"]
            let files = names.map { ("knowledge/\($0).md", "# \($0)\n\n日本語 \($0) 🚀 text\n") }
            let screen = try TmuxScreen(files: Dictionary(uniqueKeysWithValues: files))
            #expect(screen.open())
            screen.press("1", "s")
            #expect(screen.wait(for: "5 added"), "\(screen.text)")
            for size in [(80, 24), (83, 24), (61, 20)] {
                screen.resize(size.0, size.1)
                for _ in 0..<5 {
                    // Until the screen has come in its new size, and after it in nothing else.
                    let fits = screen.wait {
                        let rows = screen.lines.filter { $0.hasSuffix("┃") || $0.hasSuffix("│") || $0.hasSuffix("▐") }
                        return rows.count > 10 && rows.allSatisfy { screen.columns(of: $0) == size.0 }
                    }
                    #expect(fits, "\(size): \(screen.text)")
                    screen.press("j")
                }
            }
        }

        @Test func whatATextOrdersTheTerminalIsShownAndNotDone() throws {
            let evil =
                "Red \u{1B}[31mred\u{1B}[0m title \u{1B}]0;owned\u{07} copy \u{1B}]52;c;b3duZWQ=\u{07} \u{9B}31m \u{0E} over"
                + "\u{202E}txt\u{202C} العربية end"
            let example =
                #"{"prompt":"\u001b[31mWhat\u001b]0;owned\u0007 is it?","completion":"\u001b]52;c;b3duZWQ=\u0007 it","topic":"a"}"#
            let screen = try TmuxScreen(
                settings: "[project]\nname = \"tiny\\u001b]0;owned\\u0007\"\n",
                files: ["knowledge/\u{1B}[31ma.md": evil, "training/examples.jsonl": example + "\n"])
            let title = screen.knows("pane_title")
            #expect(screen.open("--theme monochrome"))
            screen.press("1", "s")
            #expect(screen.wait(for: "2 added") && screen.wait(for: "Red ␛[31mred␛[0m"), "\(screen.text)")
            #expect(screen.text.contains("␛[31ma.md"), "a name of a file as well: \(screen.text)")
            #expect(screen.text.contains("العربية") && screen.text.contains(" end"))
            for hidden in ["\u{202E}", "\u{202C}", "\u{9B}"] { #expect(!screen.text.contains(hidden)) }
            screen.press("2")
            #expect(screen.wait(for: "␛[31mWhat") && screen.wait(for: "␛]52;c;b3duZWQ="), "\(screen.text)")
            #expect(screen.styled.firstMatch(of: /\u{1B}\[([0-9;]*;)?31m/) == nil)
            #expect(screen.knows("pane_title") == title)
            #expect(screen.tmux(["show-buffer"]).isEmpty, "nothing went to the clipboard")
            screen.press("q")
            screen.expectSaneShell("after hostile texts")
        }
    }
}
