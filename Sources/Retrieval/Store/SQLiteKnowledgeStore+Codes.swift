import Foundation
import GRDB
import TextEncoder

/// The codes of a large store as of one change of its passages.
struct CodedVectors {
    var index: CodeIndex
    /// The last entry of `passage_change` that went in.
    var change: Int64
    /// Which saved version `CodeChunk.isSaved` speaks of; nil when there is none.
    var revision: Int64?
    /// Changes since then.
    var unsaved = 0
}

/// What the store keeps beside the chunks, under the setting 'codes'.
private struct CodeHeader: Codable {
    var model: String
    var codec: VectorCodec
    var change: Int64
    var revision: Int64
    /// Fingerprints of the chunks.
    var chunks: [UInt64]
}

extension CodedVectors {
    /// Fewer changes than this stay unsaved: they are read again when the store is opened.
    private static let saveAfter = 1_000

    /// The newest entry of the list of changes.
    static func change(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'passage_change'") ?? 0
    }

    /// What was saved; nil when nothing was, or not for this model, or when it is damaged.
    static func load(_ db: Database, model: String, dimensions: Int) -> CodedVectors? {
        // A damaged page shows itself as an error here: the codes are then made anew from the vectors.
        try? read(db, model: model, dimensions: dimensions)
    }

    private static func read(_ db: Database, model: String, dimensions: Int) throws -> CodedVectors? {
        guard let header = try header(db), header.model == model, header.codec.dimensions == dimensions, header.codec.isSound else {
            return nil
        }
        var chunks: [CodeChunk] = []
        let rows = try Row.fetchCursor(db, sql: "SELECT data FROM code_chunk ORDER BY ordinal")
        while let row = try rows.next() {
            let chunk: CodeChunk? = try row.withUnsafeData(atIndex: 0) { data in
                data?.withUnsafeBytes { bytes in
                    guard chunks.count < header.chunks.count, CodeScan.fingerprint(bytes) == header.chunks[chunks.count] else { return nil }
                    return CodeChunk(bytes, codec: header.codec)
                }
            }
            guard let chunk, chunk.passages[0] > chunks.last?.passages.last ?? 0 else { return nil }
            chunks.append(chunk)
        }
        guard chunks.count == header.chunks.count else { return nil }
        return CodedVectors(index: CodeIndex(header.codec, chunks: chunks), change: header.change, revision: header.revision)
    }

    private static func header(_ db: Database) throws -> CodeHeader? {
        guard let data = try Data.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'codes'") else { return nil }
        return try? PropertyListDecoder().decode(CodeHeader.self, from: data)
    }

    /// From the vectors of all passages.
    static func make(_ db: Database, modelID: Int64?, dimensions: Int) throws -> CodedVectors {
        let change = try change(db)
        // Keys are hashes: in their order any first part is a random sample.
        let first = try Row.fetchCursor(
            db, sql: "SELECT vector FROM passage JOIN embedding USING (key) WHERE embedding.model IS ? ORDER BY passage.key LIMIT ?",
            arguments: [modelID, VectorCodec.sampleSize])
        var sample: [Float] = []
        while let row = try first.next() {
            let vector = try row.withUnsafeData(atIndex: 0) { $0?.floats ?? [] }
            if vector.count == dimensions { sample += vector }
        }
        let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM passage") ?? 0
        var index = CodeIndex(VectorCodec(sample: sample, dimensions: dimensions, passages: count))
        sample = []
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT passage.id, passage.document, embedding.id, vector FROM passage JOIN embedding USING (key)
                WHERE embedding.model IS ? ORDER BY passage.id
                """, arguments: [modelID])
        while let row = try rows.next() { try index.append(row, dimensions: dimensions) }
        return CodedVectors(index: index, change: change)
    }

    /// Takes in what changed; false when that can't be told and all must be read anew.
    mutating func catchUp(_ db: Database, modelID: Int64?) throws -> Bool {
        let newest = try Self.change(db)
        if newest == change { return true }
        let oldest = try Int64.fetchOne(db, sql: "SELECT min(seq) FROM passage_change") ?? .max
        guard newest > change, oldest <= change + 1 else { return false }
        let changed = try Int64.fetchAll(
            db, sql: "SELECT DISTINCT passage FROM passage_change WHERE seq > ? ORDER BY passage", arguments: [change])
        let statement = try db.cachedStatement(
            sql: """
                SELECT passage.id, passage.document, embedding.id, vector FROM passage JOIN embedding USING (key)
                WHERE passage.id = ? AND embedding.model IS ?
                """)
        for id in changed {
            let rows = try Row.fetchCursor(statement, arguments: [id, modelID])
            guard let row = try rows.next() else {
                index.remove(id)
                continue
            }
            if let vector = index.vector(of: id) {
                if vector != row[2] { return false }
            } else if id > index.lastPassage {
                try index.append(row, dimensions: index.codec.codec.dimensions)
            } else {
                return false
            }
        }
        unsaved += changed.count
        change = newest
        return true
    }

    /// Whether the saved codes, brought up to date, hold every passage that has a vector, and nothing else. Without codes nothing can be wrong.
    static func fitPassages(_ db: Database) throws -> Bool {
        guard let saved = try Data.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'codes'") else { return true }
        guard let header = try? PropertyListDecoder().decode(CodeHeader.self, from: saved),
            var coded = load(db, model: header.model, dimensions: header.codec.dimensions)
        else { return false }
        let modelID = try Int64.fetchOne(db, sql: "SELECT id FROM model WHERE signature = ?", arguments: [header.model])
        // Too far behind to be brought up to date: the next search makes them anew.
        guard try coded.catchUp(db, modelID: modelID) else { return true }
        let rows = try Row.fetchCursor(
            db, sql: "SELECT passage.id, embedding.id FROM passage JOIN embedding USING (key) WHERE embedding.model IS ?",
            arguments: [modelID])
        var count = 0
        while let row = try rows.next() {
            guard coded.index.vector(of: row[0]) == row[1] else { return false }
            count += 1
        }
        return coded.index.count == count
    }

    /// Whether it would be better made anew: the passages have become many times those the codec was trained on, or most rows are dead.
    var isStale: Bool { index.count >= 8 * index.codec.codec.trained || index.rows > 2 * index.count }

    /// Keeps the chunks that changed.
    mutating func save(_ db: Database, model: String) throws {
        let saved = try Self.header(db)
        if saved != nil, saved?.revision == revision, unsaved < Self.saveAfter { return }
        // Somebody else's chunks hold other passages: none of them stays.
        let isOurs = saved != nil && saved?.revision == revision
        var fingerprints: [UInt64] = []
        if !isOurs { try db.execute(sql: "DELETE FROM code_chunk") }
        for i in index.chunks.indices {
            if isOurs, index.chunks[i].isSaved, let saved, i < saved.chunks.count {
                fingerprints.append(saved.chunks[i])
                continue
            }
            let data = index.chunks[i].data
            try db.execute(sql: "INSERT OR REPLACE INTO code_chunk(ordinal, data) VALUES (?, ?)", arguments: [i, data])
            fingerprints.append(data.withUnsafeBytes { CodeScan.fingerprint($0) })
            index.chunks[i].isSaved = true
        }
        let next = (saved?.revision ?? 0) + 1
        let header = CodeHeader(model: model, codec: index.codec.codec, change: change, revision: next, chunks: fingerprints)
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        try db.execute(
            sql: "INSERT INTO setting VALUES ('codes', ?1) ON CONFLICT(name) DO UPDATE SET value = ?1", arguments: [encoder.encode(header)])
        revision = next
        unsaved = 0
    }
}

extension CodeIndex {
    /// - Parameter row: passage, document, row of the embedding table, vector. A vector of another length cannot be compared and is left out.
    fileprivate mutating func append(_ row: Row, dimensions: Int) throws {
        let vector = try row.withUnsafeData(atIndex: 3) { $0?.floats ?? [] }
        if vector.count == dimensions { append(row[0], document: row[1], vector: row[2], vector) }
    }
}

extension SQLiteKnowledgeStore {
    /// Ranks the candidates of the codes by their exact vectors.
    static func nearest(
        _ db: Database, _ index: CodeIndex, to query: [Float], limit: Int, allowed: Set<Int64>?
    ) throws -> [(id: Int64, score: Double)] {
        // The longer codes misplace a few: of a million clustered vectors the first 30 by them hold 99.7 % of the exact ten, the first 50 hold 99.9 %.
        let candidates = index.candidates(for: query, limit: limit + max(30, limit / 2), allowed: allowed)
        let statement = try db.cachedStatement(sql: "SELECT vector FROM embedding WHERE id = ?")
        var passages: [Int64] = []
        var vectors: [Float] = []
        for candidate in candidates {
            let rows = try Row.fetchCursor(statement, arguments: [candidate.vector])
            guard let row = try rows.next() else { continue }
            let vector = try row.withUnsafeData(atIndex: 0) { $0?.floats ?? [] }
            guard vector.count == query.count else { continue }
            passages.append(candidate.passage)
            vectors += vector
        }
        var scores = [Float](repeating: 0, count: passages.count)
        scores.withUnsafeMutableBufferPointer { scores in
            vectors.withUnsafeBufferPointer { DotProducts.scores(of: $0, rows: passages.count, query: query, into: scores) }
        }
        var best = BestList<Float>(limit: limit)
        for (passage, score) in zip(passages, scores) { best.offer(passage, score) }
        return best.sorted().map { ($0.id, Double($0.score)) }
    }

    /// Whether there are more passages than are compared one by one. A store that has codes keeps them until it is half as large.
    func isLarge(_ db: Database, hasCodes: Bool = false) throws -> Bool {
        let limit = hasCodes ? exactUpTo / 2 : exactUpTo
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM (SELECT 1 FROM passage LIMIT ?)", arguments: [limit + 1]) ?? 0 > limit
    }

    /// After a sync: brings the codes of a large store in step with it and keeps them, then shortens the list of changes.
    func keepCodes(model: String, dimensions: Int) throws {
        try read { db in
            guard try isLarge(db) else { return }
            try dense.withLock { cache in
                try refresh(&cache, db, model: model, dimensions: dimensions)
                guard cache?.coded?.isStale ?? false else { return }
                cache = nil
                try refresh(&cache, db, model: model, dimensions: dimensions, isSavedTrusted: false)
            }
        }
        try write { db in
            try dense.withLock { cache in try cache?.coded?.save(db, model: model) }
            try db.execute(sql: "DELETE FROM passage_change WHERE seq <= ? - 20000", arguments: [CodedVectors.change(db)])
        }
    }
}
