import Foundation
import Testing

extension RealTerminal {
    /// Every size is drawn on, and any change of it at any time.
    struct Sizes {
        @Test func tinyWindowsSayWhatIsNeededAndRecover() throws {
            let screen = try TmuxScreen(columns: 20, rows: 5)
            screen.run("clear; assay open .")
            #expect(screen.wait(for: "40×10") && screen.wait(for: "20×5"), "\(screen.text)")
            for (columns, rows) in [(3, 2), (1, 1), (60, 20), (20, 5), (40, 10)] {
                screen.resize(columns, rows)
                if columns >= 40 { #expect(screen.wait(for: "? help"), "\(columns)×\(rows): \(screen.text)") }
            }
            screen.resize(20, 5)
            #expect(screen.wait(for: "q to quit"))
            screen.press("q")
            screen.resize(80, 24)
            screen.expectSaneShell("a tiny window")
        }

        /// There q would be typed into a box that cannot be seen.
        @Test func aTinyWindowCanBeLeftWhileAQuestionIsTyped() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            screen.press("i")
            #expect(screen.wait(for: "Enter send"))
            screen.resize(20, 5)
            #expect(screen.wait(for: "Ctrl-C"), "\(screen.text)")
            screen.press("C-c")
            screen.resize(80, 24)
            screen.expectSaneShell("a tiny window")
        }

        @Test(arguments: ["1", "2", "3", "4"])
        func smallWindowsShowEachPaneAndItsHints(pane: String) throws {
            let screen = try TmuxScreen(columns: 60, rows: 16)
            // There is no room for the project's name, which `open` looks for.
            screen.run("clear; assay open .")
            #expect(screen.wait(for: "? help"))
            for (columns, rows) in [(60, 16), (40, 10)] {
                screen.resize(columns, rows)
                #expect(screen.wait { screen.lines.count == rows + 1 && screen.lines[rows - 1].contains("? help") }, "\(screen.text)")
            }
            if pane != "4" { screen.press(pane) }
            #expect(screen.wait { screen.lines[0].contains("[\(pane)") }, "\(screen.text)")
            #expect(screen.lines[9].contains("? help"), "\(screen.text)")
        }

        @Test func hugeWindowsAreFilled() throws {
            let screen = try TmuxScreen(columns: 300, rows: 90)
            #expect(screen.open())
            #expect(screen.wait { screen.lines.count >= 90 && screen.lines[89].contains("? help") })
            #expect(screen.lines[1].count == 300, "from border to border")
            for title in ["1 Knowledge", "2 Dataset", "3 Decision", "4 Playground"] { #expect(screen.text.contains(title)) }
        }

        @Test func aStormOfResizesLosesNoKey() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            screen.press("i")
            #expect(screen.wait(for: "Enter send"))
            let words = (1...24).map { "w\($0)" }
            for (index, word) in words.enumerated() {
                screen.resize(30 + (index * 37) % 150, 6 + (index * 11) % 45)
                screen.type(word + " ")
            }
            screen.resize(120, 30)
            #expect(screen.wait { words.allSatisfy(screen.text.contains) && screen.lines.count == 31 }, "\(screen.text)")
            let inOrder = screen.wait {
                let typed = screen.text.replacing(/[^w0-9 ]/, with: "").split(separator: " ").filter { $0.hasPrefix("w") }
                return typed.map(String.init).filter(words.contains) == words
            }
            #expect(inOrder, "\(screen.text)")
            // What stands there, once the project has come in, is what a fresh painting gives.
            var before = screen.text
            let isSettled = screen.wait {
                usleep(300_000)
                let now = screen.text
                defer { before = now }
                return now == before
            }
            #expect(isSettled)
            screen.press("C-l")
            screen.type("end")
            #expect(screen.wait(for: "end"))
            screen.press("BSpace", "BSpace", "BSpace")
            #expect(screen.wait { screen.text == before }, "\(screen.text)\n\nwas\n\n\(before)")
        }
    }
}
