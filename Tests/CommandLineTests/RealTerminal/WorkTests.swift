import Foundation
import Testing

extension RealTerminal {
    /// Long work on the real model, seen from the terminal, and what others do to the project meanwhile.
    struct Work {
        private static let birds = (1...120).map {
            #"{"prompt":"What does bird number \#($0) of the long list eat in winter?","completion":"Bird number \#($0) eats fish.","topic":"t\#($0 % 12)"}"#
        }.joined(separator: "\n")

        @Test func twoWorkbenchesOnOneProject() throws {
            let one = try TmuxScreen()
            let two = try TmuxScreen(sharing: one)
            #expect(one.open() && two.open())
            one.press("1")
            two.press("1")
            #expect(two.wait(for: "○ knowledge/hours.md"))
            one.press("s")
            #expect(one.wait(for: "● knowledge/hours.md"), "\(one.text)")
            #expect(two.wait(for: "● knowledge/hours.md"), "what one has read the other shows: \(two.text)")
            two.press("/")
            two.type("workshop")
            #expect(two.wait(for: "7:40 in the morning"), "\(two.text)")
        }

        @Test func whatIsDoneInAShellAppears() throws {
            let screen = try TmuxScreen(files: ["training/examples.jsonl": Self.birds + "\n"])
            #expect(screen.open())
            screen.press("1")
            #expect(screen.wait(for: "○ knowledge/hours.md"))
            let sync = try Program.run(["kb", "sync"], in: screen.folder)
            #expect(sync.status == 0, "\(sync.errors)")
            #expect(screen.wait(for: "● knowledge/hours.md"), "\(screen.text)")
            screen.press("2", "Right")
            #expect(screen.wait(for: "No runs yet"))
            let shell = try TmuxScreen(sharing: screen)
            shell.run("assay train start --name outside --rank 2 --batch 2 --epochs 50")
            #expect(screen.wait(for: "outside"), "the run appears: \(screen.text)")
            #expect(screen.wait { screen.text.firstMatch(of: /step [1-9]/) != nil }, "and moves: \(screen.text)")
            let first = screen.text
            #expect(screen.wait { screen.text != first }, "and goes on: \(screen.text)")
            shell.press("C-c")
            #expect(shell.wait { shell.text.split(separator: "\n").last?.hasPrefix("ready>") == true }, "\(shell.text)")
            #expect(screen.wait(for: "stopped"), "and is seen to stop: \(screen.text)")
        }

        @Test func quittingWhileATrainingRunsOffersToKeepItsCheckpoint() throws {
            let screen = try TmuxScreen(files: ["training/examples.jsonl": Self.birds + "\n"])
            #expect(screen.open())
            screen.press("2", "t")
            #expect(screen.wait(for: "Train an adapter"))
            screen.type("kept")
            screen.press("Enter")
            #expect(screen.wait(for: "Training kept"), "\(screen.text)")
            screen.press("q")
            #expect(screen.wait(for: "Quit while work is running?"), "\(screen.text)")
            #expect(screen.text.contains("Stopping keeps"))
            screen.press("Escape")
            #expect(screen.wait(without: "Quit while work is running?") && screen.wait(for: "Training kept"))
            screen.press("q")
            #expect(screen.wait(for: "Quit while work is running?"))
            screen.press("y")
            screen.expectSaneShell("quit while training")
            let listed = try Program.run(["train", "list"], in: screen.folder).output
            #expect(listed.contains("kept\tstopped"), "\(listed)")
            let checkpoints = try FileManager.default.contentsOfDirectory(atPath: screen.folder + "/.assay/runs/kept/checkpoints")
            #expect(!checkpoints.isEmpty)
        }

        private static let stories =
            "[project]\nname = \"tiny\"\n[prompt]\nmaxTokens = 400\ninstructions = \"You tell long stories with many paragraphs.\"\n"

        /// Of all arms only the prompt answers.
        private func ask(_ question: String, _ screen: TmuxScreen) {
            screen.press("F", "R", "L", "B", "i")
            #expect(screen.wait(for: "Enter send"))
            screen.type(question)
            screen.press("Enter")
        }

        @Test func aStreamThatIsReadDoesNotMove() throws {
            let screen = try TmuxScreen(settings: Self.stories)
            #expect(screen.open())
            ask("Tell a very long story about a heron.", screen)
            // The bar at the side says that it is longer than its card; from here on the tail is followed.
            #expect(screen.wait { screen.lines.contains { $0.hasSuffix("▐") } && screen.text.contains("writing") }, "\(screen.text)")
            screen.press("g")
            let top = screen.lines.firstIndex { $0.hasPrefix("┏━ Prompt") } ?? 5
            #expect(screen.wait { screen.lines[top + 1].hasSuffix("▐") }, "\(screen.text)")
            let read = screen.lines[(top + 1)...(top + 8)].map { $0.dropLast() }
            #expect(screen.wait { !screen.text.contains("writing") && screen.text.contains("closed book") }, "\(screen.text)")
            #expect(screen.lines[(top + 1)...(top + 8)].map { $0.dropLast() } == read, "\(screen.text)")
            // The end of what is finished can be gone to and stays.
            screen.press("G")
            #expect(screen.wait { !screen.lines[top + 1].hasSuffix("▐") }, "\(screen.text)")
        }

        @Test func aFollowUpWithSettingsOfItsOwnAndWhereTheAnswersDiffer() throws {
            let shown = "[[fewshot.example]]\nquestion = \"What is a gull?\"\nanswer = \"A bird of the coast.\"\n"
            let brief = "[project]\nname = \"tiny\"\n[prompt]\nmaxTokens = 20\n" + shown
            let screen = try TmuxScreen(columns: 140, rows: 45, settings: brief)
            #expect(screen.open())
            screen.press("R", "L", "B", "i")
            #expect(screen.wait(for: "Enter send"))
            screen.type("What is a heron?")
            screen.press("Enter")
            #expect(screen.wait { screen.text.components(separatedBy: "closed book").count == 3 }, "\(screen.text)")
            screen.press("o")
            #expect(screen.wait(for: "Prompt: from the next question on"), "\(screen.text)")
            screen.press("Up")
            screen.type("5")
            #expect(screen.wait(for: "--max-tokens 5"), "\(screen.text)")
            screen.press("Enter", "i")
            #expect(screen.wait(for: "Follow-up to question 1"), "\(screen.text)")
            screen.type("And an owl?")
            screen.press("Enter")
            #expect(screen.wait { screen.text.contains("goes on from 1 earlier") && screen.text.contains("→5 tok") }, "\(screen.text)")
            #expect(screen.text.contains("set here:") && screen.text.contains("follows question 1"), "\(screen.text)")
            #expect(screen.wait { screen.text.components(separatedBy: "closed book").count == 3 }, "\(screen.text)")
            screen.press("d")
            #expect(screen.wait(for: "words differ") && screen.text.contains("the reference"), "\(screen.text)")
            screen.press("d", "p")
            #expect(screen.wait { !screen.text.contains("words differ") && screen.text.contains("Question 1 of 2") }, "\(screen.text)")
        }

        @Test func markedExamplesAreLeftOutAndTakenBack() throws {
            let screen = try TmuxScreen(files: ["training/examples.jsonl": Self.birds + "\n"])
            #expect(screen.open())
            screen.press("2")
            #expect(screen.wait(for: "┏━ 2 Dataset") || screen.wait(for: "[2 Dataset]"))
            #expect(screen.wait(for: " 120 "), "\(screen.text)")
            screen.press("v", "j", "j", "Space")
            #expect(screen.wait(for: "3 marked"), "\(screen.text)")
            screen.press("d")
            #expect(screen.wait(for: "Leave 3 marked examples out?"), "\(screen.text)")
            screen.press("y")
            #expect(screen.wait(for: " 117 "), "\(screen.text)")
            let file = screen.folder + "/training/examples.decisions.jsonl"
            #expect((try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n").count == 3)
            screen.press("u")
            #expect(screen.wait(for: " 120 "), "\(screen.text)")
        }

        @Test func answersOutliveAKilledProgram() throws {
            let screen = try TmuxScreen(settings: Self.stories)
            #expect(screen.open())
            ask("What is a heron?", screen)
            #expect(screen.wait(for: "closed book"), "\(screen.text)")
            kill(try #require(screen.program), SIGKILL)
            #expect(screen.wait(for: "Killed"))
            // After SIGKILL only the shell can put the terminal right.
            screen.run("stty sane; tput rmcup; tput cnorm")
            #expect(screen.wait { screen.knows("alternate_on") == "0" })
            #expect(screen.open())
            #expect(screen.wait(for: "What is a heron?") && screen.wait(for: "closed book"), "\(screen.text)")
        }

        @Test func halfAnAnswerOutlivesAKilledProgram() throws {
            let screen = try TmuxScreen(settings: Self.stories)
            #expect(screen.open())
            ask("Tell a very long story about an owl.", screen)
            let folder = screen.folder + "/.assay/answering"
            func saved() -> String {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
                return names.compactMap { try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined()
            }
            #expect(screen.wait { saved().split(separator: "\n").count > 3 }, "it is saved while it is written: \(screen.text)")
            kill(try #require(screen.program), SIGKILL)
            #expect(screen.wait(for: "Killed"))
            screen.run("stty sane; tput rmcup; tput cnorm")
            #expect(screen.wait { screen.knows("alternate_on") == "0" })
            let pieces = saved().matches(of: /"text":"([^"\\]{8,})/).map { $0.1.trimmingCharacters(in: .whitespaces) }
            #expect(screen.open())
            #expect(screen.wait(for: "about an owl") && screen.wait(for: "○ cut off"), "\(screen.text)")
            #expect(screen.text.contains("(the program ended"), "\(screen.text)")
            #expect(pieces.contains { piece in screen.text.contains(piece.prefix(8)) }, "\(pieces): \(screen.text)")
            #expect(saved() == "", "it is in the history now")
        }

        @Test func stoppingKeepsWhatWasWritten() throws {
            let screen = try TmuxScreen(settings: Self.stories)
            #expect(screen.open())
            ask("Tell a very long story about a whale.", screen)
            #expect(screen.wait { screen.text.contains("writing") && screen.text.contains("▌") }, "\(screen.text)")
            let top = screen.lines.firstIndex { $0.hasPrefix("┏━ Prompt") } ?? 5
            #expect(screen.wait { screen.lines[top + 2].contains { $0.isLetter } })
            let first = screen.lines[top + 1]
            screen.press("s")
            #expect(screen.wait(without: "writing") && screen.wait(without: "s stop"), "\(screen.text)")
            #expect(screen.text.contains("○ stopped") && !screen.text.contains("closed book"), "\(screen.text)")
            #expect(screen.lines[top + 1] == first)
        }
    }
}
