import Foundation

/// One change of one document.
public struct HistoryEntry: Sendable, Equatable {
    public enum Change: String, Sendable, Equatable, Codable {
        case added, updated, removed
        /// The same text, cut into passages in another way: settings changed, not what the document says.
        case recut
        /// The same text under another path.
        case moved
        /// It could no longer, or not yet, be read.
        case failed
    }

    public var when: Date
    public var document: String
    public var change: Change
    public var passagesAdded: Int
    public var passagesRemoved: Int
    /// Why it failed, or the path that it had before.
    public var reason: String?
}
