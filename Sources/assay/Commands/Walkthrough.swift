import ArgumentParser
import Foundation
import Workbench

/// The whole job without a terminal: what `make run` does where there is none.
struct Walkthrough: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The whole job without the screen: sync, ask, train, evaluate, decide, report.")

    @Option(help: "The question that every arm answers first.")
    var question: String?
    @Option(help: "Only the first N cases of each split.")
    var limit: Int?
    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let session = try project.open()
        let text = try output.following(finished: "done") {
            try session.walkthrough(question: question, limit: limit, progress: $0) { Interruption.isRequested }
        }
        Console.write(text)
    }
}
