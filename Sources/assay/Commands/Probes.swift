import ArgumentParser
import Workbench

extension Evaluate {
    struct Probes: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Other wordings, distractors, reversed facts, invention next to trained facts, and forgetting.",
            discussion: """
                Wordings and invention come from the answers of the newest evaluation. Distractors: arms that retrieve get the passage that \
                answers among others that don't. Reversal: facts of probes/reversal.jsonl (id, question, facts, reversed, reversedFacts) asked in both \
                directions. Forgetting: the perplexity of a general text with each adapter in use and without.
                """)
        @Option(help: "The cases of the distractors.")
        var split = CaseSplit.development
        @OptionGroup var only: LimitOption
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let session = try project.open()
            let report = try output.following { try session.measureProbes(split: split.rawValue, limit: only.limit, progress: $0) }
            if output.json { return try Console.writeJSON(report) }
            Console.write(ReportText.probes(report))
        }
    }
}
