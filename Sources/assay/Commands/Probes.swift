import ArgumentParser
import Workbench

extension Evaluate {
    struct Probes: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Other wordings, distractors, invention next to trained facts, and forgetting.",
            discussion: """
                Wordings and invention come from the answers of the newest evaluation. Distractors: arms that retrieve get the passage that \
                answers among others that don't. Forgetting: the perplexity of a general text with each adapter in use and without.
                """)
        @Option(help: "test or development: the cases of the distractors.")
        var split = "development"
        @Option(help: "Only the first N cases of the split, for the distractors.")
        var limit: Int?
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard ["test", "development"].contains(split) else { throw ValidationError("--split is test or development.") }
            if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        }

        func run() throws {
            let session = try project.open()
            Interruption.watch()
            let line = output.line
            let report = try session.measureProbes(split: split, limit: limit) { update in
                line.report(update)
                return !Interruption.isRequested
            }
            line.finish()
            if output.json { return try Console.writeJSON(report) }
            Console.write(ReportText.probes(report))
        }
    }
}
