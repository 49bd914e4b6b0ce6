import Foundation

/// A document as the store knows it: where it came from, what it held at the last sync, or why it could not be read.
public struct Document: Sendable, Equatable, Identifiable {
    public var id: String { path }
    /// Relative to the store's root where the file lies under it, else absolute.
    public var path: String
    /// From the front matter, else the first heading, else the file's name.
    public var title: String
    /// Size of the file in bytes at the last sync.
    public var bytes: Int
    public var passages: Int
    /// SHA-256 of the file, lower-case hexadecimal; empty when it could not be read.
    public var checksum: String
    public var syncedAt: Date
    /// Why the document has no passages, in words; nil when it was read.
    public var failure: String?
}

/// How a document on disk stands against the store.
public enum DocumentStatus: Sendable, Equatable {
    /// The store holds the file as it is on disk.
    case fresh
    /// The file, or the way documents are read, cut and embedded, changed since the last sync.
    case stale
    /// On disk, never synced.
    case new
    /// In the store, gone from disk or from the sources.
    case missing
    /// Could not be read; the reason.
    case failed(String)
}

/// One line of a status listing.
public struct DocumentState: Sendable, Equatable, Identifiable {
    public var id: String { path }
    public var path: String
    public var title: String
    public var status: DocumentStatus
    public var passages: Int
    public var bytes: Int
}

/// A file in a source folder that is no document of a kind read here.
public struct SkippedFile: Sendable, Equatable {
    public var path: String
    public var reason: String
}

/// Every document with its status, and what was left out.
public struct StatusReport: Sendable, Equatable {
    /// Sorted by path.
    public var documents: [DocumentState]
    public var skipped: [SkippedFile]
    /// Sources that are not there.
    public var missingSources: [String]
}
