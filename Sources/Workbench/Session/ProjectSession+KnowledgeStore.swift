import Foundation
import Retrieval

/// The store in numbers: what `assay kb stats --json` prints.
public struct KnowledgeStatistics: Codable, Equatable, Sendable {
    public struct Churn: Codable, Equatable, Sendable {
        public var watchedDays: Double
        public var changes: Int
        public var changeDays: Int
        /// Nil in the first day.
        public var changesPerDocumentAndMonth: Double?
        /// Of the documents of the last 30 days, the share that changed.
        public var shareChangedIn30Days: Double?
    }
    public var documents: Int
    public var failed: Int
    public var passages: Int
    /// Passages that have a vector of the present encoder.
    public var embedded: Int
    public var tokens: Int
    public var bytes: Int
    public var embedder: String?
    /// Nil before the first sync went through.
    public var churn: Churn?
    /// What was last found damaged and mended.
    public var repair: String?

    public var text: String {
        var lines = ["\(documents) documents, \(passages) passages, \(bytes) bytes in the store"]
        if let churn {
            var words = "\(churn.changes) changes in \(String(format: "%.1f", churn.watchedDays)) days"
            if let rate = churn.changesPerDocumentAndMonth { words += String(format: ", %.2f a document and month", rate) }
            if let share = churn.shareChangedIn30Days {
                words += String(format: ", %.0f %% of the documents in the last 30 days", share * 100)
            }
            lines.append(words)
        }
        if let repair { lines.append("once repaired: \(repair)") }
        return lines.joined(separator: "\n")
    }
}

/// One change of one document: a line of `assay kb history`.
public struct HistoryRow: Codable, Equatable, Sendable {
    /// ISO 8601, UTC.
    public var when: String
    public var document: String
    /// added, updated, recut, moved, removed or failed.
    public var change: String
    public var passagesAdded: Int
    public var passagesRemoved: Int
    public var reason: String?
}

/// What `assay kb rebuild` did.
public struct RebuildSummary: Codable, Equatable, Sendable {
    /// What was wrong before.
    public var problems: [String]
    /// Where the damaged store lies now; nil when its indexes were made anew in place.
    public var setAside: String?
    /// Entries of the history, and vectors, taken over from it.
    public var savedChanges: Int
    public var savedVectors: Int
    /// The sync that filled the new store.
    public var sync: SyncSummary?

    public var text: String {
        let found = problems.isEmpty ? "Nothing was wrong. " : "Found: \(problems.joined(separator: "; ")). "
        guard let setAside else { return found + "The indexes were made anew from the stored passages." }
        return found + "The store was made anew from the documents (\(sync?.text ?? "")); \(savedChanges) entries of its history and "
            + "\(savedVectors) vectors were taken over. The damaged one is kept as \(setAside)."
    }
}

extension ProjectSession {
    public func knowledgeStatistics() throws -> KnowledgeStatistics {
        let store = try knowledge()
        let s = try store.statistics()
        let churn = try store.churn().map {
            KnowledgeStatistics.Churn(
                watchedDays: $0.watchedDays, changes: $0.changes, changeDays: $0.changeDays,
                changesPerDocumentAndMonth: $0.changesPerDocumentAndMonth, shareChangedIn30Days: $0.shareChangedLately)
        }
        return KnowledgeStatistics(
            documents: s.documents, failed: s.failed, passages: s.passages, embedded: s.embedded, tokens: s.tokens, bytes: s.bytes,
            embedder: s.embedder, churn: churn, repair: s.repair)
    }

    /// Newest first.
    public func knowledgeHistory(of document: String?, limit: Int) throws -> [HistoryRow] {
        let rows = try knowledge().history(of: document, limit: limit)
        if let document, rows.isEmpty {
            throw WorkbenchError(.notFound, "The knowledge base knows nothing of \(document).", next: "See: assay kb list")
        }
        return rows.map {
            HistoryRow(
                when: $0.when.formatted(.iso8601), document: $0.document, change: $0.change.rawValue, passagesAdded: $0.passagesAdded,
                passagesRemoved: $0.passagesRemoved, reason: $0.reason)
        }
    }

    /// What is wrong with the store, in words; empty when all is well.
    public func checkKnowledge() throws -> [String] { try knowledge().problems().map(\.description) }

    /// Makes the indexes anew; a store that is damaged itself is set aside and made anew from the documents.
    public func rebuildKnowledge(progress: ProgressSink = { _ in true }) throws -> RebuildSummary {
        var summary = RebuildSummary(problems: [], savedChanges: 0, savedVectors: 0)
        do {
            let lock = try syncLock()
            defer { withExtendedLifetime(lock) {} }
            let store = try knowledge()
            let problems = try store.problems()
            summary.problems = problems.map(\.description)
            if problems.allSatisfy(\.isMendedByRebuilding) {
                try store.rebuild()
                return summary
            }
        } catch RetrievalError.notAStore(_, let reason) {
            summary.problems = [reason]
        }
        forgetKnowledge()
        let aside = try SQLiteKnowledgeStore.setAside(project.knowledgeStore)
        summary.setAside = project.relative(aside)
        let saved = try salvage(from: aside)
        (summary.savedChanges, summary.savedVectors) = (saved.changes, saved.vectors)
        summary.sync = try sync(progress: progress)
        return summary
    }

    private func salvage(from aside: String) throws -> SQLiteKnowledgeStore.Salvaged {
        let store = try SQLiteKnowledgeStore(path: project.knowledgeStore, root: project.root, embedder: try self.encoder())
        return try store.salvage(from: aside)
    }

    func syncLock() throws -> ProjectLock { try ProjectLock(project.state + "/sync.lock", doing: "syncing the knowledge base") }
}
