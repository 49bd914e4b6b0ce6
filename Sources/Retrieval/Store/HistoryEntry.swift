import Foundation

/// One change of one document.
public struct HistoryEntry: Sendable, Equatable {
    public enum Change: String, Sendable, Equatable, Codable {
        case added, updated, removed
        /// It could no longer, or not yet, be read.
        case failed
    }

    public var when: Date
    public var document: String
    public var change: Change
    public var passagesAdded: Int
    public var passagesRemoved: Int
    /// Why it failed.
    public var reason: String?
}
