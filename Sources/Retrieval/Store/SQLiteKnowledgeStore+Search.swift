import Foundation
import GRDB

/// The vectors of one encoder as of one state of the file.
struct DenseCache {
    var model: String
    var generation: Int64
    /// All vectors, in a small store.
    var index: DenseIndex
    /// Their codes, in a large one; `index` is then empty.
    var coded: CodedVectors?
}

extension SQLiteKnowledgeStore {
    public func search(_ request: SearchRequest) throws -> [SearchHit] {
        var words = LexicalQuery(request.text)
        guard request.limit > 0, request.text.contains(where: { !$0.isWhitespace }) else { return [] }
        let candidates = max(request.candidates, request.limit)
        let query = request.mode == .lexical ? nil : try queryVector(request.text)
        var isDamaged = false
        let hits: [SearchHit] = try read { db in
            let allowed = try documents(db, matching: request.filter)
            if let allowed, allowed.isEmpty { return [] }
            var dense: [(id: Int64, score: Double)] = []
            if let query {
                dense = try nearest(db, to: query.vector, model: query.model, limit: candidates, allowed: allowed)
            }
            var lexical: [(id: Int64, score: Double)] = []
            if request.mode != .dense, request.helpsWithTypos { try correct(&words, db) }
            if request.mode != .dense, let expression = words.expression {
                lexical =
                    try rankByWords(db, words, limit: candidates, allowed: allowed, isDamaged: &isDamaged)
                    ?? rankByFTS5(db, expression, request.filter, limit: candidates)
            }
            return try self.hits(db, request, words, dense: dense, lexical: lexical)
        }
        // The next sync makes it anew. Should this not be written now, then after the next search.
        if isDamaged { try? write(Self.forgetWords) }
        return hits
    }

    func nearest(
        _ db: Database, to query: [Float], model: String, limit: Int, allowed: Set<Int64>?
    ) throws -> [(id: Int64, score: Double)] {
        try dense.withLock { cache in
            try refresh(&cache, db, model: model, dimensions: query.count)
            guard let cache else { return [] }
            if let coded = cache.coded { return try Self.nearest(db, coded.index, to: query, limit: limit, allowed: allowed) }
            return cache.index.nearest(to: query, limit: limit, allowed: allowed)
        }
    }

    /// The question as a vector; nil when there is nothing to compare it with, so that an empty store needs no encoder.
    private func queryVector(_ text: String) throws -> (vector: [Float], model: String)? {
        let hasVectors = try read { db in try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM embedding)") ?? false }
        guard hasVectors else { return nil }
        let embedder = try embedder()
        let cleaned = ModelText.clean(text).text
        guard let vector = try embedder.embed([cleaned]).first, vector.count == embedder.dimensions else {
            throw RetrievalError.badEmbedding(expected: embedder.dimensions, found: 0)
        }
        return (vector, embedder.signature)
    }

    // MARK: - Words

    /// A word in a heading says more about a passage than one in its text.
    static let headingWeight = 2

    func rankByFTS5(
        _ db: Database, _ expression: String, _ filter: SearchFilter, limit: Int
    ) throws -> [(id: Int64, score: Double)] {
        var sql = "SELECT passage_words.rowid, bm25(passage_words, \(Self.headingWeight).0, 1.0) AS score FROM passage_words"
        let (condition, values) = Self.condition(filter)
        if !filter.isEmpty {
            sql += " JOIN passage ON passage.id = passage_words.rowid JOIN document ON document.id = passage.document"
        }
        sql += " WHERE passage_words MATCH ?"
        if !filter.isEmpty { sql += " AND \(condition)" }
        sql += " ORDER BY score, passage_words.rowid LIMIT ?"
        let rows = try Row.fetchAll(db, sql: sql, arguments: [expression] + values + [limit])
        return rows.map { ($0[0] as Int64, -($0[1] as Double)) }
    }

    // MARK: - Filters

    private static func condition(_ filter: SearchFilter) -> (sql: String, arguments: StatementArguments) {
        var parts: [String] = []
        var arguments = StatementArguments()
        if let path = filter.path {
            parts.append("document.path = ?")
            arguments += [path]
        }
        if let prefix = filter.pathPrefix {
            parts.append("substr(document.path, 1, length(?)) = ?")
            arguments += [prefix, prefix]
        }
        if let kind = filter.kind {
            parts.append("substr(lower(document.path), -length(?)) = ?")
            arguments += ["." + kind, "." + kind]
        }
        let nanoseconds = "AS INTEGER) * 1000000000"
        if let since = filter.since {
            parts.append("document.modified >= CAST(strftime('%s', ?) \(nanoseconds)")
            arguments += [since]
        }
        if let until = filter.until {
            parts.append("document.modified < CAST(strftime('%s', ?, '+1 day') \(nanoseconds)")
            arguments += [until]
        }
        return (parts.joined(separator: " AND "), arguments)
    }

    /// Documents that pass the filter; nil for no filter.
    private func documents(_ db: Database, matching filter: SearchFilter) throws -> Set<Int64>? {
        guard !filter.isEmpty else { return nil }
        let (condition, arguments) = Self.condition(filter)
        return try Int64.fetchSet(db, sql: "SELECT id FROM document WHERE \(condition)", arguments: arguments)
    }

    // MARK: - Vectors in memory

    /// Brings the vectors in memory in step with the file as this transaction sees it.
    /// - Parameter isSavedTrusted: false: codes are made from the vectors, whatever was saved.
    func refresh(
        _ cache: inout DenseCache?, _ db: Database, model: String, dimensions: Int, isSavedTrusted: Bool = true
    ) throws {
        let generation = try Int64.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'generation'") ?? 0
        if let present = cache, present.model == model, present.generation == generation { return }
        var next = cache ?? DenseCache(model: model, generation: generation, index: DenseIndex(dimensions: dimensions))
        // The index must not be shared while it is changed: that would copy all of it.
        cache = nil
        if next.model != model || next.index.dimensions != dimensions {
            next = DenseCache(model: model, generation: generation, index: DenseIndex(dimensions: dimensions))
        }
        let modelID = try Int64.fetchOne(db, sql: "SELECT id FROM model WHERE signature = ?", arguments: [model])
        if try isLarge(db, hasCodes: next.coded != nil) {
            if next.coded == nil {
                next.index = DenseIndex(dimensions: dimensions)
                next.coded = isSavedTrusted ? CodedVectors.load(db, model: model, dimensions: dimensions) : nil
            }
            if try next.coded?.catchUp(db, modelID: modelID) != true {
                next.coded = nil
                next.coded = try CodedVectors.make(db, modelID: modelID, dimensions: dimensions)
            }
        } else {
            next.coded = nil
            try Self.refresh(&next.index, db, modelID: modelID)
        }
        next.generation = generation
        cache = next
    }

    private static func refresh(_ index: inout DenseIndex, _ db: Database, modelID: Int64?) throws {
        // One pass: SQLite reads a vector's pages only where the row asks for it.
        let rows = try Row.fetchCursor(
            db, sql: "SELECT passage.id, passage.document, vector FROM passage JOIN embedding USING (key) WHERE embedding.model IS ?",
            arguments: [modelID])
        var present = Set<Int64>()
        while let row = try rows.next() {
            let id: Int64 = row[0]
            present.insert(id)
            guard !index.contains(id) else { continue }
            try row.withUnsafeData(atIndex: 2) { data in
                data?.withUnsafeBytes { index.insert(id, document: row[1], vector: $0) }
            }
        }
        index.removeAll(except: present)
    }
}
