import Foundation
import GRDB
import TextEncoder

/// What the store keeps beside the lists, under the setting 'words'.
struct WordsHeader: Codable {
    struct Segment: Codable {
        var slot: Int64
        var fingerprint: UInt64
    }
    var change: Int64
    var headingWeight: Int
    /// The next number of a word.
    var nextTerm: Int64
    var segments: [Segment]
}

/// The saved segments of the lexical index, and what brings them in step with the passages of the file.
enum StoredWords {
    static func key(_ slot: Int64, _ term: Int64) -> Int64 { slot << 40 | term }

    static func change(_ db: Database) throws -> Int64 { try CodedVectors.change(db) }

    static func state(_ db: Database) throws -> (generation: Int64, revision: Int64?) {
        let generation = try Int64.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'generation'") ?? 0
        return try (generation, Int64.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'words revision'"))
    }

    static func header(_ db: Database) throws -> WordsHeader? {
        guard let data = try Data.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'words'"),
            let header = try? PropertyListDecoder().decode(WordsHeader.self, from: data),
            header.headingWeight == SQLiteKnowledgeStore.headingWeight
        else { return nil }
        return header
    }

    /// The saved segments; nil when there are none.
    static func load(_ db: Database) throws -> LexicalIndex? {
        guard let revision = try state(db).revision else { return nil }
        guard let header = try header(db) else { throw PostingList.Damaged() }
        var index = LexicalIndex()
        index.change = header.change
        index.revision = revision
        for segment in header.segments {
            let rows = try Row.fetchCursor(db, sql: "SELECT data FROM lexical_segment WHERE slot = ?", arguments: [segment.slot])
            let loaded: SegmentRows? = try rows.next()?.withUnsafeData(atIndex: 0) { data in
                data?.withUnsafeBytes { CodeScan.fingerprint($0) == segment.fingerprint ? SegmentRows($0) : nil }
            }
            guard let loaded, loaded.passages.first ?? 0 > index.covered else { throw PostingList.Damaged() }
            index.segments.append(LexicalIndex.Segment(slot: segment.slot, rows: loaded))
        }
        return index
    }

    static func dropGone(_ index: inout LexicalIndex, _ db: Database) throws {
        let (newest, oldest) = try (change(db), Int64.fetchOne(db, sql: "SELECT min(seq) FROM passage_change") ?? .max)
        if newest == index.change || index.rows == 0 { return }
        if newest > index.change, oldest <= index.change + 1 {
            let gone = try Int64.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT passage FROM passage_change WHERE seq > ? AND passage <= ?
                        AND NOT EXISTS (SELECT 1 FROM passage WHERE id = passage_change.passage)
                    """, arguments: [index.change, index.lastPassage])
            for passage in gone { index.kill(passage) }
        } else {
            let present = try Int64.fetchSet(db, sql: "SELECT id FROM passage")
            index.kill { present.contains($0) }
        }
    }

    static func append(_ db: Database, after passage: Int64, limit: Int, to builder: inout PostingBuilder) throws {
        guard limit > 0 else { return }
        let tokenizer = try PassageTokenizer(db)
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT passage.id, document, searched.heading, searched.body FROM passage JOIN passage_searched AS searched USING (id)
                WHERE passage.id > ? ORDER BY passage.id LIMIT ?
                """, arguments: [passage, limit])
        while let row = try rows.next() {
            builder.begin(row[0], document: row[1])
            for (column, weight) in [(2, UInt32(SQLiteKnowledgeStore.headingWeight)), (3, 1)] {
                try row.withUnsafeData(atIndex: column) { text in
                    try text?.withUnsafeBytes { text in
                        try tokenizer.words(of: text, as: .document) { word, _ in builder.add(word, weight: weight) }
                    }
                }
            }
        }
    }
}
