import ModelFormats

/// What a store must offer so that `Synchronizer` can keep it in step. Every method is one atomic step.
protocol SyncTarget: Sendable {
    /// Looks for damage that can be seen at once and mends it; says what was mended.
    func mend() throws -> [String]
    func records() throws -> [String: DocumentRecord]
    /// Which of the keys have a vector.
    func known(_ keys: Set<EmbeddingKey>) throws -> Set<EmbeddingKey>
    func keep(_ vectors: [(key: EmbeddingKey, vector: [Float])], model: String) throws
    /// Puts a document in place of its older version; passages that stayed the same keep their ids. Nil: nothing changed.
    func put(_ document: PreparedDocument) throws -> HistoryEntry?
    /// Lists the document as failed and drops its passages. Nil: it was already listed so.
    func fail(_ file: SourceFile, reason: String) throws -> HistoryEntry?
    /// Notes that the file was only touched: same bytes, other times.
    func touch(_ file: SourceFile) throws
    /// The file has another name: its passages stay. The document counts as stale until it is put again, for a title may be a file's name.
    func move(_ path: String, to file: SourceFile) throws -> HistoryEntry?
    func drop(_ path: String) throws -> HistoryEntry?
    /// Brings what searches of a large store need in step with its passages, and keeps it: else each new process makes it anew.
    func keepIndexes(model: String) throws
    /// The sync went through: remembers the encoder and trims the embedding cache.
    func finish(model: String) throws
}

/// SHA-256 over the text that is embedded and the encoder's signature.
struct EmbeddingKey: Hashable, Sendable {
    var bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    init(text: String, model: String) {
        var hash = SHA256()
        hash.update(text.utf8)
        hash.update(CollectionOfOne(0))
        hash.update(model.utf8)
        let digits = Array(hash.hexDigest())
        bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0 }
    }
}

/// What the store remembers of a file, enough to tell whether it must be read again.
struct DocumentRecord: Equatable {
    var title: String
    var bytes: Int
    var modified: Int64
    var checksum: String
    /// Of extractor, chunker and encoder.
    var signature: String
    /// Nanoseconds since 1970.
    var syncedAt: Int64
    var failure: String?
    var passages: Int
}

/// A document read, cut and keyed: ready for the store.
struct PreparedDocument {
    var file: SourceFile
    var title: String
    var checksum: String
    var signature: String
    var model: String
    var passages: [(draft: PassageDraft, key: EmbeddingKey)]
}
