import Foundation
import Testing

extension RealTerminal {
    /// However it ends or stops, the terminal is as it was before.
    struct Leaving {
        @Test func quittingLeavesTheTerminalAsItWas() throws {
            let screen = try TmuxScreen()
            screen.run("clear; echo before; assay open .")
            #expect(screen.wait(for: "tiny"))
            #expect(screen.knows("alternate_on") == "1")
            #expect(!screen.text.contains("before"))
            screen.press("q")
            #expect(screen.wait(for: "before"), "what stood there stands there again")
            screen.expectSaneShell("q")
        }

        @Test func ctrlCEndsIt() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            screen.press("C-c")
            screen.expectSaneShell("Ctrl-C")
        }

        @Test func stoppedAndContinuedItIsThereAgainAtTheNewSizeWithWhatWasTyped() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            screen.press("i")
            screen.type("half a question")
            #expect(screen.wait(for: "half a question"))
            screen.press("C-z")
            screen.expectSaneShell("Ctrl-Z")
            screen.resize(140, 45)
            screen.run("clear; fg")
            #expect(screen.wait { screen.text.contains("1 Knowledge") && screen.text.contains("half a question") }, "\(screen.text)")
            #expect(screen.wait { screen.lines.first { $0.contains("half a question") }?.count ?? 0 > 120 }, "\(screen.text)")
            screen.type(" more")
            #expect(screen.wait(for: "half a question more"))
            screen.press("Escape", "q")
            screen.expectSaneShell("after fg")
        }

        @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGABRT])
        func whateverEndsItTheTerminalIsSane(signal: Int32) throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            kill(try #require(screen.program), signal)
            screen.expectSaneShell("signal \(signal)")
        }

        @Test func aTerminalThatGoesAwayEndsTheProgram() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            let program = try #require(screen.program)
            screen.tmux(["kill-server"])
            #expect(screen.wait { kill(program, 0) != 0 })
        }

        /// As ssh does when the line is lost and taken up again.
        @Test func aDetachedTerminalLosesNothing() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            screen.press("i")
            screen.type("still here")
            #expect(screen.wait(for: "still here"))
            // A client of its own size comes and goes; script gives it a terminal.
            screen.tmux(["set-option", "-g", "window-size", "latest"])
            let attach = "stty rows 30 cols 100; tmux -u -S '\(screen.scratch.path(".tmux"))' attach"
            let outer = try TmuxScreen(columns: 100, rows: 30, settings: nil, environment: ["TMUX": ""])
            outer.run("unset TMUX; \(attach)")
            #expect(outer.wait(for: "still here"), "\(outer.text)")
            outer.press("C-b", "d")
            #expect(outer.wait(for: "detached"))
            #expect(screen.text.contains("still here"))
            screen.type(" and there")
            #expect(screen.wait(for: "still here and there"))
        }
    }
}
