import Foundation
import GRDB

/// The lexical index of one state of the file.
struct LexicalCache {
    var generation: Int64
    var index: LexicalIndex
}

/// A large store's own index of words, made from its passages with the tokenizer of the full-text table. FTS5 stays what is always in step,
/// finds phrases, and ranks small stores; but it calculates bm25 row by row from a tree: seconds where a million passages hold a word.
extension SQLiteKnowledgeStore {
    // MARK: - Search

    /// The best passages by words; nil when FTS5 must be asked: a small store, or one whose index is not there yet or damaged.
    func rankByWords(
        _ db: Database, _ words: LexicalQuery, limit: Int, allowed: Set<Int64>?, isDamaged: inout Bool
    ) throws -> [(id: Int64, score: Double)]? {
        do {
            return try lexical.withLock { cache in
                guard try refresh(&cache, db), let index = cache?.index else { return nil }
                return try index.best(terms(db, words, index), limit: limit, allowed: allowed)
            }
        } catch is PostingList.Damaged {
            isDamaged = true
            return nil
        }
    }

    private func terms(_ db: Database, _ query: LexicalQuery, _ index: LexicalIndex) throws -> [LexicalIndex.Term] {
        let tokenizer = try PassageTokenizer(db)
        let number = try db.cachedStatement(sql: "SELECT id FROM lexical_term WHERE term = ?")
        let list = try db.cachedStatement(sql: "SELECT data FROM lexical_posting WHERE id = ?")
        return try query.terms.compactMap { text in
            let words = try tokenizer.words(ofQuery: text)
            if words.count > 1 { return LexicalIndex.Term(phrase: try phrase(db, text, index)) }
            guard let word = words.first else { return nil }
            var term = LexicalIndex.Term(word: word, lists: [[UInt8]](repeating: [], count: index.segments.count))
            guard let id = try Int64.fetchOne(number, arguments: [Data(word)]) else { return term }
            for (i, segment) in index.segments.enumerated() {
                let rows = try Row.fetchCursor(list, arguments: [StoredWords.key(segment.slot, id)])
                guard let row = try rows.next() else { continue }
                term.lists[i] = try row.withUnsafeData(atIndex: 0) { $0.map { [UInt8]($0) } ?? [] }
                // A word that doesn't stand in a segment has no list there, not an empty one.
                if term.lists[i].isEmpty { throw PostingList.Damaged() }
            }
            return term
        }
    }

    /// Passages with these words in a row. FTS5 doesn't give their frequency, but its bm25 does, for a query of one phrase.
    private func phrase(_ db: Database, _ text: String, _ index: LexicalIndex) throws -> [(passage: Int64, frequency: UInt32)] {
        let parts = index.segments.map(\.rows) + [index.newest.rows]
        let model = BM25(passages: index.rows - index.dead, words: parts.reduce(0) { $0 + $1.words })
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT rowid, -bm25(passage_words, \(Self.headingWeight).0, 1.0) FROM passage_words WHERE passage_words MATCH ?
                ORDER BY passage_words.rowid
                """, arguments: ["\"\(text)\""])
        let weight = model.weight(ofTermIn: rows.count)
        return rows.compactMap { row in
            let passage: Int64 = row[0]
            guard let part = parts.first(where: { $0.passages.last ?? 0 >= passage }), let place = part.row(of: passage) else { return nil }
            // score = weight · f (k1 + 1) / (f + norm), solved for f.
            let (score, norm) = (row[1] as Double / weight, model.norm(length: part.length(place)))
            return (passage, UInt32(max(1, (score * norm / (BM25.k1 + 1 - score)).rounded())))
        }
    }

    // MARK: - In step

    /// Brings the index in step with the file as this transaction sees it; false when there is none.
    private func refresh(_ cache: inout LexicalCache?, _ db: Database) throws -> Bool {
        let (generation, revision) = try StoredWords.state(db)
        guard let revision else {
            cache = nil
            return false
        }
        if let present = cache, present.generation == generation, present.index.revision == revision { return true }
        guard try isLarge(db, hasCodes: cache != nil) else {
            cache = nil
            return false
        }
        var next = cache.map(\.index)
        // The index must not be shared while it is changed: that would copy all of it.
        cache = nil
        if next?.revision != revision { next = nil }
        if try next.map({ try StoredWords.change(db) < $0.change }) ?? true { next = try StoredWords.load(db) }
        guard var index = next, try catchUp(&index, db) else { return false }
        cache = LexicalCache(generation: generation, index: index)
        return true
    }

    /// Takes out what is gone and takes in what is new; false when that is too much to hold in memory.
    private func catchUp(_ index: inout LexicalIndex, _ db: Database) throws -> Bool {
        try StoredWords.dropGone(&index, db)
        let waiting =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM (SELECT 1 FROM passage WHERE id > ? LIMIT ?)",
                arguments: [index.lastPassage, segmentSizes.unsaved]) ?? 0
        guard index.newest.rows.count + waiting < segmentSizes.unsaved else { return false }
        try StoredWords.append(db, after: index.lastPassage, limit: waiting, to: &index.newest)
        index.change = try StoredWords.change(db)
        return true
    }
}
