import Foundation
import Testing

extension RealTerminal {
    /// What keys do, as a terminal sends them.
    struct Keys {
        @Test(arguments: ["1", "2", "3", "4"])
        func helpAndPaletteAreReachedFromEveryPane(pane: String) throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            if pane != "4" { screen.press(pane) }
            #expect(screen.wait(for: "[\(pane)"))
            let hints = screen.lines[23]
            #expect(hints.contains("? help") && hints.contains(": commands") && hints.contains("q quit"), "\(hints)")
            screen.press("?")
            #expect(screen.wait(for: "Help ·"))
            screen.press("Escape")
            #expect(screen.wait(without: "Help ·"))
            screen.press(":")
            #expect(screen.wait(for: "what do you want to do?"))
            screen.press("Escape")
            #expect(screen.wait(without: "what do you want to do?"))
            #expect(screen.text.contains("[\(pane)"))
        }

        /// For those whose layout hides a key: letters and Enter are enough.
        @Test func everyCommandIsReachedByName() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            for (name, sign) in [("search the passages", "type to search"), ("what was said", "Messages"), ("help for this", "Help ·")] {
                screen.press(":")
                #expect(screen.wait(for: "what do you want to do?"))
                screen.type(name)
                #expect(screen.wait(for: name))
                screen.press("Enter")
                #expect(screen.wait(for: sign), "\(screen.text)")
                screen.press("Escape")
                #expect(screen.wait(without: sign), "\(screen.text)")
            }
            screen.press(":")
            #expect(screen.wait(for: "what do you want to do?"))
            screen.type("quit")
            #expect(screen.wait(for: "Quit; asks while a job runs"))
            screen.press("Enter")
            screen.expectSaneShell("quit by name")
        }

        @Test func escapeActsAtOnceAndIsNoAlt() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            screen.press("?")
            #expect(screen.wait(for: "Help ·"))
            screen.press("Escape", "i")
            #expect(screen.wait(for: "Enter send"), "Esc and a letter at once are two keys: \(screen.text)")
            // A lone Esc needs no further key to be understood.
            screen.press("Escape")
            #expect(screen.wait(without: "Enter send"))
        }

        @Test func escapeAlwaysGoesBackAndNeverQuits() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            for (keys, sign) in [
                (["?"], "Help ·"), ([":"], "what do you want to do?"), (["J"], "Jobs"), (["M"], "Messages"), (["T"], "Theme"),
                (["1", "a"], "Add to the knowledge base"), (["1", "/"], "type to search"), (["2", "t"], "Train an adapter"),
                (["3", "v"], "Run an evaluation"), (["4", "i"], "Enter send"),
            ] {
                for key in keys { screen.press(key) }
                #expect(screen.wait(for: sign), "\(keys): \(screen.text)")
                screen.press("Escape")
                #expect(screen.wait(without: sign), "\(keys): \(screen.text)")
            }
            for _ in 0..<10 { screen.press("Escape") }
            screen.press("1")
            #expect(screen.wait(for: "[1 Knowledge]"), "it is still there: \(screen.text)")
        }

        @Test func qInATextIsAQ() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            for (keys, sign) in [
                (["i"], "Enter send"), (["1", "/"], "type to search"), ([":"], "what do you want to do?"), (["1", "a"], "Esc cancel"),
                (["2", "t"], "Esc cancel"),
            ] {
                for key in keys { screen.press(key) }
                #expect(screen.wait(for: sign), "\(keys): \(screen.text)")
                screen.type("qqq?:")
                #expect(screen.wait(for: "qqq?:"), "\(keys): \(screen.text)")
                screen.press("Escape")
                #expect(screen.wait { !screen.text.contains(sign) && screen.text.contains("? help") }, "\(keys): \(screen.text)")
                screen.press("Escape")
            }
        }

        /// What screen readers and magnifiers follow.
        @Test func theTerminalsCursorStandsOnWhatHasTheFocus() throws {
            let screen = try TmuxScreen(files: ["knowledge/prices.md": "# Prices\n\nA repair costs €40.\n"])
            #expect(screen.open())
            #expect(screen.wait { screen.cursorLine?.contains("press Enter and ask") == true }, "\(screen.text)")
            screen.press("1")
            #expect(screen.wait { screen.cursorLine?.contains("▌○ hours.md") == true }, "\(screen.text)")
            screen.press("j")
            #expect(screen.wait { screen.cursorLine?.contains("▌○ prices.md") == true }, "\(screen.text)")
            screen.press("3", "j")
            #expect(screen.wait { screen.cursorLine?.contains("▌Five questions") == true }, "\(screen.text)")
            screen.press("2", "t", "Tab")
            #expect(screen.wait { screen.cursorLine?.contains("▌ Rank") == true }, "\(screen.text)")
            screen.press("Escape", ":")
            #expect(screen.wait { screen.cursorLine?.contains("what do you want to do?") == true }, "\(screen.text)")
            screen.type("mess")
            #expect(screen.wait { screen.cursorLine?.contains(": mess") == true }, "in the text rather than in the list: \(screen.text)")
        }
    }
}
