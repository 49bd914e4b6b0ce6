import Foundation
import GRDB

extension SQLiteKnowledgeStore {
    public func sync(_ sources: KnowledgeSources, progress: (SyncProgress) -> SyncContinuation) throws -> SyncReport {
        try synchronizer().run(sources, progress: progress)
    }

    private func synchronizer() throws -> Synchronizer {
        Synchronizer(
            target: self, scanner: scanner, chunking: chunking, embedder: try embedder(), indexEvery: max(64, exactUpTo / 2))
    }

    public func remove(_ document: String) throws -> Bool { try drop(document) != nil }

    public func rebuild(discardingEmbeddings: Bool, progress: (SyncProgress) -> SyncContinuation) throws {
        let embedder = try embedder()
        dense.withLock { $0 = nil }
        try write { db in
            if discardingEmbeddings { try db.execute(sql: "DELETE FROM embedding") }
            // A vector of another length can't be compared; without it the text is embedded again.
            try db.execute(
                sql: "DELETE FROM embedding WHERE length(vector) != ? AND model = (SELECT id FROM model WHERE signature = ?)",
                arguments: [embedder.dimensions * MemoryLayout<Float>.stride, embedder.signature])
            try Self.rebuildWords(db)
            try Self.forgetWords(db)
            try markChanged(db)
        }
        let synchronizer = try synchronizer()
        let documents = try documents()
        var position = SyncPosition(documents: documents.count, bytes: documents.reduce(0) { $0 + $1.bytes })
        var seconds = SyncReport.Seconds()
        for document in documents {
            let wanted = try rekey(document.path, embedder)
            var isStopped = false
            do {
                try synchronizer.embed(wanted, &seconds) { done in
                    position.embedded += done.made
                    if progress(.position(position)) == .stop {
                        isStopped = true
                        throw CancellationError()
                    }
                }
            } catch is CancellationError where isStopped {
                return try write(markChanged)
            }
            position.documentsDone += 1
            position.bytesDone += document.bytes
        }
        try finish(model: embedder.signature)
        try write(markChanged)
    }

    /// Keys a document's passages for the encoder at hand, and gives those that have no vector yet.
    private func rekey(_ document: String, _ embedder: any Embedder) throws -> [(key: EmbeddingKey, text: String)] {
        let chunker = Chunker(parameters: chunking, countTokens: embedder.countTokens)
        return try write { db in
            var wanted: [(key: EmbeddingKey, text: String)] = []
            var seen = Set<EmbeddingKey>()
            for passage in try PassageQuery.fetch(db, where: "document.path = ?", [document]) {
                let headings = chunker.embedded(passage.headings)
                let text = PassageDraft.embeddingText(headings: headings, lead: passage.lead, text: passage.text)
                let key = EmbeddingKey(text: text, model: embedder.signature)
                try db.execute(sql: "UPDATE passage SET key = ? WHERE id = ?", arguments: [Data(key.bytes), passage.id])
                let isKnown = try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM embedding WHERE key = ?)", arguments: [Data(key.bytes)])
                if isKnown != true, seen.insert(key).inserted { wanted.append((key, text)) }
            }
            return wanted
        }
    }

    /// Makes every store on this file look again at its next search.
    func markChanged(_ db: Database) throws {
        try db.execute(sql: "UPDATE setting SET value = value + 1 WHERE name = 'generation'")
    }
}

extension SQLiteKnowledgeStore: SyncTarget {
    func records() throws -> [String: DocumentRecord] {
        try read { db in
            let sql = "SELECT *, (SELECT count(*) FROM passage WHERE document = document.id) AS passages FROM document"
            let rows = try Row.fetchAll(db, sql: sql)
            return Dictionary(uniqueKeysWithValues: rows.map { row in (row["path"] as String, DocumentRecord(row: row)) })
        }
    }

    func known(_ keys: Set<EmbeddingKey>) throws -> Set<EmbeddingKey> {
        try read { db in
            let statement = try db.cachedStatement(sql: "SELECT 1 FROM embedding WHERE key = ?")
            return try keys.filter { try Int.fetchOne(statement, arguments: [Data($0.bytes)]) != nil }
        }
    }

    func keep(_ vectors: [(key: EmbeddingKey, vector: [Float])], model: String) throws {
        try write { db in
            try db.execute(sql: "INSERT OR IGNORE INTO model(signature) VALUES (?)", arguments: [model])
            let statement = try db.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO embedding(key, model, vector) VALUES (?, (SELECT id FROM model WHERE signature = ?), ?)
                    """)
            for (key, vector) in vectors {
                // Little-endian floats, as every machine this runs on keeps them.
                let data = vector.withUnsafeBytes { Data($0) }
                try statement.execute(arguments: [Data(key.bytes), model, data])
            }
        }
    }

    func put(_ document: PreparedDocument) throws -> HistoryEntry? {
        try write { db in
            let file = document.file
            let old = try Row.fetchOne(db, sql: "SELECT id, failure, checksum FROM document WHERE path = ?", arguments: [file.path])
            let syncedAt = now()
            try db.execute(
                sql: """
                    INSERT INTO document(path, title, bytes, modified, checksum, signature, syncedAt, failure)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)
                    ON CONFLICT(path) DO UPDATE SET title = ?2, bytes = ?3, modified = ?4, checksum = ?5, signature = ?6,
                        syncedAt = ?7, failure = NULL
                    """,
                arguments: [
                    file.path, document.title, file.bytes, file.modified, document.checksum, document.signature, syncedAt.nanoseconds,
                ])
            guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM document WHERE path = ?", arguments: [file.path]) else { return nil }
            let (added, removed) = try replacePassages(db, of: id, with: document.passages)
            try markChanged(db)
            let wasThere = old.map { ($0["failure"] as String?) == nil } ?? false
            let isSameText = wasThere && old?["checksum"] == document.checksum
            if isSameText, added == 0, removed == 0 { return nil }
            return try note(
                db,
                HistoryEntry(
                    when: syncedAt, document: file.path, change: !wasThere ? .added : isSameText ? .recut : .updated,
                    passagesAdded: added, passagesRemoved: removed))
        }
    }

    /// Passages that stayed the same move; the others go or come. A passage's words are fixed for its life, so that a stored
    /// citation means what it meant.
    private func replacePassages(
        _ db: Database, of document: Int64, with passages: [(draft: PassageDraft, key: EmbeddingKey)]
    ) throws -> (added: Int, removed: Int) {
        var old: [PassageContent: [Int64]] = [:]
        let sql = "SELECT id, headings, lead, text FROM passage WHERE document = ? ORDER BY ordinal DESC"
        for row in try Row.fetchAll(db, sql: sql, arguments: [document]) {
            old[PassageContent(headings: row["headings"], lead: row["lead"], text: row["text"]), default: []].append(row["id"])
        }
        let update = try db.cachedStatement(
            sql: "UPDATE passage SET ordinal = ?, start = ?, \"end\" = ?, tokens = ?, key = ?, page = ?, row = ? WHERE id = ?")
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO passage(document, ordinal, headings, heading, lead, text, cleaned, start, "end", tokens, key, page, row)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        var added = 0
        for (ordinal, passage) in passages.enumerated() {
            let draft = passage.draft
            let headings = PassageQuery.encode(draft.headings)
            let key = Data(passage.key.bytes)
            if let id = old[PassageContent(headings: headings, lead: draft.lead, text: draft.text)]?.popLast() {
                try update.execute(arguments: [
                    ordinal, draft.range.lowerBound, draft.range.upperBound, draft.tokens, key, draft.page, draft.row, id,
                ])
                continue
            }
            let cleaned = ModelText.clean(draft.text)
            try insert.execute(arguments: [
                document, ordinal, headings, draft.headings.joined(separator: " › "), draft.lead, draft.text,
                cleaned.removed > 0 ? cleaned.text : nil, draft.range.lowerBound, draft.range.upperBound, draft.tokens, key,
                draft.page, draft.row,
            ])
            added += 1
        }
        let gone = old.values.flatMap { $0 }
        for id in gone { try db.execute(sql: "DELETE FROM passage WHERE id = ?", arguments: [id]) }
        return (added, gone.count)
    }

    func fail(_ file: SourceFile, reason: String) throws -> HistoryEntry? {
        try write { db in
            let old = try Row.fetchOne(db, sql: "SELECT id, failure FROM document WHERE path = ?", arguments: [file.path])
            let removed = try old.map { try dropPassages(db, of: $0["id"]) } ?? 0
            let at = now()
            try db.execute(
                sql: """
                    INSERT INTO document(path, title, bytes, modified, checksum, signature, syncedAt, failure)
                    VALUES (?1, ?2, ?3, ?4, '', '', ?5, ?6)
                    ON CONFLICT(path) DO UPDATE SET bytes = ?3, modified = ?4, checksum = '', signature = '', syncedAt = ?5, failure = ?6
                    """,
                arguments: [file.path, Chunker.title(fromFileName: file.path), file.bytes, file.modified, at.nanoseconds, reason])
            if old?["failure"] == reason { return nil }
            try markChanged(db)
            return try note(
                db, HistoryEntry(when: at, document: file.path, change: .failed, passagesAdded: 0, passagesRemoved: removed, reason: reason)
            )
        }
    }

    func touch(_ file: SourceFile) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE document SET modified = ?, syncedAt = ? WHERE path = ?",
                arguments: [file.modified, now().nanoseconds, file.path])
        }
    }

    func move(_ path: String, to file: SourceFile) throws -> HistoryEntry? {
        try write { db in
            try db.execute(
                sql: "UPDATE document SET path = ?, modified = ?, signature = '' WHERE path = ?",
                arguments: [file.path, file.modified, path])
            guard db.changesCount > 0 else { return nil }
            try markChanged(db)
            return try note(
                db,
                HistoryEntry(when: now(), document: file.path, change: .moved, passagesAdded: 0, passagesRemoved: 0, reason: "was \(path)"))
        }
    }

    func drop(_ path: String) throws -> HistoryEntry? {
        try write { db in
            guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM document WHERE path = ?", arguments: [path]) else { return nil }
            let removed = try dropPassages(db, of: id)
            try db.execute(sql: "DELETE FROM document WHERE id = ?", arguments: [id])
            try markChanged(db)
            return try note(
                db, HistoryEntry(when: now(), document: path, change: .removed, passagesAdded: 0, passagesRemoved: removed))
        }
    }

    func finish(model: String) throws {
        try write { db in
            try noteFirstSync(db)
            try db.execute(
                sql: "INSERT INTO setting VALUES ('embedder', ?1) ON CONFLICT(name) DO UPDATE SET value = ?1", arguments: [model])
            // Vectors of earlier versions are kept for a while, so that an edit taken back costs nothing; the oldest go first.
            let passages = try Int.fetchOne(db, sql: "SELECT count(*) FROM passage") ?? 0
            let orphans = "SELECT id FROM embedding WHERE NOT EXISTS (SELECT 1 FROM passage WHERE passage.key = embedding.key)"
            try db.execute(
                sql: "DELETE FROM embedding WHERE id IN (\(orphans) ORDER BY id DESC LIMIT -1 OFFSET ?)", arguments: [max(1_000, passages)])
        }
        try keepIndexes(model: model)
    }

    func keepIndexes(model: String) throws {
        try keepWords()
        try keepCodes(model: model, dimensions: try embedder().dimensions)
    }

    private func dropPassages(_ db: Database, of document: Int64) throws -> Int {
        try db.execute(sql: "DELETE FROM passage WHERE document = ?", arguments: [document])
        return db.changesCount
    }
}

extension DocumentRecord {
    init(row: Row) {
        self.init(
            title: row["title"], bytes: row["bytes"], modified: row["modified"], checksum: row["checksum"], signature: row["signature"],
            syncedAt: row["syncedAt"], failure: row["failure"], passages: row["passages"])
    }
}

/// What makes two passages the same, compared byte by byte: `String` would call canonically equivalent text equal.
private struct PassageContent: Hashable {
    var headings: [UInt8]
    var lead: [UInt8]
    var text: [UInt8]

    init(headings: String, lead: String, text: String) {
        self.headings = Array(headings.utf8)
        self.lead = Array(lead.utf8)
        self.text = Array(text.utf8)
    }
}
