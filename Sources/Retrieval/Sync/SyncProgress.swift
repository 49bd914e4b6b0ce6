/// What a sync tells while it runs.
public enum SyncProgress: Sendable, Equatable {
    /// The sources have been listed: this many documents, so many of them to read.
    case scanned(documents: Int, toRead: Int)
    /// Begins a document; `index` counts from 0.
    case reading(document: String, index: Int, count: Int)
    /// How far it is: after every few passages, and at least ten times a second while a document is waited for.
    case position(SyncPosition)
    /// The store now holds this change.
    case changed(HistoryEntry)
}

/// The answer to progress: go on, or end soon and keep what is done.
public enum SyncContinuation: Sendable, Equatable { case more, stop }

/// How far a sync, or a rebuilding, is.
public struct SyncPosition: Sendable, Equatable {
    /// Documents to read, and those of them that are done.
    public var documents = 0
    public var documentsDone = 0
    /// Bytes of the documents to read, and how many of them are done: a part of the documents at hand included.
    public var bytes = 0
    public var bytesDone = 0
    /// Passages embedded now.
    public var embedded = 0
    /// Passages whose vector was already known.
    public var reused = 0

    public init() {}

    init(documents: Int, bytes: Int) {
        self.documents = documents
        self.bytes = bytes
    }

    public var passages: Int { embedded + reused }
    /// 0…1.
    public var fraction: Double { bytes > 0 ? Double(bytesDone) / Double(bytes) : documentsDone == documents ? 1 : 0 }
}
