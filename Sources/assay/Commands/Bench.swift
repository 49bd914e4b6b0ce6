import ArgumentParser
import Foundation
import Workbench

struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure this machine.",
        subcommands: [
            Prefill.self, Decode.self, Training.self, Embedding.self, SearchBench.self, Ingest.self, Batch.self, Prefix.self,
            Load.self, EvaluateBench.self,
            InterfaceTimes.self,
        ])

    static func show(_ result: MeasuredFigure, _ output: OutputOptions) throws {
        if output.json { return try Console.writeJSON(result) }
        let extra = result.notes.isEmpty ? "" : "  (\(result.notes.joined(separator: ", ")))"
        Console.write(String(format: "%@: %.4g %@", result.name, result.value, result.unit) + extra)
        guard let peer = result.peer else { return }
        Console.write(String(format: "%@: %.4g %@, %.2f times as good here", peer.name, peer.value, result.unit, peer.ratio))
    }

    /// Another program to measure beside this one.
    struct PeerOptions: ParsableArguments {
        @Option(help: "Measure this program too, on the same model in the same run: llama.cpp.") var peer: String?
        @Option(help: "The path of llama.cpp's llama-bench, when it is not on the PATH.") var llamaBench = "llama-bench"

        func bench() throws -> LlamaBench? {
            guard let peer else { return nil }
            guard peer == "llama.cpp" else { throw ValidationError("\(peer) is not a known peer; it can be llama.cpp.") }
            return LlamaBench(program: llamaBench)
        }
    }

    struct Prefill: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prompt processing, tokens per second.")
        @Option var tokens = 512
        @OptionGroup var model: ModelOptions
        @OptionGroup var peer: PeerOptions
        @OptionGroup var output: OutputOptions
        func run() throws { try Bench.show(try Benchmarks.prefill(tokens: tokens, model: model.model, peer: peer.bench()), output) }
    }

    struct Decode: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Generation, tokens per second.")
        @Option(help: "Tokens already in the context.") var depth = 0
        @OptionGroup var model: ModelOptions
        @OptionGroup var peer: PeerOptions
        @OptionGroup var output: OutputOptions
        func run() throws { try Bench.show(try Benchmarks.decode(depth: depth, model: model.model, peer: peer.bench()), output) }
    }

    struct Training: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "train", abstract: "LoRA training, tokens per second.")
        @Option var batch = 4
        @Option var length = 256
        @Option var rank = 8
        @Option(help: "Tokens at the beginning of every sequence that all share; they are not supervised.") var shared = 0
        @Option(help: "Supervised tokens at the end of every sequence; all by default.") var completion: Int?
        @Option(help: "mixed, or single: single precision throughout.") var precision = "mixed"
        @Flag(help: "With magnitudes (DoRA), which train in single precision.") var dora = false
        @Option(help: "Measure this program too, on a model of the same sizes in the same run: peft.") var peer: String?
        @Option(help: "A Python with torch, transformers and peft, for --peer peft.") var python = "python3"
        @OptionGroup var model: ModelOptions
        @OptionGroup var output: OutputOptions
        func validate() throws {
            if let peer, peer != "peft" { throw ValidationError("\(peer) is not a known peer; it can be peft.") }
        }

        func run() throws {
            try Bench.show(
                try Benchmarks.train(
                    batch: batch, length: length, rank: rank, shared: shared, completion: completion, precision: precision,
                    usesDoRA: dora, model: model.model, peer: peer.map { _ in PeftBench(python: python) }), output)
        }
    }

    struct Embedding: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "embed", abstract: "Passages of about 112 tokens per second.")
        @Option(help: "Measure this program too, on the same passages in the same run: sentence-transformers.") var peer: String?
        @Option(help: "A Python with torch and sentence-transformers, for --peer.") var python = "python3"
        @OptionGroup var output: OutputOptions
        func validate() throws {
            if let peer, peer != "sentence-transformers" {
                throw ValidationError("\(peer) is not a known peer; it can be sentence-transformers.")
            }
        }

        func run() throws {
            try Bench.show(try Benchmarks.embed(peer: peer.map { _ in SentenceTransformersBench(python: python) }), output)
        }
    }

    struct SearchBench: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "search", abstract: "One dense query over many passages, milliseconds, with its recall.",
            discussion: """
                Makes a store in the temporary folder (2.6 KB a passage, 3.6 KB with words), fills it with clustered vectors and random words, and asks 200 \
                queries whose exact answers are known. Other programs on the same vectors: --write-vectors FILE, then \
                Tests/SearchPeers/search_peers.py FILE.
                """)
        @Option var passages = 100_000
        @Option var dimensions = 384
        @Flag(help: "Also words alone, beside FTS5's own ranking, and words and vectors together.") var hybrid = false
        @Option(help: "dense, or hybrid, which is the same as --hybrid.") var mode = "dense"
        @Option(help: "Keep the vectors here, the queries and their exact answers beside it.") var writeVectors: String?
        @Option(help: "Take the vectors from this file of floats, the last 200 as queries.") var readVectors: String?
        @OptionGroup var output: OutputOptions
        func validate() throws {
            guard ["dense", "hybrid"].contains(mode) else { throw ValidationError("--mode is dense or hybrid.") }
        }

        func run() throws {
            let figure = try Benchmarks.search(
                passages: passages, dimensions: dimensions, isHybrid: hybrid || mode == "hybrid", writing: writeVectors,
                reading: readVectors)
            try Bench.show(figure, output)
        }
    }

    struct Ingest: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Documents to searchable passages, passages per second.")
        @Argument var directory: String
        @Option(help: "Only the first so many documents, in the order of their paths.") var limit: Int?
        @Option(help: "So many searches in each mode afterwards.") var queries = 0
        @Option(help: "Make the store here and leave it there.") var keep: String?
        @OptionGroup var output: OutputOptions
        func validate() throws {
            if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        }

        func run() throws {
            let figure = try output.following {
                try Benchmarks.ingest(directory: directory, limit: limit, queries: queries, keep: keep, progress: $0)
            }
            try Bench.show(figure, output)
        }
    }

    struct Batch: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Many greedy answers at once, tokens per second in all.")
        @Option(help: "Answers in progress at once.") var sequences = 8
        @OptionGroup var model: ModelOptions
        @OptionGroup var peer: PeerOptions
        @OptionGroup var output: OutputOptions
        func run() throws { try Bench.show(try Benchmarks.batch(sequences: sequences, model: model.model, peer: peer.bench()), output) }
    }

    struct Prefix: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "First token after a beginning that an earlier prompt shared, milliseconds.")
        @Option(help: "Tokens that both share.") var tokens = 1000
        @OptionGroup var model: ModelOptions
        @OptionGroup var output: OutputOptions
        func run() throws { try Bench.show(try Benchmarks.prefix(tokens: tokens, model: model.model), output) }
    }

    struct Load: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "From a model file to a usable model, milliseconds.")
        @OptionGroup var model: ModelOptions
        @OptionGroup var peer: PeerOptions
        @OptionGroup var output: OutputOptions
        func run() throws { try Bench.show(try Benchmarks.load(model: model.model, peer: peer.bench()), output) }
    }

    struct EvaluateBench: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "evaluate", abstract: "A whole evaluation, seconds: every arm that can answer, with no answer known before.")
        @Option(help: "Test cases of it.") var limit = 20
        @Option(help: "May be given more than once; every arm that can answer by default.") var arm: [Arm] = []
        @Option(help: "A project of yours, whose store and adapters are used and which stays as it is. Default: a copy of support-desk.")
        var project: String?
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if limit < 1 { throw ValidationError("--limit must be at least 1.") }
        }

        func run() throws {
            let figure = try output.following { try Benchmarks.evaluate(project: project, arms: arm, limit: limit, progress: $0) }
            try Bench.show(figure, output)
        }
    }
}
