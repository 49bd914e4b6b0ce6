import ArgumentParser
import Foundation
import Workbench

extension Evaluate {
    struct Exclude: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave a case out of every evaluation, with a reason that reports show.",
            discussion: "The cases file stays as it is: the decision is kept beside it, in cases.decisions.jsonl.")
        @Argument(help: ArgumentHelp("The case's id.", valueName: "case"))
        var id: String
        @Option(help: "Why: it stands in the report.")
        var reason: String
        @OptionGroup var project: ProjectOptions

        func run() throws {
            try project.open().excludeCase(id, reason: reason)
            Console.note("Left out. assay eval include \(id) takes it back.")
        }
    }

    struct Include: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take back what was decided about a case.")
        @Argument(help: ArgumentHelp("The case's id.", valueName: "case"))
        var id: String
        @OptionGroup var project: ProjectOptions

        func run() throws { try project.open().includeCase(id) }
    }

    struct Correct: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Correct what a right answer to a case is, with a reason; answers that were made are scored anew.",
            discussion: "The cases file stays as it is: the decision is kept beside it, in cases.decisions.jsonl.")
        @Argument(help: ArgumentHelp("The case's id.", valueName: "case"))
        var id: String
        @Option(help: "A fact with its wordings, separated by |; may be given more than once. They stand in for the case's own.")
        var fact: [String] = []
        @Flag(help: "The documents hold the answer.") var answerable = false
        @Flag(help: "The documents do not hold the answer: the right answer says so.") var unanswerable = false
        @Option(help: "Why: it stands in the report.")
        var reason: String
        @OptionGroup var project: ProjectOptions

        func validate() throws {
            if answerable, unanswerable { throw ValidationError("Give --answerable or --unanswerable, not both.") }
        }

        func run() throws {
            let facts = fact.map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
            try project.open().correctCase(
                id, facts: facts.isEmpty ? nil : facts, answerable: answerable ? true : unanswerable ? false : nil, reason: reason)
            Console.note("Corrected. assay eval include \(id) takes it back.")
        }
    }

    struct Decisions: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Cases that were left out or corrected, and why.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let cases = try project.open().decidedCases()
            if output.json { return try Console.writeJSON(["decisions": cases]) }
            if cases.isEmpty { Console.note("Nothing was decided about any case.") }
            for item in cases {
                Console.write("\(item.case)\t\(item.isExcluded ? "left out" : "corrected")\t\(item.reason)")
            }
        }
    }
}
