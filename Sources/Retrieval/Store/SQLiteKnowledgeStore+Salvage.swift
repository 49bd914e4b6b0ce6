import Foundation
import GRDB

extension SQLiteKnowledgeStore {
    /// Files that belong to a store beside the one it is named after.
    private static let companions = ["-wal", "-shm"]

    /// Moves a damaged store out of the way, so that a new one can be made in its place. Nothing is deleted.
    ///
    /// - Returns: where it is now.
    public static func setAside(_ path: String) throws -> String {
        var aside = path + ".damaged"
        var number = 2
        while FileManager.default.fileExists(atPath: aside) {
            aside = "\(path).damaged-\(number)"
            number += 1
        }
        do {
            try FileManager.default.moveItem(atPath: path, toPath: aside)
            for suffix in companions where FileManager.default.fileExists(atPath: path + suffix) {
                try FileManager.default.moveItem(atPath: path + suffix, toPath: aside + suffix)
            }
        } catch {
            throw RetrievalError.cannotOpen(path: path, reason: error.localizedDescription)
        }
        return aside
    }

    /// Takes from a damaged store what the documents cannot give again or only slowly: its history, and vectors that are whole. Reads up to the
    /// first damage in each.
    public func salvage(from damaged: String) throws -> Salvaged {
        var salvaged = Salvaged()
        var configuration = Configuration()
        configuration.readonly = true
        guard let other = try? DatabaseQueue(path: damaged, configuration: configuration) else { return salvaged }
        try write { db in
            try? other.read { old in
                let rows = try Row.fetchCursor(old, sql: "SELECT at, document, change, added, removed, reason FROM history ORDER BY id")
                while let row = try rows.next() {
                    // A row that makes no sense is damage too.
                    guard let change = row["change"] as? String, HistoryEntry.Change(rawValue: change) != nil else { break }
                    _ = try note(db, HistoryEntry(row: row))
                    salvaged.changes += 1
                }
                if let filled = try Int64.fetchOne(old, sql: "SELECT value FROM setting WHERE name = 'filledAt'") {
                    try db.execute(sql: "INSERT OR IGNORE INTO setting VALUES ('filledAt', ?)", arguments: [filled])
                }
            }
        }
        try write { db in
            try? other.read { old in
                let sql = "SELECT key, signature, vector FROM embedding JOIN model ON model.id = embedding.model ORDER BY embedding.id"
                let rows = try Row.fetchCursor(old, sql: sql)
                while let row = try rows.next() {
                    guard let key = row["key"] as? Data, key.count == 32, let vector = row["vector"] as? Data, Self.isUnit(vector) else {
                        continue
                    }
                    let signature: String = row["signature"]
                    try db.execute(sql: "INSERT OR IGNORE INTO model(signature) VALUES (?)", arguments: [signature])
                    let insert = """
                        INSERT OR IGNORE INTO embedding(key, model, vector) VALUES (?, (SELECT id FROM model WHERE signature = ?), ?)
                        """
                    try db.execute(sql: insert, arguments: [key, signature, vector])
                    salvaged.vectors += 1
                }
            }
        }
        return salvaged
    }

    /// What was saved of a damaged store.
    public struct Salvaged: Sendable, Equatable {
        public var changes = 0
        public var vectors = 0
    }

    /// Every vector has the length 1: a damaged one rarely has.
    private static func isUnit(_ vector: Data) -> Bool {
        let sum = vector.floats.reduce(0) { $0 + Double($1) * Double($1) }
        return abs(sum - 1) < 1e-3
    }
}
