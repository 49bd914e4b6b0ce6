import ArgumentParser
import Foundation
import Workbench

struct Decide: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The verdict, with its reasons and its uncertainty.")

    @Option(help: "A JSON file of answers to the five questions: {\"gap\": \"knowledge\", …}.")
    var answers: String?
    @Option(name: .customLong("run"), help: "An evaluation; the newest by default.")
    var evaluation: String?
    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let report = try project.open().decide(answersFile: answers, evaluation: evaluation)
        if output.json { return try Console.writeJSON(report) }
        Console.write(ReportText.decision(report))
    }
}

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Everything a team needs to read, in one file.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case md, html, json }

    @Option(help: "md or json (html: not yet).")
    var format: Format = .md
    @Option(help: "The file to write; - is standard output.")
    var out: String
    @OptionGroup var project: ProjectOptions

    func run() throws {
        if format == .html { throw NotYetAvailable.error("--format html") }
        let text = try project.open().report(json: format == .json)
        if out == "-" { return Console.write(text) }
        try ProjectSession.writeReport(text, to: out)
        Console.note("Wrote \(out).")
    }
}
