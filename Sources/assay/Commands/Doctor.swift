import ArgumentParser
import Foundation
import Workbench

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check this machine and project, and say what is wrong.")

    @OptionGroup var output: OutputOptions
    @Option(help: "The project's folder.")
    var project: String?

    func run() throws {
        let checks = Diagnosis.run(project: project)
        if output.json {
            try Console.writeJSON(checks)
        } else {
            for check in checks {
                Console.write("\(check.passed ? "ok     " : "problem") \(check.name): \(check.detail)")
            }
        }
        if checks.contains(where: { !$0.passed && $0.essential }) { throw ExitCode(1) }
    }
}
