import Foundation
import GRDB

extension SQLiteKnowledgeStore {
    public func history(of document: String?, limit: Int) throws -> [HistoryEntry] {
        try read { db in
            let sql =
                "SELECT at, document, change, added, removed, reason FROM history WHERE ?1 IS NULL OR document = ?1 ORDER BY id DESC LIMIT ?2"
            return try Row.fetchAll(db, sql: sql, arguments: [document, max(0, limit)]).map(HistoryEntry.init(row:))
        }
    }

    public func churn() throws -> Churn? {
        try read { db in
            guard let filled = try Int64.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'filledAt'") else { return nil }
            let now = now().nanoseconds
            let day: Int64 = 86_400_000_000_000
            // An update of nothing but blank space changes no passage.
            let isChange = "change IN ('added', 'removed') OR change = 'updated' AND added + removed > 0"
            let counts = try Row.fetchOne(
                db, sql: "SELECT count(*), count(DISTINCT (at - ?1) / ?2) FROM history WHERE at > ?1 AND (\(isChange))",
                arguments: [filled, day])
            let lately = try Int.fetchOne(
                db, sql: "SELECT count(DISTINCT document) FROM history WHERE at > max(?1, ?2) AND (\(isChange))",
                arguments: [filled, now - Int64(Churn.month) * day])
            return Churn(
                watchedDays: Double(max(0, now - filled)) / Double(day), changeDays: counts?[1] ?? 0, changes: counts?[0] ?? 0,
                documents: try Int.fetchOne(db, sql: "SELECT count(*) FROM document WHERE failure IS NULL") ?? 0,
                changedLately: lately ?? 0)
        }
    }

    /// Remembers when a sync first went through to the end: what came before filled the store.
    func noteFirstSync(_ db: Database) throws {
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM document)") ?? false else { return }
        // A store that an earlier version filled has a history, but not this mark: its first hour counts as the filling.
        let wasFilled = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM setting WHERE name = 'embedder')") ?? false
        let first = try Int64.fetchOne(db, sql: "SELECT min(at) FROM history") ?? now().nanoseconds
        let filled = wasFilled ? min(now().nanoseconds, first + 3_600_000_000_000) : now().nanoseconds
        try db.execute(sql: "INSERT OR IGNORE INTO setting VALUES ('filledAt', ?)", arguments: [filled])
    }

    func note(_ db: Database, _ entry: HistoryEntry) throws -> HistoryEntry {
        try db.execute(
            sql: "INSERT INTO history(at, document, change, added, removed, reason) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                entry.when.nanoseconds, entry.document, entry.change.rawValue, entry.passagesAdded, entry.passagesRemoved, entry.reason,
            ])
        return entry
    }
}

extension HistoryEntry {
    init(row: Row) {
        self.init(
            when: Date(nanoseconds: row["at"]), document: row["document"], change: Change(rawValue: row["change"]) ?? .updated,
            passagesAdded: row["added"], passagesRemoved: row["removed"], reason: row["reason"])
    }
}
