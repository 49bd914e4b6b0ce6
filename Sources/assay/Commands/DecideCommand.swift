import ArgumentParser
import Foundation
import Workbench

extension ReportFormat: ExpressibleByArgument {}

struct Decide: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The verdict, with its reasons and its uncertainty.")

    @Option(help: "A JSON file of answers to the five questions: {\"gap\": \"knowledge\", …}.")
    var answers: String?
    @Option(name: .customLong("run"), help: "An evaluation; the newest by default.")
    var evaluation: String?
    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let session = try project.open()
        let report = try session.decide(answersFile: answers, evaluation: evaluation)
        if output.json { try Console.writeJSON(report) } else { Console.write(ReportText.decision(report)) }
        try session.keep(report, answersFile: answers, evaluation: evaluation)
    }
}

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Everything a team needs to read, in one file.")

    @Option(help: "md, html (one file that needs nothing else) or json. Default: by the end of the file's name, else md.")
    var format: ReportFormat?
    @Option(help: "The file to write; - is standard output.")
    var out: String
    @OptionGroup var project: ProjectOptions

    func run() throws {
        let text = try project.open().report(format ?? ReportFormat(path: out) ?? .md)
        if out == "-" { return Console.write(text) }
        try ProjectSession.writeReport(text, to: out)
        Console.note("Wrote \(out).")
    }
}
