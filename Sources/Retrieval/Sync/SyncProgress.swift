/// What a sync tells while it runs.
public enum SyncProgress: Sendable, Equatable {
    /// The sources have been listed: this many documents, so many of them to read.
    case scanned(documents: Int, toRead: Int)
    /// Begins a document; `index` counts from 0.
    case reading(document: String, index: Int, count: Int)
    /// Vectors made or found for the document at hand.
    case embedding(document: String, done: Int, count: Int)
    /// The store now holds this change.
    case changed(HistoryEntry)
}

/// The answer to progress: go on, or end soon and keep what is done.
public enum SyncContinuation: Sendable, Equatable { case more, stop }
