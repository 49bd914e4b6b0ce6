import ArgumentParser
import Foundation
import Workbench

/// What every command that works on a project understands.
struct ProjectOptions: ParsableArguments {
    @Option(help: "The project's folder. Default: the nearest assay.toml upward.")
    var project: String?

    /// The project that was named, or the nearest; nil where there is none.
    func ifAny() throws -> Project? {
        if let project { return try Project(at: project) }
        do { return try Project.nearest() } catch let error as WorkbenchError where error.kind == .notFound { return nil }
    }

    func open() throws -> ProjectSession {
        let project = try project.map { try Project(at: $0) } ?? Project.nearest()
        if let warning = project.warning { Console.complain("warning: \(warning)") }
        return ProjectSession(project: project)
    }
}

/// How results and progress are shown.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON document.")
    var json = false
    @Flag(name: .shortAndLong, help: "No progress.")
    var quiet = false
    @Option(help: "auto, json (JSON lines on standard error) or none.")
    var progress: ProgressStyle = .auto
    @Flag(name: .customLong("no-input"), help: "Never ask.")
    var noInput = false

    var line: ProgressLine { ProgressLine(style: progress, quiet: quiet) }

    /// Does long work whose progress is shown, and which Ctrl-C stops at its next safe point.
    /// - Parameter finished: said when it is done, with the seconds that it took.
    func following<Value>(finished: String? = nil, _ work: (ProgressSink) throws -> Value) rethrows -> Value {
        Interruption.watch()
        let line = line
        let value = try work { update in
            line.report(update)
            return !Interruption.isRequested
        }
        line.finish(finished)
        return value
    }
}

/// The part of the cases that a command works on.
enum CaseSplit: String, ExpressibleByArgument, CaseIterable { case development, test }

/// How many of them.
struct LimitOption: ParsableArguments {
    @Option(help: "Only the first N cases of the split.")
    var limit: Int?

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }
}

/// Which language model, with which adapter.
struct ModelOptions: ParsableArguments {
    @Option(help: "A catalog name or the path of a .gguf file.")
    var model: String?
}
