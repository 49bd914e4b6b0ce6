import Foundation
import Inference
import LoRATraining
import Retrieval
import TextEncoder

/// What `assay bench` measures: the program's own paths on this machine, now.
public enum Benchmarks {
    private static func clock() -> () -> Double {
        let watch = Stopwatch()
        return { watch.seconds }
    }

    public static func prefill(tokens: Int, model: String?, peer: LlamaBench? = nil) throws -> MeasuredFigure {
        let model = try ModelBench.load(model)
        try check(tokens, "--tokens", in: 1...model.configuration.context)
        return try figure("prefill \(tokens)", "tok/s", .prefill(tokens: tokens), model.path, peer) {
            try InferenceBenchmark.prefill(model, tokens: tokens, clock: clock())
        }
    }

    public static func decode(depth: Int, model: String?, peer: LlamaBench? = nil) throws -> MeasuredFigure {
        let model = try ModelBench.load(model)
        try check(depth, "--depth", in: 0...(model.configuration.context - 65))
        return try figure("decode at \(depth)", "tok/s", .decode(depth: depth), model.path, peer) {
            try InferenceBenchmark.decode(model, depth: depth, clock: clock())
        }
    }

    public static func batch(sequences: Int, model: String?, peer: LlamaBench? = nil) throws -> MeasuredFigure {
        try check(sequences, "--sequences", in: 1...64)
        let model = try ModelBench.load(model)
        return try figure("batch of \(sequences)", "tok/s", .batch(sequences: sequences), model.path, peer) {
            try InferenceBenchmark.batch(model, sequences: sequences, clock: clock())
        }
    }

    /// A prompt that begins as an earlier one did: instructions and documents that every question shares.
    public static func prefix(tokens: Int, model: String?) throws -> MeasuredFigure {
        let model = try ModelBench.load(model)
        try check(tokens, "--tokens", in: 1...(model.configuration.context - 33))
        let samples = try InferenceBenchmark.warmPrefix(model, tokens: tokens, clock: clock())
        return MeasuredFigure(
            "first token after a known prefix of \(tokens)", samples.map { 1000 * $0 }, unit: "ms", notes: ["32 new tokens"])
    }

    /// From the file, whose pages the system has in memory after the first time, to a model that can be asked.
    public static func load(model: String?, peer: LlamaBench? = nil) throws -> MeasuredFigure {
        let path = try ModelStore().languageModelPath(model)
        return try figure("load", "ms", .load, path, peer) {
            try (0...5).map { _ in
                let watch = Stopwatch()
                _ = try LanguageModel(path: path)
                return watch.milliseconds
            }.dropFirst().map { $0 }
        }
    }

    /// Our samples; with a peer, its samples between two rounds of ours, so that a busy minute of the machine hits both.
    private static func figure(
        _ name: String, _ unit: String, _ measure: LlamaBench.Measure, _ path: String, _ peer: LlamaBench?, _ ours: () throws -> [Double]
    ) throws -> MeasuredFigure {
        guard let peer else { return MeasuredFigure(name, try ours(), unit: unit) }
        let before = try ours()
        let theirs = try peer.samples(measure, model: path)
        var figure = MeasuredFigure(name, try before + ours(), unit: unit)
        var isTime = false
        if case .load = measure {
            isTime = true
            figure.notes.append("llama.cpp: a whole process with one token")
        }
        figure.compare(with: "llama.cpp", theirs, lessIsBetter: isTime)
        return figure
    }

    /// Tokens are all those of the batch, whether a shared beginning was computed once or not. With a peer, its samples between two rounds
    /// of ours.
    public static func train(
        batch: Int, length: Int, rank: Int, shared: Int = 0, completion: Int? = nil, precision: String = "mixed",
        usesDoRA: Bool = false, model: String?, peer: PeftBench? = nil
    ) throws -> MeasuredFigure {
        guard let precision = TrainingPrecision(rawValue: precision) else {
            throw WorkbenchError(.usage, "\(precision) is not a precision.", next: "It can be mixed or single.")
        }
        let model = try ModelBench.load(model)
        let batch = TrainingBenchmark.Batch(sequences: batch, length: length, shared: shared, completion: completion)
        func ours() throws -> TrainingBenchmark.Result {
            try TrainingBenchmark.run(
                model: model, batch: batch, rank: rank, steps: 5, precision: precision, usesDoRA: usesDoRA, clock: clock())
        }
        let result = try ours()
        var samples = result.samples
        let theirs = try peer?.run(model, batch, rank: rank, usesDoRA: usesDoRA)
        if peer != nil { samples += try ours().samples }
        var figure = MeasuredFigure("train \(batch.sequences)×\(length) r\(rank)\(usesDoRA ? " DoRA" : "")", samples, unit: "tok/s")
        figure.notes = [
            String(format: "%.2f examples/s", figure.value / Double(length)),
            String(
                format: "%.0f GFLOP/s, of %.0f that this processor reaches with everything in registers: at most %.0f tok/s",
                result.operationsPerSecond / 1e9, result.mostOperationsPerSecond / 1e9,
                result.tokensPerSecond * result.mostOperationsPerSecond / result.operationsPerSecond),
            usesDoRA ? TrainingPrecision.single.rawValue : precision.rawValue,
        ]
        if let theirs {
            figure.compare(with: "torch \(theirs.torch) and peft, \(theirs.precision)", theirs.samples, lessIsBetter: false)
        }
        return figure
    }

    /// With a peer, its samples between two rounds of ours, on the same passages.
    public static func embed(peer: SentenceTransformersBench? = nil) throws -> MeasuredFigure {
        let directory = try ModelStore().textEncoderPath()
        let benchmark = EncoderBenchmark(try SentenceEncoder(directory: directory))
        let passages = EncoderBenchmark.samplePassages(count: 128)
        func ours() throws -> EncoderBenchmark.Result { try benchmark.run(passages: passages, repetitions: 3, clock: clock()) }
        var result = try ours()
        let theirs = try peer?.run(directory: directory, passages: passages, question: EncoderBenchmark.question)
        if peer != nil {
            let more = try ours()
            result.passagesPerSecond += more.passagesPerSecond
            result.questionSeconds += more.questionSeconds
        }
        var figure = MeasuredFigure(
            "embed", result.passagesPerSecond, unit: "passages/s",
            notes: [
                String(format: "%.0f tokens a passage", result.tokensPerPassage),
                String(format: "one query %.1f ms", percentile(result.questionSeconds, 0.5) * 1_000),
            ])
        if let theirs {
            figure.compare(with: "sentence-transformers \(theirs.version)", theirs.passagesPerSecond, lessIsBetter: false)
            figure.notes.append(String(format: "its one query %.1f ms", percentile(theirs.questionSeconds, 0.5) * 1_000))
        }
        return figure
    }

    /// Vectors and words of a store made for it; the time of one query of the dense part, with what it found.
    /// - Parameters: see `SearchBenchmark`.
    public static func search(
        passages: Int, dimensions: Int, isHybrid: Bool, writing: String?, reading: String?
    ) throws -> MeasuredFigure {
        guard (1_000...5_000_000).contains(passages), (16...1_024).contains(dimensions) else {
            throw WorkbenchError(.usage, "--passages must be 1000 to 5000000 and --dimensions 16 to 1024.")
        }
        var benchmark = SearchBenchmark(passages: passages, dimensions: dimensions)
        benchmark.isHybrid = isHybrid
        benchmark.vectorsPath = writing
        benchmark.readPath = reading
        let scratch = NSTemporaryDirectory() + "assay-search-\(getpid())"
        try Files.makeDirectory(scratch)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let result = try benchmark.run(in: scratch, clock: clock())
        let megabyte = 1_048_576.0
        var dense = MeasuredFigure(
            "search \(result.passages)×\(benchmark.dimensions)", result.dense.map { $0 * 1_000 }, unit: "ms",
            notes: [
                String(format: "p95 %.2f ms", percentile(result.dense, 0.95) * 1_000), String(format: "recall@10 %.4f", result.recall),
                String(format: "fill %.1f s, of it codes %.1f s, words %.1f s", result.fill, result.codes, result.words),
                String(format: "open %.0f ms", result.open * 1_000),
                String(format: "add a document %.0f ms, remove it %.0f ms", result.add * 1_000, result.remove * 1_000),
                String(format: "codes %.0f MB, store %.0f MB", Double(result.codeBytes) / megabyte, Double(result.storeBytes) / megabyte),
                result.isUpToDate ? "what came and went was seen" : "what came or went was NOT seen",
            ])
        dense.recall = result.recall
        dense.peakMemoryMegabytes = result.peakMegabytes
        if let peak = result.peakMegabytes { dense.notes.append(String(format: "peak memory %.0f MB", peak)) }
        if isHybrid {
            addWords(result, to: &dense)
        }
        return dense
    }

    private static func addWords(_ result: SearchBenchmark.Result, to figure: inout MeasuredFigure) {
        func milliseconds(_ samples: [Double]) -> (p50: Double, p95: Double) {
            (percentile(samples, 0.5) * 1_000, percentile(samples, 0.95) * 1_000)
        }
        let (hybrid, lexical, fts5) = (milliseconds(result.hybrid), milliseconds(result.lexical), milliseconds(result.fts5))
        (figure.hybridP50, figure.hybridP95) = (hybrid.p50, hybrid.p95)
        (figure.lexicalP50, figure.lexicalP95) = (lexical.p50, lexical.p95)
        (figure.fts5P50, figure.fts5P95) = (fts5.p50, fts5.p95)
        figure.lexicalExact = result.isLexicalExact
        figure.notes += [
            String(format: "hybrid p50 %.1f ms, p95 %.1f ms", hybrid.p50, hybrid.p95),
            String(format: "words p50 %.1f ms, p95 %.1f ms", lexical.p50, lexical.p95),
            String(format: "FTS5's bm25 on %d of the queries p50 %.1f ms, p95 %.1f ms", result.fts5.count, fts5.p50, fts5.p95),
            result.isLexicalExact ? "same passages, order and scores as FTS5" : "NOT the passages, order and scores of FTS5",
        ]
    }

    static func percentile(_ samples: [Double], _ share: Double) -> Double {
        samples.sorted()[min(samples.count - 1, Int(Double(samples.count) * share))]
    }

    private static func check(_ value: Int, _ name: String, in range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw WorkbenchError(.usage, "\(name) must be \(range.lowerBound) to \(range.upperBound) for this model.")
        }
    }
}
