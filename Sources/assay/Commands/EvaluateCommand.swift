import ArgumentParser
import Foundation
import Workbench

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Run the arms over the cases and score them.",
        subcommands: [
            Run.self, List.self, Show.self, SelfTest.self, GapProbes.self, Retrieval.self, Freshness.self, Curve.self, PromptSearch.self,
            Probes.self, Exclude.self, Include.self, Correct.self, Decisions.self, Votes.self, Judge.self,
        ])

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Run the arms over the cases.")
        @Option(help: "May be given more than once; every arm that can answer by default.")
        var arm: [Arm] = []
        @Option(help: "A cases file instead of the project's.")
        var cases: String?
        @Option(help: "The cases.")
        var split = CaseSplit.test
        @Option(help: "Training seeds: uses the runs trained with them.")
        var seed: [UInt64] = []
        @OptionGroup var only: LimitOption
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let session = try project.open()
            let report = try output.following {
                try session.evaluate(arms: arm, split: split.rawValue, casesFile: cases, limit: only.limit, seeds: seed, progress: $0)
            }
            try Evaluate.show(report, output)
        }
    }

    static func show(_ report: EvaluationReport, _ output: OutputOptions) throws {
        if output.json { return try Console.writeJSON(report) }
        Console.write(ReportText.evaluation(report))
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The evaluations of this project.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let names = try project.open().evaluations()
            if output.json { return try Console.writeJSON(["evaluations": names]) }
            if names.isEmpty { Console.note("No evaluations yet. Run one with: assay eval run") }
            names.forEach(Console.write)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The result of an evaluation; the newest by default.")
        @Argument(help: ArgumentHelp("The evaluation.", valueName: "run"))
        var name: String?
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let session = try project.open()
            guard let report = try session.evaluation(name) else {
                throw WorkbenchError(.notFound, "There is no evaluation yet.", next: "Run one with: assay eval run")
            }
            try Evaluate.show(report, output)
        }
    }

    struct SelfTest: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How often the instrument cries difference when there is none (A/A).",
            discussion: "On the answers of the newest evaluation; with --simulate on invented projects whose truth is known, without a "
                + "project: how often is the verdict right, wrong or inconclusive?")
        @Option(help: ArgumentHelp("Simulated projects of each kind.", valueName: "projects"))
        var simulate: Int?
        @Option(help: "Seed of the simulated projects.")
        var seed: UInt64 = 1
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if let simulate, simulate < 1 { throw ValidationError("--simulate must be at least 1.") }
        }

        func run() throws {
            if let simulate { return try Evaluate.simulate(projects: simulate, seed: seed, output) }
            let result = try project.open().selfTest()
            if output.json { return try Console.writeJSON(result) }
            Console.write(
                String(
                    format: "%d A/A comparisons on %@: %.1f %% false alarms at 5 %%", result.trials, result.run, result.falseAlarmRate * 100
                ))
        }
    }

    struct GapProbes: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "gaps", abstract: "Measure the knowledge, retrieval, reader and behaviour gaps.")
        @Option(help: "The cases.")
        var split = CaseSplit.development
        @OptionGroup var only: LimitOption
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let session = try project.open()
            let gaps = try output.following { try session.measureGaps(split: split.rawValue, limit: only.limit, progress: $0) }
            if output.json { return try Console.writeJSON(gaps) }
            Console.write(ReportText.gaps(gaps))
        }
    }

    struct Retrieval: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Does search find the passage that answers? Modes, weights and passage sizes on the same cases.",
            discussion: """
                For every case that names its document and quote: the rank of the passage that holds the quote. Settings are chosen on the \
                development split; --split test shows how the choice holds.
                """)
        @Option(help: "The cases.")
        var split = CaseSplit.development
        @Option(help: "Passage sizes to compare, in tokens, such as 96,128,224; the documents are cut and embedded anew for each.")
        var chunks = ""
        @Flag(help: "Also list every case that was missed, and what was found instead.")
        var misses = false
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        private var sizes: [Int] { chunks.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) ?? 0 } }

        func validate() throws {
            guard sizes.allSatisfy({ (32...256).contains($0) }) else { throw ValidationError("--chunks are 32 to 256 tokens.") }
        }

        func run() throws {
            let session = try project.open()
            let report = try output.following { try session.measureRetrieval(split: split.rawValue, chunks: sizes, progress: $0) }
            if output.json { return try Console.writeJSON(report) }
            Console.write(ReportText.retrieval(report, withMisses: misses))
        }
    }

    struct Freshness: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a fact in a copy of the documents, ask every arm again: who follows, who repeats the old one?")
        @Option(help: "Arms to ask; every arm that can answer by default.")
        var arm: [Arm] = []
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let session = try project.open()
            let report = try output.following { try session.measureFreshness(arms: arm, progress: $0) }
            if output.json { return try Console.writeJSON(report) }
            Console.write(ReportText.freshness(report))
        }
    }

    struct Curve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Train on nested subsets of the examples: do more of them still help?",
            discussion: "Small subsets are gone through up to four times as often, so that they don't merely get fewer steps. "
                + "Finished points are kept: stopped, it goes on where it was.")
        @Option(help: "Training examples of each point, such as 25,50,100; doubles from 25 to all by default.")
        var sizes: String?
        @Option(help: "The cases; those of test are for the verdict.")
        var split = CaseSplit.development
        @OptionGroup var choice: ChoiceOptions
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        private var numbers: [Int]? { sizes.map { $0.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) ?? 0 } } }

        func validate() throws {
            guard numbers?.contains(where: { $0 < 1 }) != true else {
                throw ValidationError("--sizes are numbers of examples, such as 25,50,100.")
            }
        }

        func run() throws {
            let session = try project.open()
            let curve = try output.following {
                try session.measureCurve(CurveChoice(sizes: numbers, training: choice.value, split: split.rawValue), progress: $0)
            }
            if output.json { return try Console.writeJSON(curve) }
            Console.write(ReportText.curve(curve))
        }
    }
}
