import ArgumentParser
import Foundation
import TerminalDriver
import Workbench

/// Turns an error into words on standard error and one of the documented exit codes.
enum Failure {
    static func exit<Root: ParsableCommand>(_ error: Error, from root: Root.Type) -> Never {
        let parserCode = root.exitCode(for: error)
        // The parser's own errors (usage, help, version) carry their own text; everything else is ours.
        if parserCode != .failure || error is ExitCode {
            root.exit(withError: error)
        }
        let failure = (error as? TerminalError).map { WorkbenchError(.unavailable, $0.description) } ?? WorkbenchError.wrapping(error)
        Console.complain(failure.description)
        Foundation.exit(failure.kind.rawValue)
    }
}
