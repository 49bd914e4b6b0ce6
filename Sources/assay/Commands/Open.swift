import ArgumentParser
import Foundation
import Workbench

struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open the workbench on a project.")

    @Argument(help: "The project's folder. Default: the nearest assay.toml upward.")
    var directory: String?
    @Option(help: "A theme's name; see the folder themes.")
    var theme: String?
    @Flag(help: "Leave the mouse to the terminal.")
    var noMouse = false

    func run() throws {
        if let directory, !FileManager.default.fileExists(atPath: directory) {
            throw WorkbenchError(.notFound, "There is no command and no folder called \(directory).", next: "See: assay --help")
        }
        guard Console.isInteractive else {
            throw WorkbenchError(
                .unavailable, "The workbench needs a terminal, but standard input or output is not one.",
                next: "The commands work without one: see assay --help, or do the whole job with: assay walkthrough")
        }
        let project = try directory.map { try Project(at: $0) } ?? Project.nearest()
        try ScreenSession(project: project, theme: theme, mouse: !noMouse).run()
    }
}
