import Foundation
import Retrieval
import TextEncoder

extension Benchmarks {
    /// A folder of documents into a store, an empty one unless `keep` names one to go on with. One that is stopped tells of what it did.
    /// - Parameters:
    ///   - limit: takes the first so many documents in the order of their paths.
    ///   - queries: searches in each mode afterwards, by headings of passages from all over the folder.
    ///   - keep: where the store is made and left; by default it is made in the temporary folder and removed.
    public static func ingest(
        directory: String, limit: Int? = nil, queries: Int = 0, keep: String? = nil, progress: ProgressSink = { _ in true }
    ) throws -> MeasuredFigure {
        guard Files.isDirectory(directory) else {
            throw WorkbenchError(.notFound, "There is no folder \(directory).", next: "Name a folder of documents.")
        }
        let root = URL(fileURLWithPath: directory).standardizedFileURL.path
        let scratch = NSTemporaryDirectory() + "assay-ingest-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let path = keep ?? scratch + "/knowledge.sqlite"
        let encoder = try SentenceEncoder(directory: try ModelStore().textEncoderPath())
        let store = try SQLiteKnowledgeStore(path: path, root: root, embedder: encoder)
        var sources = KnowledgeSources(paths: [root])
        if let limit {
            let all = try store.status(of: sources).documents.map(\.path)
            sources.excluded = Set(all.dropFirst(limit))
        }
        let watch = Stopwatch()
        var pace = SyncPace()
        let report = try store.sync(sources) { event in
            guard case .position(let position) = event else { return .more }
            pace.follow(position, at: watch.seconds)
            var update = ProgressUpdate(
                fraction: position.fraction, text: "\(position.documentsDone) of \(position.documents) documents",
                rate: pace.passagesPerSecond.map { String(format: "%.0f passages/s", $0) })
            update.etaSeconds = pace.remainingSeconds
            return progress(update) ? .more : .stop
        }
        let seconds = watch.seconds
        guard report.passagesAdded > 0 else { throw WorkbenchError(.badData, "There are no documents in \(directory).") }
        let again = Stopwatch()
        if !report.isCancelled { _ = try store.sync(sources) }
        let statistics = try store.statistics()
        var figure = MeasuredFigure(
            "ingest", [Double(report.passagesAdded) / seconds], unit: "passages/s",
            notes: [
                "\(report.added) documents", "\(report.failures.count) failed", "\(report.passagesAdded) passages",
                String(
                    format: "%.1f s: embedding %.1f, store %.1f, reading beside them %.1f", seconds, report.seconds.embedding,
                    report.seconds.storing, report.seconds.reading),
                report.isCancelled ? "stopped before the end" : String(format: "again without a change %.2f s", again.seconds),
                String(format: "store %.1f MB", Double(statistics.bytes) / 1_048_576),
            ])
        figure.notes += SystemMemory().peak.map { ["peak memory \($0 >> 20) MB"] } ?? []
        figure.peakMemoryMegabytes = SystemMemory().peak.map { Double($0) / 1_048_576 }
        figure.ingest = .init(
            documents: report.added, failed: report.failures.count, passages: report.passagesAdded, tokens: statistics.tokens,
            seconds: seconds, readingSeconds: report.seconds.reading, embeddingSeconds: report.seconds.embedding,
            storingSeconds: report.seconds.storing, storeBytes: statistics.bytes, searches: try searches(store, count: queries))
        figure.notes += (figure.ingest?.searches ?? []).map {
            String(format: "%@ p50 %.1f ms, p95 %.1f ms", $0.mode, $0.p50Milliseconds, $0.p95Milliseconds)
        }
        return figure
    }

    private static func searches(_ store: any KnowledgeStore, count: Int) throws -> [MeasuredFigure.Ingest.Searches]? {
        guard count > 0 else { return nil }
        let documents = try store.documents().filter { $0.passages > 0 }
        let queries = try (0..<count).compactMap { index -> String? in
            let passages = try store.passages(of: documents[index * documents.count / count].path)
            return passages[(index * 7) % passages.count].headings.last
        }
        return try SearchMode.allCases.map { mode in
            // The first search brings what is kept in memory there.
            _ = try store.search(SearchRequest("the first question", limit: 10, mode: mode))
            let times = try queries.map { query in
                let watch = Stopwatch()
                _ = try store.search(SearchRequest(query, limit: 10, mode: mode))
                return watch.milliseconds
            }
            return .init(
                mode: mode.rawValue, queries: times.count, p50Milliseconds: percentile(times, 0.5), p95Milliseconds: percentile(times, 0.95)
            )
        }
    }
}
