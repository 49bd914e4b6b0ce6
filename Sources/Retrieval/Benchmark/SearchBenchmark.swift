import Foundation
import TextEncoder

/// Measures search in a store of its own, filled with clustered vectors and words by Zipf's law. The clock is handed in: this target
/// reads none.
///
/// To measure hnswlib, faiss and usearch on the same vectors write them with `vectorsPath` and run Tests/SearchPeers/search_peers.py.
public struct SearchBenchmark {
    public struct Result: Sendable {
        public var passages = 0
        /// One a query: seconds from the query's vector to ranked passages, the exact comparison included.
        public var dense: [Double] = []
        /// Share of the exact first ten that were found.
        public var recall = 0.0
        /// One a query: seconds for words and vectors together; empty when not asked for.
        public var hybrid: [Double] = []
        /// The same for words alone, from the text to ranked passages.
        public var lexical: [Double] = []
        /// SQLite's own ranking for the first `fts5Queries` of them, each right after ours.
        public var fts5: [Double] = []
        /// Whether both gave the same passages in the same order with the same scores.
        public var isLexicalExact = true
        /// Everything into the store, indexes included, the making of the vectors excluded.
        public var fill = 0.0
        /// Of it the codes of all vectors.
        public var codes = 0.0
        /// Of it the index of words, beside the full-text table that is filled passage by passage.
        public var words = 0.0
        /// From a closed store to the first answer.
        public var open = 0.0
        /// One more document of 20 passages, its vectors at hand, until a search has found it.
        public var add = 0.0
        /// That document taken out until a search has not found it.
        public var remove = 0.0
        /// Whether both were seen.
        public var isUpToDate = false
        /// Bytes of the store's file, and of the codes in memory.
        public var storeBytes = 0
        public var codeBytes = 0
        /// The most memory that the process held until then; nil where the system doesn't tell.
        public var peakMegabytes: Double?
    }

    /// Gives a vector that was made before for a text: the measured search embeds nothing.
    private struct Replay: Embedder {
        let dimensions: Int
        let signature = "clustered vectors"
        let vectors: [String: [Float]]
        func embed(_ texts: [String]) throws -> [[Float]] {
            texts.map { vectors[$0] ?? [Float](repeating: 0, count: dimensions) }
        }
        func countTokens(_ text: String) -> Int { text.utf8.count / 5 }
    }

    public var passages: Int
    public var dimensions: Int
    public var queries = 200
    public var seed: UInt64 = 1
    public var isHybrid = false
    public var fts5Queries = 40
    /// Where the vectors, and beside them `.queries` (floats) and `.exact` (rows of the first ten, int32), are written; nil: nowhere.
    public var vectorsPath: String?
    /// A file of float vectors that are used in place of made ones, its last `queries` as queries.
    public var readPath: String?

    public init(passages: Int, dimensions: Int) {
        self.passages = passages
        self.dimensions = dimensions
    }

    /// - Parameters:
    ///   - folder: an empty one.
    ///   - clock: seconds, monotonic.
    public func run(in folder: String, clock: () -> Double) throws -> Result {
        let path = folder + "/knowledge.sqlite"
        var result = Result()
        var source = try BenchmarkPassages(self)
        let count = source.count
        result.passages = count
        let vectors = Dictionary(source.queries.map { ($0.text, $0.vector) }) { first, _ in first }
        let replay = Replay(dimensions: dimensions, vectors: vectors)
        let exact = try {
            let store = try SQLiteKnowledgeStore(path: path, root: folder, embedder: replay)
            var exact = ExactNearest(queries: source.queries.map(\.vector), limit: 10)
            let output = try vectorsPath.map { try Self.create($0) }
            while let document = source.next() {
                exact.offer(document.vectors)
                document.vectors.withUnsafeBytes { output?.write(Data($0)) }
                let start = clock()
                try put(document, store)
                result.fill += clock() - start
            }
            let start = clock()
            try store.keepWords()
            result.words = clock() - start
            try store.finish(model: replay.signature)
            result.codes = clock() - start - result.words
            result.fill += result.words + result.codes
            return exact
        }()
        try write(exact, source.queries)
        let store = try SQLiteKnowledgeStore(path: path, root: folder, embedder: replay)
        func nearest(_ vector: [Float]) throws -> [Int64] {
            try store.read { try store.nearest($0, to: vector, model: replay.signature, limit: 10, allowed: nil).map(\.id) }
        }
        let start = clock()
        _ = try nearest(source.queries[0].vector)
        result.open = clock() - start
        for (i, query) in source.queries.enumerated() {
            let start = clock()
            let found = try nearest(query.vector)
            result.dense.append(clock() - start)
            // Passages were put in order into an empty store: their ids begin at 1.
            result.recall += Double(exact.rows(of: i).filter { found.contains(Int64($0 + 1)) }.count) / 10 / Double(source.queries.count)
        }
        if isHybrid { try searchByWords(source.queries, store, &result, clock) }
        let added = source.extra()
        var start2 = clock()
        try put(added, store)
        let isThere = try nearest(Array(added.vectors.prefix(dimensions))).contains(Int64(count + 1)) && isFound(Int64(count + 1), store)
        result.add = clock() - start2
        start2 = clock()
        _ = try store.drop(added.path)
        let isGone = try !nearest(Array(added.vectors.prefix(dimensions))).contains(Int64(count + 1)) && !isFound(Int64(count + 1), store)
        result.remove = clock() - start2
        result.isUpToDate = isThere && isGone
        result.storeBytes = try store.statistics().bytes
        result.codeBytes = store.dense.withLock { $0?.coded?.index.chunks.reduce(0) { $0 + $1.data.count } ?? 0 }
        result.peakMegabytes = Self.peakMegabytes
        return result
    }

    private func searchByWords(
        _ queries: [BenchmarkPassages.Query], _ store: SQLiteKnowledgeStore, _ result: inout Result, _ clock: () -> Double
    ) throws {
        // The first query reads the segments.
        _ = try store.search(SearchRequest(queries[0].text, mode: .lexical))
        for (i, query) in queries.enumerated() {
            var start = clock()
            let found = try store.search(SearchRequest(query.text, mode: .lexical))
            result.lexical.append(clock() - start)
            start = clock()
            _ = try store.search(SearchRequest(query.text))
            result.hybrid.append(clock() - start)
            guard i < fts5Queries, let expression = LexicalQuery(query.text).expression else { continue }
            start = clock()
            let theirs = try store.read { try store.rankByFTS5($0, expression, SearchFilter(), limit: 10) }
            result.fts5.append(clock() - start)
            let isSame = found.map(\.passage.id) == theirs.map(\.id) && found.map(\.score) == theirs.map(\.score)
            result.isLexicalExact = result.isLexicalExact && isSame
        }
    }

    /// Whether the added passage's own word finds it; without texts to search by there is nothing to find.
    private func isFound(_ passage: Int64, _ store: SQLiteKnowledgeStore) throws -> Bool {
        try store.search(SearchRequest(BenchmarkPassages.extraWord, mode: .lexical)).contains { $0.passage.id == passage }
    }

    private static var peakMegabytes: Double? {
        let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropLast().last.flatMap { Double($0) }.map { $0 / 1_024 }
    }

    private func put(_ document: BenchmarkPassages.Document, _ store: SQLiteKnowledgeStore) throws {
        let model = "clustered vectors"
        let drafts = document.texts.map {
            PassageDraft(headings: [], lead: "", text: $0, range: 0..<$0.utf8.count, embeddingText: $0, tokens: $0.utf8.count / 5)
        }
        let keys = drafts.indices.map { EmbeddingKey(text: "\(document.path) \($0)", model: model) }
        try store.keep(
            keys.enumerated().map { ($1, Array(document.vectors[$0 * dimensions..<($0 + 1) * dimensions])) }, model: model)
        let file = SourceFile(path: document.path, location: document.path, bytes: 0, modified: 0)
        _ = try store.put(
            PreparedDocument(
                file: file, title: document.path, checksum: document.path, signature: model, model: model,
                passages: Array(zip(drafts, keys)).map { ($0, $1) }))
    }

    private static func create(_ path: String) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
            throw RetrievalError.cannotOpen(path: path, reason: "it cannot be written")
        }
        return file
    }

    private func write(_ exact: ExactNearest, _ queries: [BenchmarkPassages.Query]) throws {
        guard let vectorsPath else { return }
        var vectors = Data()
        var rows = Data()
        for (i, query) in queries.enumerated() {
            query.vector.withUnsafeBytes { vectors.append(contentsOf: $0) }
            exact.rows(of: i).map(Int32.init).withUnsafeBytes { rows.append(contentsOf: $0) }
        }
        try vectors.write(to: URL(fileURLWithPath: vectorsPath + ".queries"))
        try rows.write(to: URL(fileURLWithPath: vectorsPath + ".exact"))
    }
}

/// The exact first rows of each query, as vectors come.
struct ExactNearest {
    private let queries: [[Float]]
    private var best: [BestList<Float>]
    private var rows = 0

    init(queries: [[Float]], limit: Int) {
        self.queries = queries
        best = queries.map { _ in BestList<Float>(limit: limit) }
    }

    mutating func offer(_ vectors: [Float]) {
        guard let width = queries.first?.count else { return }
        let count = vectors.count / width
        var scores = [Float](repeating: 0, count: count)
        for (i, query) in queries.enumerated() {
            scores.withUnsafeMutableBufferPointer { scores in
                vectors.withUnsafeBufferPointer { DotProducts.scores(of: $0, rows: count, query: query, into: scores) }
            }
            for (row, score) in scores.enumerated() { best[i].offer(Int64(rows + row), score) }
        }
        rows += count
    }

    func rows(of query: Int) -> [Int] { best[query].sorted().map { Int($0.id) } }
}
