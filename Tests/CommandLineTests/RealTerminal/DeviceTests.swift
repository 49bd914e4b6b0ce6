import Foundation
import Testing

extension RealTerminal {
    /// The mouse, the clipboard, the editor.
    struct Devices {
        @Test func oneKeyLeavesTheMouseToTheTerminal() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            #expect(screen.knows("mouse_any_flag") == "1")
            screen.press("S")
            #expect(screen.wait { screen.knows("mouse_any_flag") == "0" }, "\(screen.text)")
            #expect(screen.wait(for: "the terminal selects text"))
            // It stays so over a stop.
            screen.press("C-z")
            #expect(screen.wait(for: "ready>"))
            screen.run("clear; fg")
            #expect(screen.wait(for: "? help"))
            #expect(screen.knows("mouse_any_flag") == "0")
            screen.press("S")
            #expect(screen.wait { screen.knows("mouse_any_flag") == "1" })
            screen.press("q")
            screen.expectSaneShell("mouse")
            #expect(screen.open("--no-mouse"))
            #expect(screen.knows("mouse_any_flag") == "0")
        }

        @Test func aClickGoesWhereItPoints() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            let at = try #require(screen.lines[0].range(of: "3 Decision"))
            let column = screen.lines[0].distance(from: screen.lines[0].startIndex, to: at.lowerBound) + 2
            // The SGR form of a press and a release of the first button, as terminals send it.
            screen.type("\u{1B}[<0;\(column);1M\u{1B}[<0;\(column);1m")
            #expect(screen.wait(for: "[3 Decision]"), "\(screen.text)")
        }

        /// OSC 52: inside tmux, and as over ssh, where the program does not know of a tmux.
        @Test(arguments: [true, false]) func copyingReachesTheClipboard(knowsTmux: Bool) throws {
            let screen = try TmuxScreen(files: ["training/examples.jsonl": #"{"prompt":"What — “does” it?","completion":"Fish 魚"}"# + "\n"])
            if !knowsTmux { screen.run("unset TMUX; SSH_TTY=/dev/pts/9") }
            #expect(screen.open())
            screen.press("2")
            #expect(screen.wait(for: "Fish 魚"))
            screen.press("y")
            #expect(screen.wait { screen.tmux(["show-buffer"]).contains("Fish 魚") }, "\(screen.text)")
            #expect(screen.tmux(["show-buffer"]).contains("“does”"))
        }

        private func editor(_ screen: TmuxScreen, _ script: String) throws -> String {
            let path = try screen.scratch.write("an editor", "#!/bin/sh\n" + script)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            return path
        }

        @Test func theEditorHasTheTerminalAndGivesItBack() throws {
            let screen = try TmuxScreen()
            let path = try editor(screen, "stty size > seen\nstty -a > modes\necho drawing over all\nprintf 'written elsewhere' > \"$2\"\n")
            screen.run("export EDITOR=\"'\(path)' --wait\"")
            #expect(screen.open())
            screen.press("e")
            #expect(screen.wait(for: "written elsewhere"))
            #expect(try String(contentsOfFile: screen.scratch.path("seen"), encoding: .utf8) == "24 80\n")
            #expect(try String(contentsOfFile: screen.scratch.path("modes"), encoding: .utf8).contains(" icanon"))
            #expect(screen.wait(for: "Enter send") && !screen.text.contains("drawing over all"))
            #expect(screen.knows("mouse_any_flag") == "1" && screen.knows("alternate_on") == "1")
            screen.press("Escape", "q")
            screen.expectSaneShell("editor")
        }

        @Test func anEditorThatIsMissingIsTold() throws {
            let screen = try TmuxScreen(environment: ["EDITOR": "/nowhere/an-editor"])
            #expect(screen.open())
            screen.press("e")
            #expect(screen.wait(for: "The editor could not be started"), "\(screen.text)")
            #expect(screen.lines[23].contains("? help"))
        }

        @Test func anEditorCanBeStoppedAndContinued() throws {
            let screen = try TmuxScreen()
            let path = try editor(screen, "echo editing\nread answer\nprintf \"$answer\" > \"$1\"\n")
            screen.run("export EDITOR=\"'\(path)'\"")
            #expect(screen.open())
            screen.press("e")
            #expect(screen.wait(for: "editing"))
            screen.press("C-z")
            screen.expectSaneShell("Ctrl-Z in the editor")
            screen.run("clear; fg")
            #expect(screen.wait(for: "assay open ."), "the shell says what goes on")
            screen.run("from the editor")
            #expect(screen.wait { screen.text.contains("from the editor") && screen.text.contains("Enter send") }, "\(screen.text)")
        }
    }
}
