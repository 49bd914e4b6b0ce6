/// A team's documents, cut into passages and indexed for search. All methods may be called from any thread.
///
/// Everything above this target talks to the protocol: what a store is made of (SQL, files, a service) stays below it.
public protocol KnowledgeStore: Sendable {
    /// Every document, failed ones included, sorted by path.
    func documents() throws -> [Document]

    /// The passages of a document in reading order; empty when there is no such document.
    func passages(of document: String) throws -> [Passage]

    /// The passage with this id, or nil when it is gone.
    func passage(_ id: Int64) throws -> Passage?

    /// How the sources on disk stand against the store, without changing it.
    ///
    /// When the encoder cannot be loaded its part of the signature is not compared; `sync` and `search` report that.
    func status(of sources: KnowledgeSources) throws -> StatusReport

    /// Brings the store in step with the sources: new and changed documents are read, cut and embedded, gone ones removed.
    /// A bad document is listed in the report and never stops the rest. Unchanged text is not embedded again.
    ///
    /// - Parameter progress: called from the calling thread; `.stop` ends the sync soon and keeps what is done.
    func sync(_ sources: KnowledgeSources, progress: (SyncProgress) -> SyncContinuation) throws -> SyncReport

    /// The best passages for a query, best first. An empty store or query gives no hits.
    func search(_ request: SearchRequest) throws -> [SearchHit]

    /// Takes a document out; false when it was not there. The next sync takes it in again unless its source is gone or it
    /// is among `KnowledgeSources.excluded`.
    @discardableResult func remove(_ document: String) throws -> Bool

    func statistics() throws -> StoreStatistics

    /// What happened to a document, or to all of them, newest first.
    func history(of document: String?, limit: Int) throws -> [HistoryEntry]

    /// How often the documents changed since the store was first filled; nil before that.
    func churn() throws -> Churn?

    /// Looks through everything that is stored, which takes about as long as reading it all. Empty: all is well.
    func problems() throws -> [StoreProblem]

    /// Builds both indexes again from the stored passages, embedding what has no vector of the present encoder.
    ///
    /// - Parameter discardingEmbeddings: throws the embedding cache away first.
    func rebuild(discardingEmbeddings: Bool, progress: (SyncProgress) -> SyncContinuation) throws
}

extension KnowledgeStore {
    public func sync(_ sources: KnowledgeSources) throws -> SyncReport { try sync(sources) { _ in .more } }

    public func rebuild() throws { try rebuild(discardingEmbeddings: false) { _ in .more } }
}
