import Foundation
import GRDB

/// Reads passages with what they take from their document.
enum PassageQuery {
    static func fetch(_ db: Database, where condition: String, _ arguments: StatementArguments) throws -> [Passage] {
        let sql = """
            SELECT passage.id, ordinal, headings, lead, text, start, "end", page, row, tokens, document.path, document.title, document.checksum
            FROM passage JOIN document ON document.id = passage.document WHERE \(condition)
            """
        return try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
            Passage(
                id: row["id"], document: row["path"], title: row["title"], ordinal: row["ordinal"],
                headings: decode(row["headings"]), lead: row["lead"], text: row["text"], start: row["start"],
                end: row["end"], page: row["page"], row: row["row"], tokens: row["tokens"], checksum: row["checksum"])
        }
    }

    /// Headings are kept as one string, one heading a line: a heading never holds a line feed.
    static func encode(_ headings: [String]) -> String { headings.joined(separator: "\n") }

    static func decode(_ headings: String) -> [String] { headings.split(separator: "\n").map(String.init) }
}
