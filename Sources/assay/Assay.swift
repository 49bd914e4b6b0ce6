import ArgumentParser
import Foundation
import Workbench

/// The program: the workbench on a terminal, and a command for everything the screen does.
@main
struct Assay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "Settle it for your own task: prompt better, add RAG, fine-tune, or both.",
        discussion: """
            Without a command it opens the workbench. Exit codes: 0 ok, 1 failed, 64 usage, 65 bad data, 66 not found, \
            69 unavailable, 73 cannot write, 75 locked.
            """,
        version: ProgramVersion.text,
        subcommands: [
            Open.self, Init.self, Walkthrough.self, Ask.self, KnowledgeBase.self, Data.self, Train.self, Evaluate.self, Decide.self,
            Report.self, Model.self, Bench.self, Doctor.self, Locate.self,
        ],
        defaultSubcommand: Open.self)

    static func main() {
        // A reader that goes away (`assay kb list | head`) ends the program quietly with an error code, not with a signal.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Failure.exit(error, from: self)
        }
    }
}
