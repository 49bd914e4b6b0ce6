import ArgumentParser
import Workbench

extension Evaluate {
    struct PromptSearch: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prompt-search", abstract: "Has prompting been exhausted? Tries prompts on the development cases, on a budget.",
            discussion: """
                Rewrites of the instructions, sets and orders of worked examples from the training examples, and the form where the project \
                has one, each against the best so far. Ends when the best has not improved over the last prompts. Test cases are not looked \
                at. With --drafts the model rewrites the instructions as well: what is empty, endless, a copy, or states a case's fact is thrown \
                away, and the race decides about the rest. Answers are kept: stopped, or with a larger budget, it goes on where it was.
                """)
        @Option(help: "Answers in all; a prompt on a case is one.")
        var budget = 600
        @Option(help: "Ends when the best has not improved by the project's delta over so many prompts.")
        var patience = 10
        @Option(help: "Of the order of cases and prompts, and of drawn examples.")
        var seed: UInt64 = 1
        @Option(help: "A file with instructions of your own to try as well; may be given more than once.")
        var variant: [String] = []
        @Option(help: "Instructions that the model itself is to draft and that are tried as well; those of a small model are often bad.")
        var drafts = 0
        @Flag(help: "Show the last search instead of running one.")
        var show = false
        @Flag(help: "Make the winner of the last search the few-shot arm's prompt, in prompts/fewshot.toml; searches first if none was.")
        var apply = false
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard patience > 0 else { throw ValidationError("--patience is a number of prompts from 1.") }
            guard (0...16).contains(drafts) else { throw ValidationError("--drafts is 0 to 16.") }
            guard budget > 0 else { throw ValidationError("--budget is a number of answers.") }
        }

        func run() throws {
            let session = try project.open()
            let report = try found(session)
            if output.json {
                try Console.writeJSON(report)
            } else {
                Console.write(ReportText.promptSearchWithWinner(report))
            }
            if try show && session.isOutdated(report) {
                Console.note("Cases, examples or settings have changed since this search. Run it again: assay eval prompt-search")
            }
            guard apply else { return }
            Console.note("The few-shot arm's prompt is now \(try session.applyPromptSearch()).")
        }

        private func found(_ session: ProjectSession) throws -> PromptSearchReport {
            let stored = try session.storedPromptSearch()
            if show {
                guard let stored else {
                    throw WorkbenchError(.notFound, "There was no search yet.", next: "Run one with: assay eval prompt-search")
                }
                return stored
            }
            if apply, let stored, try !session.isOutdated(stored) { return stored }
            let choice = PromptSearchChoice(budget: budget, patience: patience, seed: seed, variants: variant, drafts: drafts)
            let report = try output.following { try session.searchPrompts(choice, progress: $0) }
            return report
        }
    }
}
