import ArgumentParser
import Workbench

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a new project.")

    @Argument(help: "The folder to make it in.")
    var directory: String
    @Option(name: .customLong("from"), help: "Copy a sample project of this name.")
    var sample: String?

    func run() throws {
        let project = try ProjectTemplate.create(at: directory, from: sample)
        Console.note("Made \(project.root). Open it with: assay open \(directory)")
    }
}
