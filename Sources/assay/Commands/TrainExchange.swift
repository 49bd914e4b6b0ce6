import ArgumentParser
import Foundation
import Workbench

extension AdapterFormat: ExpressibleByArgument {}
extension MergedQuantization: ExpressibleByArgument {}
extension RecipeKind: ExpressibleByArgument {}

/// Adapters out and in.
extension Train {
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a run's adapter, or a recipe for it, for other programs.",
            discussion: """
                RUN OUT writes the adapter: a PEFT folder, a llama.cpp adapter (.gguf), or the base model with the adapter merged (.gguf). What was
                written is run and held against the adapter; if the two differ by more than the form must cost, nothing is exported.

                [RUN] OUT --recipe writes a folder with data and configuration for another trainer; without a run those of a default training.
                """)
        @Argument(help: ArgumentHelp("The run, and where to write.", valueName: "run> <out"))
        var words: [String]
        @Option(help: "peft, gguf or merged. Default: peft.")
        var format: AdapterFormat?
        @Option(help: "How a merged model stores the changed weights: f16, q8_0 or q4_1. Default: f16.")
        var quantization: MergedQuantization?
        @Option(help: "trl, axolotl or llamafactory.")
        var recipe: RecipeKind?
        @Option(name: .customLong("base-model"), help: "The original weights for a recipe, as the Hugging Face hub names them.")
        var baseModel: String?
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if recipe != nil {
                guard (1...2).contains(words.count) else { throw ValidationError("Give [RUN] OUT with --recipe.") }
                guard format == nil, quantization == nil else {
                    throw ValidationError("--recipe goes without --format and --quantization.")
                }
            } else {
                guard words.count == 2 else { throw ValidationError("Give RUN OUT.") }
                guard quantization == nil || format == .merged else { throw ValidationError("--quantization goes with --format merged.") }
                guard baseModel == nil else { throw ValidationError("--base-model goes with --recipe.") }
            }
        }

        func run() throws {
            let session = try project.open()
            let out = words[words.count - 1]
            if let recipe {
                let export = try session.exportRecipe(recipe, of: words.count == 2 ? words[0] : nil, baseModel: baseModel, to: out)
                if output.json { return try Console.writeJSON(export) }
                Console.write(
                    "Wrote \(export.files.joined(separator: ", ")) to \(export.path): \(export.training) training and "
                        + "\(export.validation) validation examples, \(export.steps) steps on \(export.baseModel).")
                for note in export.notes { Console.note(note) }
                return
            }
            let export = try session.exportAdapter(of: words[0], format: format ?? .peft, quantization: quantization ?? .f16, to: out)
            if output.json { return try Console.writeJSON(export) }
            Console.write(String(format: "Wrote %@ (%.1f MB).", export.path, Double(export.bytes) / 1e6))
            Console.write(export.parity.text)
            if export.effect.isInert { Console.complain("warning: \(export.effect.text)") }
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring in an adapter that was trained elsewhere: a PEFT folder, or a llama.cpp adapter (.gguf).")
        @Argument(help: ArgumentHelp("The folder or file.", valueName: "path"))
        var path: String
        @Option(help: "The run's name.")
        var name: String?
        @Flag(name: .customLong("with-context"), help: "It was trained on prompts with passages: for use in rag+lora.")
        var withContext = false
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let result = try project.open().importAdapter(from: path, name: name, withContext: withContext)
            if output.json { return try Console.writeJSON(result) }
            Console.write("\(result.run): rank \(result.rank), alpha \(result.alpha), on \(result.modules) weights (\(result.format)).")
            if !result.effect.isInert { Console.write(result.effect.text) }
            for note in result.notes { Console.complain("warning: \(note)") }
        }
    }
}
