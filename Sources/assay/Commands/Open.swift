import ArgumentParser
import Foundation
import TerminalCells
import Workbench
import WorkbenchUI

extension Symbols.ChartStyle: ExpressibleByArgument {}

struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open the workbench on a project.")

    @Argument(help: "The project's folder. Default: the nearest assay.toml upward.")
    var directory: String?
    @Option(help: "A theme's name; see the folder themes. Default: the one kept with T, else the project's.")
    var theme: String?
    @Flag(help: "Leave the mouse to the terminal.")
    var noMouse = false
    @Option(help: "braille, block or ascii: what charts and marks are made of.")
    var symbols: Symbols.ChartStyle = .braille
    @Flag(help: "Nothing on the screen moves by itself; figures change once a second.")
    var reducedMotion = false
    @Flag(help: "For screen readers and simple terminals: ASCII marks, no colours, no mouse, nothing that moves.")
    var plain = false

    func run() throws {
        if let directory, !FileManager.default.fileExists(atPath: directory) {
            throw WorkbenchError(.notFound, "There is no command and no folder called \(directory).", next: "See: assay --help")
        }
        guard Console.isInteractive else {
            throw WorkbenchError(
                .unavailable, "The workbench needs a terminal, but standard input or output is not one.",
                next: "The commands work without one: see assay --help, or do the whole job with: assay walkthrough")
        }
        let project = try directory.map { try Project(at: $0) } ?? nearest()
        var configuration = Configuration(
            theme: plain ? "monochrome" : theme ?? ScreenPreferences().theme ?? project?.configuration.theme ?? "default",
            symbols: .named(plain ? .ascii : symbols), mouse: !noMouse && !plain)
        configuration.reducedMotion = reducedMotion || plain
        try ScreenSession(project: project, configuration: configuration).run()
    }

    /// nil outside of every project: the workbench then begins with the choice of one.
    private func nearest() throws -> Project? {
        do {
            return try Project.nearest()
        } catch let error as WorkbenchError where error.kind == .notFound {
            return nil
        }
    }
}
