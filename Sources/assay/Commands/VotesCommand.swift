import ArgumentParser
import Workbench

extension Evaluate {
    struct Votes: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The blind votes of the playground: wins per arm and pair, with intervals.",
            discussion: "Of several votes on one question the last counts; votes on answers of another model are left out.")
        @Flag(help: "Every vote that stands, with its answers, instead of the tally.")
        var list = false
        @Flag(help: "Take the last vote back first.")
        var withdraw = false
        @Flag(help: "Make the answers that were voted for examples of the dataset; questions of cases are withheld.")
        var addExamples = false
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let session = try project.open()
            if withdraw { Console.note("Taken back: the vote on “\(try session.withdrawVote().question)”.") }
            if addExamples {
                let result = try session.addVotedExamples()
                if output.json { return try Console.writeJSON(result) }
                for item in result.withheld { Console.complain("withheld: “\(item.question)” \(item.reason)") }
                return Console.write(result.text)
            }
            if list {
                let votes = try session.votes()
                if output.json { return try Console.writeJSON(["votes": votes]) }
                for vote in votes {
                    let arms = vote.candidates.map(\.arm.rawValue).joined(separator: ", ")
                    Console.write("\(vote.id)\t\(vote.winner?.rawValue ?? "none")\tof \(arms)\t\(vote.question)")
                }
                return
            }
            let tally = try session.voteTally()
            if output.json { return try Console.writeJSON(tally) }
            Console.write(ReportText.votes(tally))
        }
    }
}
