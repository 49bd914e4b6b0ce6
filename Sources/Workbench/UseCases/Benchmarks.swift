import Foundation
import Inference
import LoRATraining
import Retrieval
import TextEncoder

/// A measured figure: the shape `assay bench … --json` prints.
public struct MeasuredFigure: Codable, Sendable {
    public struct Machine: Codable, Sendable {
        public var processor: String
        public var cores: Int
        public var memoryGigabytes: Int
    }
    public var name: String
    /// The median of `samples`.
    public var value: Double
    public var unit: String
    public var samples: [Double]
    public var machine: Machine
    public var notes: [String]

    init(_ name: String, _ samples: [Double], unit: String, notes: [String] = []) {
        self.name = name
        self.samples = samples
        self.unit = unit
        self.notes = notes
        value = samples.sorted()[samples.count / 2]
        machine = Machine(
            processor: Self.processor(), cores: ProcessInfo.processInfo.activeProcessorCount,
            memoryGigabytes: Int(ProcessInfo.processInfo.physicalMemory >> 30))
    }

    private static func processor() -> String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }
}

/// What `assay bench` measures: the program's own paths on this machine, now.
public enum Benchmarks {
    private static func clock() -> () -> Double {
        let watch = Stopwatch()
        return { watch.seconds }
    }

    public static func prefill(tokens: Int, model: String?) throws -> MeasuredFigure {
        let model = try ModelBench.load(model)
        try check(tokens, "--tokens", in: 1...model.configuration.context)
        let samples = try InferenceBenchmark.prefill(model, tokens: tokens, clock: clock())
        return MeasuredFigure("prefill \(tokens)", samples, unit: "tok/s")
    }

    public static func decode(depth: Int, model: String?) throws -> MeasuredFigure {
        let model = try ModelBench.load(model)
        try check(depth, "--depth", in: 0...(model.configuration.context - 65))
        let samples = try InferenceBenchmark.decode(model, depth: depth, clock: clock())
        return MeasuredFigure("decode at \(depth)", samples, unit: "tok/s")
    }

    public static func batch(sequences: Int, model: String?) throws -> MeasuredFigure {
        try check(sequences, "--sequences", in: 1...64)
        let samples = try InferenceBenchmark.batch(try ModelBench.load(model), sequences: sequences, clock: clock())
        return MeasuredFigure("batch of \(sequences)", samples, unit: "tok/s")
    }

    /// From the file, whose pages the system has in memory after the first time, to a model that can be asked.
    public static func load(model: String?) throws -> MeasuredFigure {
        let path = try ModelStore().languageModelPath(model)
        let samples = try (0...5).map { _ in
            let watch = Stopwatch()
            _ = try LanguageModel(path: path)
            return watch.milliseconds
        }
        return MeasuredFigure("load", Array(samples.dropFirst()), unit: "ms")
    }

    public static func train(batch: Int, length: Int, rank: Int, model: String?) throws -> MeasuredFigure {
        let result = try TrainingBenchmark.run(
            model: try ModelBench.load(model), batch: batch, length: length, rank: rank, steps: 5, clock: clock())
        return MeasuredFigure(
            "train \(batch)×\(length) r\(rank)", result.samples, unit: "tok/s",
            notes: [String(format: "%.0f GFLOP/s", result.operationsPerSecond / 1e9)])
    }

    public static func embed() throws -> MeasuredFigure {
        let encoder = try SentenceEncoder(directory: try ModelStore().textEncoderPath())
        let result = try EncoderBenchmark(encoder).run(
            passages: EncoderBenchmark.samplePassages(count: 128), repetitions: 3, clock: clock())
        let question = result.questionSeconds.sorted()[result.questionSeconds.count / 2] * 1000
        return MeasuredFigure(
            "embed", result.passagesPerSecond, unit: "passages/s",
            notes: [String(format: "%.0f tokens a passage", result.tokensPerPassage), String(format: "one query %.1f ms", question)])
    }

    /// A folder of documents into an empty store.
    public static func ingest(directory: String) throws -> MeasuredFigure {
        guard Files.isDirectory(directory) else { throw WorkbenchError(.notFound, "There is no folder \(directory).") }
        let root = URL(fileURLWithPath: directory).standardizedFileURL.path
        let scratch = NSTemporaryDirectory() + "assay-ingest-\(getpid())"
        try Files.makeDirectory(scratch)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let encoder = try SentenceEncoder(directory: try ModelStore().textEncoderPath())
        let store = try SQLiteKnowledgeStore(path: scratch + "/knowledge.sqlite", root: root, embedder: encoder)
        let watch = Stopwatch()
        let report = try store.sync(KnowledgeSources(paths: [root]))
        let seconds = watch.seconds
        guard report.passagesAdded > 0 else { throw WorkbenchError(.badData, "There are no documents in \(directory).") }
        return MeasuredFigure(
            "ingest", [Double(report.passagesAdded) / seconds], unit: "passages/s",
            notes: ["\(report.added) documents", "\(report.passagesAdded) passages", String(format: "%.1f s", seconds)])
    }

    private static func check(_ value: Int, _ name: String, in range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw WorkbenchError(.usage, "\(name) must be \(range.lowerBound) to \(range.upperBound) for this model.")
        }
    }
}
