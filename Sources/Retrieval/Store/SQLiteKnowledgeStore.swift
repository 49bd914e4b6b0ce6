import Foundation
import GRDB
import Synchronization

/// The embedded store: one SQLite file with FTS5 for words, and vectors scanned in memory.
///
/// Several stores, in one process or in many, may work on the same file: SQLite's write-ahead log keeps readers and the one
/// writer apart, writers wait for each other up to the busy timeout, and a store notices what others wrote.
public final class SQLiteKnowledgeStore: KnowledgeStore {
    public let path: String
    /// The folder that document paths are relative to.
    public let root: String
    public let chunking: ChunkingParameters
    public let limits: DocumentLimits
    /// Stores of more passages are searched by codes first.
    public let exactUpTo: Int
    let segmentSizes: SegmentSizes

    let pool: DatabasePool
    let now: @Sendable () -> Date
    private let makeEmbedder: @Sendable () throws -> any Embedder
    private let loaded = Mutex<(any Embedder)?>(nil)
    /// Loaded at the first dense search, then kept in step with the file.
    let dense = Mutex<DenseCache?>(nil)
    /// Loaded at the first search of a large store by words, then kept in step with the file.
    let lexical = Mutex<LexicalCache?>(nil)

    /// Opens the store, making the file and its folder when they are not there.
    ///
    /// - Parameters:
    ///   - root: the project's folder.
    ///   - busyTimeout: seconds to wait for another process that writes.
    ///   - exactUpTo: passages whose vectors are held in memory and all compared; a larger store is scanned by short codes, and only the
    ///     best are compared exactly. A larger one also has an index of words of its own.
    ///   - segmentSizes: of that index.
    ///   - embedder: evaluated once, when a vector or a token count is first needed: listing and lexical search work without.
    ///   - now: the clock of the history.
    public init(
        path: String, root: String, chunking: ChunkingParameters = ChunkingParameters(), limits: DocumentLimits = DocumentLimits(),
        busyTimeout: Double = 5, exactUpTo: Int = 10_000, segmentSizes: SegmentSizes = SegmentSizes(),
        now: @escaping @Sendable () -> Date = { Date() },
        embedder: @autoclosure @escaping @Sendable () throws -> any Embedder
    ) throws {
        self.path = path
        self.root = SourceScanner.standardized(root)
        self.chunking = chunking
        self.limits = limits
        self.exactUpTo = max(1, exactUpTo)
        self.segmentSizes = segmentSizes
        self.now = now
        makeEmbedder = embedder
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw RetrievalError.cannotOpen(path: path, reason: error.localizedDescription)
        }
        pool = try Self.open(path, busyTimeout)
    }

    private static func open(_ path: String, _ busyTimeout: Double) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout)
        configuration.maximumReaderCount = 3
        configuration.prepareDatabase { db in
            // Everything here can be built again from the documents: NORMAL loses at most the last moments, never the file.
            if !db.configuration.readonly { try db.execute(sql: "PRAGMA synchronous = NORMAL") }
        }
        return try translating(path) {
            let pool = try retrying(until: busyTimeout) { try DatabasePool(path: path, configuration: configuration) }
            let migrator = Schema.migrator
            // Asked before anything is written: a newer store stays as it is.
            if try pool.read(migrator.hasBeenSuperseded) { throw RetrievalError.newerSchema(path: path) }
            if try !pool.read(migrator.hasCompletedMigrations) { try migrate(pool, migrator) }
            return pool
        }
    }

    /// Two processes may make the same store at once: who comes second finds the tables there, all of them or the first ones, and goes on
    /// from what the other has done.
    private static func migrate(_ pool: DatabasePool, _ migrator: DatabaseMigrator) throws {
        while true {
            let before = try pool.read(migrator.appliedIdentifiers)
            do {
                return try migrator.migrate(pool)
            } catch {
                guard try pool.read(migrator.appliedIdentifiers) != before else { throw error }
            }
        }
    }

    /// SQLite does not wait for another process that turns on the write-ahead log at the same moment.
    private static func retrying<T>(until seconds: Double, _ body: () throws -> T) throws -> T {
        let pause = 0.05
        var left = seconds
        while true {
            do {
                return try body()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && left > 0 {
                Thread.sleep(forTimeInterval: pause)
                left -= pause
            }
        }
    }

    /// Gives what SQLite reports a meaning that a person can act on.
    static func translating<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: throw RetrievalError.locked(path: path)
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: throw RetrievalError.notAStore(path: path, reason: reason)
            case .SQLITE_FULL: throw RetrievalError.noSpace(path: path)
            case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_IOERR:
                // On a full disk SQLite cannot make the files beside the store either, and calls that by another name.
                if hasNoSpace(path) { throw RetrievalError.noSpace(path: path) }
                throw RetrievalError.cannotOpen(path: path, reason: reason)
            default: throw error
            }
        }
    }

    private static func hasNoSpace(_ path: String) -> Bool {
        var system = statvfs()
        guard statvfs((path as NSString).deletingLastPathComponent, &system) == 0 else { return false }
        return UInt64(system.f_bavail) * UInt64(system.f_frsize) < 1 << 18
    }

    func read<T>(_ body: (Database) throws -> T) throws -> T { try mending { try pool.read(body) } }

    /// One transaction; what it changes makes every store on this file look again at its next search.
    func write<T>(_ body: (Database) throws -> T) throws -> T { try mending { try pool.write(body) } }

    /// A damaged index of words is made anew at once, and what stumbled over it is done again.
    private func mending<T>(_ body: () throws -> T) throws -> T {
        try Self.translating(path) {
            do {
                return try body()
            } catch let error as DatabaseError where Self.isWordDamage(error) {
                try mendWords()
                return try body()
            }
        }
    }

    /// The encoder, loaded at the first call. A failure is not remembered: the files may be there the next time.
    func embedder() throws -> any Embedder {
        try loaded.withLock { loaded in
            if let embedder = loaded { return embedder }
            let embedder = try makeEmbedder()
            loaded = embedder
            return embedder
        }
    }

    var scanner: SourceScanner { SourceScanner(root: root, limits: limits) }

    // MARK: - Listing

    public func documents() throws -> [Document] {
        try read { db in
            let sql = """
                SELECT path, title, bytes, checksum, syncedAt, failure, (SELECT count(*) FROM passage WHERE document = document.id) AS passages
                FROM document ORDER BY path
                """
            return try Row.fetchAll(db, sql: sql).map { row in
                Document(
                    path: row["path"], title: row["title"], bytes: row["bytes"], passages: row["passages"], checksum: row["checksum"],
                    syncedAt: Date(nanoseconds: row["syncedAt"]), failure: row["failure"])
            }
        }
    }

    public func passages(of document: String) throws -> [Passage] {
        try read { db in
            try PassageQuery.fetch(db, where: "document.path = ? ORDER BY passage.ordinal", [document])
        }
    }

    public func passage(_ id: Int64) throws -> Passage? {
        try read { db in try PassageQuery.fetch(db, where: "passage.id = ?", [id]).first }
    }

    public func statistics() throws -> StoreStatistics {
        try read { db in
            let model = try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'embedder'")
            let embedded = """
                SELECT count(*) FROM passage JOIN embedding USING (key)
                WHERE embedding.model = (SELECT id FROM model WHERE signature = ?)
                """
            return try StoreStatistics(
                documents: Int.fetchOne(db, sql: "SELECT count(*) FROM document") ?? 0,
                failed: Int.fetchOne(db, sql: "SELECT count(*) FROM document WHERE failure IS NOT NULL") ?? 0,
                passages: Int.fetchOne(db, sql: "SELECT count(*) FROM passage") ?? 0,
                tokens: Int.fetchOne(db, sql: "SELECT coalesce(sum(tokens), 0) FROM passage") ?? 0,
                embedded: Int.fetchOne(db, sql: embedded, arguments: [model]) ?? 0,
                cachedEmbeddings: Int.fetchOne(db, sql: "SELECT count(*) FROM embedding") ?? 0,
                bytes: Int.fetchOne(db, sql: "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()") ?? 0,
                embedder: model, repair: String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'repair'"))
        }
    }

    public func status(of sources: KnowledgeSources) throws -> StatusReport {
        let records = try records()
        // Without an encoder the files can still be compared; sync and search say what is wrong with it.
        let signature: SyncPlan.Signature =
            if let embedder = try? embedder() {
                .exactly(Synchronizer.signature(chunking, embedder))
            } else {
                .chunking(chunking.signature + " |")
            }
        return SyncPlan(
            scan: scanner.scan(sources), records: records, signature: signature, reader: DocumentReader(limits: limits)
        ).report()
    }
}

extension Date {
    init(nanoseconds: Int64) { self.init(timeIntervalSince1970: Double(nanoseconds) / 1e9) }
    var nanoseconds: Int64 { Int64(timeIntervalSince1970 * 1e9) }
}
