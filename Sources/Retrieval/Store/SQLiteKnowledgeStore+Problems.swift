import Foundation
import GRDB

extension SQLiteKnowledgeStore {
    public func problems() throws -> [StoreProblem] {
        do {
            var problems = try pool.read(Self.fileProblems)
            // In a damaged file the other questions have no meaning.
            guard problems.isEmpty else { return problems }
            problems = try pool.read { db in try Self.passageProblems(db) + Self.vectorProblems(db) + Self.codeProblems(db) }
            if let words = try wordProblem() { problems.append(words) }
            return problems
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            return [StoreProblem(part: .file, description: error.message ?? "the file is damaged")]
        } catch {
            return try Self.translating(path) { throw error }
        }
    }

    private static func fileProblems(_ db: Database) throws -> [StoreProblem] {
        try String.fetchAll(db, sql: "PRAGMA integrity_check(10)").filter { $0 != "ok" }.map { StoreProblem(part: .file, description: $0) }
    }

    private static func passageProblems(_ db: Database) throws -> [StoreProblem] {
        var problems: [StoreProblem] = []
        func count(_ sql: String, _ words: (Int) -> String) throws {
            let found = try Int.fetchOne(db, sql: sql) ?? 0
            if found > 0 { problems.append(StoreProblem(part: .passages, description: words(found))) }
        }
        try count("SELECT count(*) FROM pragma_foreign_key_check") { "\($0) rows belong to a document or model that is not there" }
        try count("SELECT count(*) FROM passage JOIN document ON document.id = document WHERE failure IS NOT NULL") {
            "\($0) passages belong to documents that could not be read"
        }
        let gaps = "SELECT 1 FROM passage GROUP BY document HAVING min(ordinal) != 0 OR max(ordinal) != count(*) - 1"
        try count("SELECT count(*) FROM (\(gaps))") { "\($0) documents have passages that are not numbered from end to end" }
        return problems
    }

    private static func vectorProblems(_ db: Database) throws -> [StoreProblem] {
        var problems: [StoreProblem] = []
        let missing = "SELECT count(*) FROM passage WHERE NOT EXISTS (SELECT 1 FROM embedding WHERE embedding.key = passage.key)"
        if let count = try Int.fetchOne(db, sql: missing), count > 0 {
            problems.append(StoreProblem(part: .vectors, description: "\(count) passages have no vector"))
        }
        let lengths = """
            SELECT count(*) FROM embedding WHERE length(vector) = 0 OR length(vector) !=
                (SELECT length(vector) FROM embedding AS other WHERE other.model = embedding.model ORDER BY other.id LIMIT 1)
            """
        if let count = try Int.fetchOne(db, sql: lengths), count > 0 {
            problems.append(StoreProblem(part: .vectors, description: "\(count) vectors have another length than the rest"))
        }
        return problems
    }

    /// FTS5 reads all passages again and compares. It asks for the writer, though it changes nothing.
    private func wordProblem() throws -> StoreProblem? {
        do {
            try pool.write { try $0.execute(sql: "INSERT INTO passage_words(passage_words, rank) VALUES ('integrity-check', 1)") }
            return nil
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            return StoreProblem(part: .words, description: "the index of words does not fit the passages")
        }
    }

    private static func codeProblems(_ db: Database) throws -> [StoreProblem] {
        if try CodedVectors.fitPassages(db) { return [] }
        return [StoreProblem(part: .codes, description: "the codes of the vectors do not fit the vectors")]
    }

    // MARK: - Mending

    /// Counts what the index of words holds: what was cut off shows at once, and costs a thousandth of `problems`.
    func mend() throws -> [String] {
        let fits = try Self.translating(path) {
            do {
                return try pool.read { db in
                    let passages = try Int.fetchOne(db, sql: "SELECT count(*) FROM passage")
                    return try Int.fetchOne(db, sql: "SELECT count(*) FROM passage_words_docsize") == passages
                }
            } catch let error as DatabaseError where Self.isWordDamage(error) {
                return false
            }
        }
        return fits ? [] : [try mendWords()]
    }

    /// Whether the index of words alone is at fault.
    static func isWordDamage(_ error: DatabaseError) -> Bool {
        error.extendedResultCode == .SQLITE_CORRUPT_VTAB
            || error.resultCode == .SQLITE_CORRUPT && error.message?.contains("passage_words") == true
    }

    /// - Returns: what was done, in words.
    @discardableResult func mendWords() throws -> String {
        let words = "the index of words was damaged and was made anew from the stored passages"
        try Self.translating(path) {
            try pool.write { db in
                try Self.rebuildWords(db)
                try db.execute(
                    sql: "INSERT INTO setting VALUES ('repair', ?1) ON CONFLICT(name) DO UPDATE SET value = ?1", arguments: [words])
                try markChanged(db)
            }
        }
        return words
    }

    static func rebuildWords(_ db: Database) throws {
        let rebuild = "INSERT INTO passage_words(passage_words) VALUES ('rebuild')"
        do {
            try db.execute(sql: rebuild)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            // Not even opened without the records that say what the index is made of: those of an empty one (fts5_index.c, Reinit).
            for table in ["data", "idx", "docsize"] { try db.execute(sql: "DELETE FROM passage_words_\(table)") }
            try db.execute(sql: "INSERT INTO passage_words_data(id, block) VALUES (1, x''), (10, x'00000000000000')")
            try db.execute(sql: rebuild)
        }
    }
}
