import Foundation
import Testing

extension RealTerminal {
    /// Terminals of every kind, dark and light, with and without colours.
    struct Kinds {
        @Test(arguments: [
            "xterm-256color", "screen", "screen-256color", "tmux-256color", "linux", "xterm-16color", "ansi", "vt100", "not-a-terminal",
        ])
        func everyTerminalIsDrawnOn(name: String) throws {
            let screen = try TmuxScreen()
            screen.run("export TERM=\(name); clear; assay open .")
            #expect(screen.wait(for: "tiny") && screen.wait(for: "Playground") && screen.wait(for: "? help"), "\(screen.text)")
            #expect(screen.lines[1].hasSuffix("┓") && screen.lines[1].count == 80, "\(screen.text)")
            if name == "not-a-terminal" { #expect(screen.text.contains("is not known here")) }
            if name == "xterm-16color" { #expect(!screen.styled.contains("38;5;"), "no more than its sixteen colours") }
            screen.press("q")
            screen.expectSaneShell(name)
            #expect(!screen.text.contains("Playground"), "nothing of it stays: \(screen.text)")
        }

        @Test(arguments: ["dumb", "''"]) func aTerminalThatCannotPlaceItsCursorIsToldInWords(name: String) throws {
            let screen = try TmuxScreen()
            screen.run("clear; TERM=\(name) assay open .; echo status $?")
            #expect(screen.wait(for: "status 69"), "\(screen.text)")
            #expect(screen.text.contains("cannot place a cursor") && screen.text.contains("Set TERM"))
            screen.expectSaneShell(name)
        }

        private static var colours: Regex<(Substring, Substring)> { /\u{1B}\[[0-9;]*(3[0-7]|4[0-7]|9[0-7]|38;|48;)[0-9;]*m/ }
        private static var grounds: Regex<(Substring, Substring?, Substring)> {
            /\u{1B}\[([0-9;]*;)?(4[0-7]|10[0-7]|48;[0-9;]*)[0-9;]*m/
        }

        @Test func noColorMeansNoColour() throws {
            let screen = try TmuxScreen(environment: ["NO_COLOR": "1"])
            #expect(screen.open())
            for pane in ["1", "2", "3"] {
                screen.press(pane)
                #expect(screen.wait(for: "[\(pane)"))
                #expect(screen.styled.firstMatch(of: Self.colours) == nil)
            }
        }

        /// A ground of the theme's own is what makes programs unreadable on a light terminal.
        @Test func theGroundIsTheTerminalsOwn() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            #expect(screen.styled.firstMatch(of: Self.colours) != nil, "there is colour")
            for pane in ["3", "2", "1"] {
                screen.press(pane)
                #expect(screen.wait(for: "[\(pane)"))
                // Only the row that is selected may have one.
                let painted = screen.styled.split(separator: "\n").filter { $0.firstMatch(of: Self.grounds) != nil }
                #expect(painted.allSatisfy { $0.contains("▌") }, "\(painted)")
                #expect(screen.styled.firstMatch(of: /\u{1B}\[([0-9;]*;)?(37|97)m/) == nil, "no white that a light ground would swallow")
            }
        }

        @Test func focusIsSeenWithoutColour() throws {
            let screen = try TmuxScreen(environment: ["NO_COLOR": "1"])
            #expect(screen.open())
            screen.press("3")
            #expect(screen.wait { screen.lines[1].hasPrefix("┏━ 3 Decision") && screen.lines[1].contains("╭─ Verdict") }, "\(screen.text)")
            screen.press("Enter")
            #expect(screen.wait { screen.lines[1].hasPrefix("╭─ 3 Decision") && screen.lines[1].contains("┏━ Verdict") }, "\(screen.text)")
        }

        @Test func plainIsASCIIAndStill() throws {
            let screen = try TmuxScreen()
            #expect(screen.open("--plain"))
            for pane in ["1", "2", "3", "4"] {
                screen.press(pane)
                #expect(screen.wait(for: "[\(pane)"))
                #expect(screen.text.allSatisfy { $0.isASCII }, "\(screen.text)")
                #expect(screen.styled.firstMatch(of: Self.colours) == nil)
            }
            #expect(screen.knows("mouse_any_flag") == "0")
        }
    }
}
