import Foundation
import Testing

extension RealTerminal {
    /// Calm, nothing lost, and other programs beside it.
    struct Manners {
        @Test func idleMeansNoWakeUps() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            let program = try #require(screen.program)
            func switches() -> Int {
                let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(program)/task")) ?? []
                return threads.reduce(0) { sum, thread in
                    let text = (try? String(contentsOfFile: "/proc/\(program)/task/\(thread)/status", encoding: .utf8)) ?? ""
                    return sum
                        + text.split(separator: "\n").filter { $0.contains("ctxt_switches") }.reduce(0) {
                            $0 + (Int($1.split(separator: "\t").last ?? "") ?? 0)
                        }
                }
            }
            // Threads of the start end after a while; from then on nothing happens for a second and a half.
            var before = switches()
            #expect(before > 0)
            let isStill = screen.wait {
                usleep(1_500_000)
                let now = switches()
                defer { before = now }
                return now == before
            }
            #expect(isStill)
        }

        @Test func whatWasTypedIsKeptWhenTheBoxIsLeft() throws {
            let screen = try TmuxScreen()
            #expect(screen.open())
            screen.press("i")
            screen.type("an unfinished thought")
            #expect(screen.wait(for: "an unfinished thought"))
            screen.press("Escape", "3")
            #expect(screen.wait(without: "an unfinished thought"))
            screen.press("4")
            #expect(screen.wait(for: "an unfinished thought"))
            screen.press("i")
            #expect(screen.wait(for: "Enter send"))
            screen.type("!")
            #expect(screen.wait(for: "an unfinished thought!"))
        }

        /// A program that is run in the background and complains must not be seen.
        @Test func noWordsOfOtherProgramsStandOverTheScreen() throws {
            let screen = try TmuxScreen(files: ["knowledge/broken.pdf": "%PDF-1.4 not really"])
            let noise = try screen.scratch.write("noise/pdftotext", "#!/bin/sh\necho NOISE; echo NOISE >&2; exit 3\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: noise)
            screen.run("PATH=\"$PWD/noise:$PATH\"")
            #expect(screen.open())
            screen.press("1", "s")
            #expect(screen.wait(for: "1 failed") && screen.wait(for: "✗ broken.pdf"), "\(screen.text)")
            let panes = screen.lines.prefix(22)
            #expect(!screen.text.contains("NOISE"), "\(screen.text)")
            // What stands there is what a fresh painting gives.
            screen.press("C-l", "?")
            #expect(screen.wait(for: "Help ·"))
            screen.press("Escape")
            #expect(screen.wait { screen.lines.prefix(22) == panes }, "\(screen.text)")
        }

        @Test func outsideOfAProjectOneIsChosenOrMade() throws {
            let screen = try TmuxScreen(settings: nil)
            screen.run("clear; assay")
            #expect(screen.wait(for: "Open a project") && screen.wait(for: "sample"))
            screen.press("n")
            #expect(screen.wait(for: "An empty project"))
            screen.press("Enter")
            #expect(screen.wait(for: "→ documents: 1 then a"), "\(screen.text)")
            #expect(FileManager.default.fileExists(atPath: screen.scratch.path("my-project/assay.toml")))
            screen.press("q")
            #expect(screen.wait(for: "ready>"))
            screen.run("clear; assay")
            #expect(screen.wait(for: "recent") && screen.wait(for: "just now"))
            screen.press("Enter")
            #expect(screen.wait(for: "→ documents"))
        }

        @Test func brokenSettingsAreToldAndItStarts() throws {
            let screen = try TmuxScreen(settings: "[project]\nname = \"tiny\"\n[prompt]\nmaxTokens = \"many\"\n")
            screen.run("clear; assay open .")
            #expect(screen.wait(for: "maxTokens") && screen.wait(for: "? help"), "\(screen.text)")
            #expect(screen.text.contains("assay.toml line 4"), "\(screen.text)")
        }
    }
}
