import Foundation

/// How often a store's documents change, by its own history. What filled the store at first is no change, nor is a document that moved,
/// that could not be read, or that was only cut in another way.
public struct Churn: Sendable, Equatable, Codable {
    /// Days since the store was first filled.
    public var watchedDays: Double
    /// Of those days, counted from the first filling, how many brought a change.
    public var changeDays: Int
    /// Changes of documents since then: added, updated, removed.
    public var changes: Int
    /// Documents in the store now.
    public var documents: Int
    /// Documents, gone ones included, that changed within the last 30 days.
    public var changedLately: Int

    public static let month = 30.0

    public init(watchedDays: Double, changeDays: Int, changes: Int, documents: Int, changedLately: Int) {
        self.watchedDays = watchedDays
        self.changeDays = changeDays
        self.changes = changes
        self.documents = documents
        self.changedLately = changedLately
    }

    /// Changes for each document in a month; nil in the first day, which says nothing about a month.
    public var changesPerDocumentAndMonth: Double? {
        guard watchedDays >= 1, documents > 0 else { return nil }
        return Double(changes) / Double(documents) / watchedDays * Self.month
    }

    /// Of the documents that there are or were within the last 30 days, the share that changed; nil for an empty store.
    public var shareChangedLately: Double? {
        let all = max(documents, changedLately)
        return all > 0 ? Double(changedLately) / Double(all) : nil
    }
}
