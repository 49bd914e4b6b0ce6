import ArgumentParser
import Foundation
import Workbench

struct Data: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Training examples: import, add, check, split, export.",
        subcommands: [
            Import.self, Add.self, List.self, Show.self, Check.self, Ignore.self, Drop.self, Restore.self, Split.self, Mask.self,
            Export.self, Draft.self, Drafts.self, Accept.self, Reject.self,
        ])

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
        static let configuration = CommandConfiguration(
            abstract: "What is wrong with the examples: copies, contradictions, leaks, secrets, lengths and more.",
            discussion: "Each finding is shown with its id, for assay data ignore, drop and restore.")
        @Flag(help: "Show ignored findings too.")
        var all = false
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let report = try project.open().checkDataset()
            if output.json { return try Console.writeJSON(report) }
            Console.write(
                "\(report.usable) of \(report.examples) examples usable · \(report.duplicates) duplicates · \(report.nearDuplicates) near duplicates"
            )
            Console.write("worth \(report.effectiveExamples) examples, once those that teach the same are counted once")
            Console.write("tokens: median \(report.lengths.p50), 95 % \(report.lengths.p95), longest \(report.lengths.max)")
            if !report.labels.isEmpty {
                Console.write("labels: " + report.labels.prefix(12).map { "\($0.label) \($0.count)" }.joined(separator: ", "))
            }
            if !report.dropped.isEmpty { Console.write("dropped: \(report.dropped.joined(separator: ", "))") }
            for finding in report.findings where all || !finding.isIgnored {
                Console.write(
                    "\n\(finding.isIgnored ? "ignored " : "")\(finding.kind.rawValue)  \(finding.id)\n  \(finding.text)\n  \(finding.why)")
            }
            let ignored = report.findings.count { $0.isIgnored }
            if ignored > 0, !all { Console.note("\(ignored) ignored; show them with --all") }
        }
    }

    struct Ignore: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say of findings that they are as they should be.")
        @Argument(help: "Ids of findings, as assay data check shows them.")
        var ids: [String]
        @OptionGroup var project: ProjectOptions

        func run() throws {
            try project.open().ignoreFindings(ids)
            Console.note("Ignored \(ids.count). Take it back with: assay data restore \(ids.joined(separator: " "))")
        }
    }

    struct Drop: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave examples out of training; their lines stay in the file.")
        @Argument(help: "Ids of examples, or of findings about them.")
        var ids: [String]
        @OptionGroup var project: ProjectOptions

        func run() throws {
            try project.open().dropExamples(ids)
            Console.note("Dropped \(ids.count). The file is unchanged; assay data restore takes it back.")
        }
    }

    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take decisions back: dropped examples, ignored findings.")
        @Argument(help: "Ids of examples or findings.")
        var ids: [String]
        @OptionGroup var project: ProjectOptions

        func run() throws {
            try project.open().restoreDecisions(ids)
            Console.note("Restored \(ids.count).")
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add one example to the project's dataset.")
        @Option var prompt: String
        @Option var completion: String
        @Option(help: "A system message of its own; else the project's instructions are used.")
        var system: String?
        @Option(help: "Examples of one topic stay on one side of the split.")
        var topic: String?
        @Option(help: "The document that the answer is from.")
        var document: String?
        @Option(help: "The words of the document that the answer rests on.")
        var quote: String?
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let added = try project.open().addExample(
                NewExample(prompt: prompt, completion: completion, system: system, topic: topic, document: document, quote: quote))
            if output.json { return try Console.writeJSON(added) }
            for warning in added.warnings { Console.complain(warning) }
            Console.write("added \(added.id), line \(added.line)")
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
            let result = try project.open().exportExamples(format: format, to: out)
            for advice in result.advice { Console.complain(advice) }
            Console.note("Wrote \(result.examples) examples to \(out).")
        }
    }

    struct Draft: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the local model write questions and answers from passages, as drafts.",
            discussion:
                "A small model writes poor drafts: most need work, and none is trained on before a person accepts it. Drafts whose answer "
                + "the passage does not support are thrown away, and passages that hold a case's answer are not used.")
        @Option(help: "How many drafts to keep.")
        var count = 5
        @Option(help: "Only from this document.")
        var document: String?
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            guard count > 0 else { throw WorkbenchError(.usage, "--count must be above 0.") }
            let result = try project.open().draftExamples(count: count, document: document) { made, tried in
                if Console.errorIsTerminal { Console.rewrite("\(made) of \(count) drafts from \(tried) passages") }
                return !Interruption.isRequested
            }
            if Console.errorIsTerminal { Console.rewrite("") }
            if output.json { return try Console.writeJSON(result) }
            for draft in result.drafts { Console.write(draft.text) }
            Console.note(result.text)
        }
    }

    struct Drafts: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The drafts that wait for a person.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let drafts = try project.open().drafts()
            if output.json { return try Console.writeJSON(["drafts": drafts]) }
            if drafts.isEmpty { Console.note("No drafts. Make some with: assay data draft") }
            for draft in drafts { Console.write(draft.text) }
        }
    }

    struct Accept: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make drafts examples of the dataset.")
        @Argument var ids: [String]
        @Option(help: "The question in your words; for one draft.")
        var prompt: String?
        @Option(help: "The answer in your words; for one draft.")
        var completion: String?
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            guard ids.count == 1 || prompt == nil && completion == nil else {
                throw WorkbenchError(.usage, "--prompt and --completion are for one draft at a time.")
            }
            let session = try project.open()
            let added = try ids.map { try session.acceptDraft($0, prompt: prompt, completion: completion) }
            if output.json { return try Console.writeJSON(["added": added]) }
            for example in added {
                for warning in example.warnings { Console.complain(warning) }
                Console.write("added \(example.id), line \(example.line)")
            }
        }
    }

    struct Reject: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Throw drafts away.")
        @Argument var ids: [String]
        @OptionGroup var project: ProjectOptions

        func run() throws {
            let session = try project.open()
            for id in ids { try session.rejectDraft(id) }
            Console.note("Rejected \(ids.count).")
        }
    }
}
