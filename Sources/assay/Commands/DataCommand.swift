import ArgumentParser
import Foundation
import Workbench

struct Data: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Training examples: import, check, split, export.",
        subcommands: [Import.self, List.self, Show.self, Check.self, Split.self, Mask.self, Export.self])

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add the examples of a file to the project's dataset.")
        @Argument(help: "JSONL or CSV.")
        var file: String
        @Option(help: "auto, messages, prompt-completion, alpaca, sharegpt or csv.")
        var format = "auto"
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let result = try project.open().importExamples(file, format: format)
            for problem in result.problems { Console.complain(problem) }
            if output.json { try Console.writeJSON(result) } else { Console.write(result.text) }
            if result.imported == 0 && result.alreadyThere == 0 {
                throw WorkbenchError(.badData, "No line of \(file) is a usable example.", next: "Each problem stands above with its line.")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The examples.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let rows = try project.open().examples()
            if output.json { return try Console.writeJSON(["examples": rows]) }
            if rows.isEmpty { Console.note("No examples yet. Add some with: assay data import FILE") }
            for row in rows {
                Console.write("\(row.id)\t\(row.split)\t\(row.tokens)\t\(row.prompt.replacingOccurrences(of: "\n", with: " "))")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One example.")
        @Argument var id: String
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let row = try project.open().example(id)
            if output.json { return try Console.writeJSON(row) }
            Console.write(
                "\(row.id)  \(row.split)  \(row.topic ?? "no topic")  \(row.tokens) tokens\n\n\(row.prompt)\n\n→ \(row.completion)")
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Duplicates, leaks, lengths and problems.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let report = try project.open().checkDataset()
            if output.json { return try Console.writeJSON(report) }
            Console.write(
                "\(report.usable) of \(report.examples) examples usable · \(report.duplicates) duplicates · \(report.nearDuplicates) near duplicates"
            )
            Console.write("tokens: median \(report.lengths.p50), 95 % \(report.lengths.p95), longest \(report.lengths.max)")
            for leak in report.leaks { Console.write("leak: \(leak)") }
            for problem in report.problems { Console.write("problem: \(problem)") }
        }
    }

    struct Split: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How topics fall into training and validation.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        private struct Result: Encodable {
            var seed: UInt64
            var train: [String]
            var validation: [String]
        }

        func run() throws {
            let session = try project.open()
            let rows = try session.examples()
            let result = Result(
                seed: session.project.configuration.splitSeed, train: rows.filter { $0.split == "train" }.map(\.id),
                validation: rows.filter { $0.split == "validation" }.map(\.id))
            if output.json { return try Console.writeJSON(result) }
            Console.write("\(result.train.count) for training, \(result.validation.count) for validation (by topic, seed \(result.seed))")
        }
    }

    struct Mask: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every token of an example, trained or masked.")
        @Argument var id: String
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let tokens = try project.open().mask(of: id)
            if output.json { return try Console.writeJSON(["tokens": tokens]) }
            for token in tokens { Console.write("\(token.trained ? "trained" : "masked ")  \(token.id)\t\(token.piece.debugDescription)") }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write the dataset in another shape.")
        @Option(help: "openai, trl, alpaca, sharegpt, bedrock or vertex.")
        var format: String
        @Argument var out: String
        @OptionGroup var project: ProjectOptions

        func run() throws {
            let count = try project.open().exportExamples(format: format, to: out)
            Console.note("Wrote \(count) examples to \(out).")
        }
    }
}
