import Foundation
import GRDB
import TextEncoder

/// What the store keeps beside the lists, under the setting 'words'.
private struct WordsHeader: Codable {
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
                let rows = try Row.fetchCursor(list, arguments: [Self.key(segment.slot, id)])
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

    private static func key(_ slot: Int64, _ term: Int64) -> Int64 { slot << 40 | term }

    // MARK: - In step

    /// Brings the index in step with the file as this transaction sees it; false when there is none.
    private func refresh(_ cache: inout LexicalCache?, _ db: Database) throws -> Bool {
        let (generation, revision) = try Self.state(db)
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
        if try next.map({ try Self.change(db) < $0.change }) ?? true { next = try Self.load(db) }
        guard var index = next, try catchUp(&index, db) else { return false }
        cache = LexicalCache(generation: generation, index: index)
        return true
    }

    private static func change(_ db: Database) throws -> Int64 { try CodedVectors.change(db) }

    private static func state(_ db: Database) throws -> (generation: Int64, revision: Int64?) {
        let generation = try Int64.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'generation'") ?? 0
        return try (generation, Int64.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'words revision'"))
    }

    private static func header(_ db: Database) throws -> WordsHeader? {
        guard let data = try Data.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'words'"),
            let header = try? PropertyListDecoder().decode(WordsHeader.self, from: data), header.headingWeight == headingWeight
        else { return nil }
        return header
    }

    /// The saved segments; nil when there are none.
    private static func load(_ db: Database) throws -> LexicalIndex? {
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

    /// Takes out what is gone and takes in what is new; false when that is too much to hold in memory.
    private func catchUp(_ index: inout LexicalIndex, _ db: Database) throws -> Bool {
        try Self.dropGone(&index, db)
        let waiting =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM (SELECT 1 FROM passage WHERE id > ? LIMIT ?)",
                arguments: [index.lastPassage, segmentSizes.unsaved]) ?? 0
        guard index.newest.rows.count + waiting < segmentSizes.unsaved else { return false }
        try Self.append(db, after: index.lastPassage, limit: waiting, to: &index.newest)
        index.change = try Self.change(db)
        return true
    }

    private static func dropGone(_ index: inout LexicalIndex, _ db: Database) throws {
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

    private static func append(_ db: Database, after passage: Int64, limit: Int, to builder: inout PostingBuilder) throws {
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
            for (column, weight) in [(2, UInt32(headingWeight)), (3, 1)] {
                try row.withUnsafeData(atIndex: column) { text in
                    try text?.withUnsafeBytes { text in
                        try tokenizer.words(of: text, as: .document) { word, _ in builder.add(word, weight: weight) }
                    }
                }
            }
        }
    }

    // MARK: - Kept

    /// After a sync: brings the saved segments of a large store in step with it. Reads in one transaction and writes in the next, so that
    /// nobody waits for the reading; what another process wrote meanwhile wins.
    func keepWords() throws {
        while true {
            let next: (index: LexicalIndex, isNew: Bool)? = try read { db in
                guard try isLarge(db) else { return nil }
                var index = LexicalIndex()
                let saved = try? Self.load(db)
                index = saved ?? index
                try Self.dropGone(&index, db)
                if 2 * index.dead > index.rows { index = LexicalIndex() }
                try Self.append(db, after: index.covered, limit: segmentSizes.batch, to: &index.newest)
                index.change = try Self.change(db)
                let isNew = saved == nil || index.segments.isEmpty
                let unsavedDead = index.segments.reduce(0) { $0 + ($1.rows.isSaved ? 0 : $1.rows.dead) }
                guard isNew || index.newest.rows.count >= segmentSizes.saved || unsavedDead >= segmentSizes.saved else { return nil }
                return (index, isNew)
            }
            guard var index = next?.index, let isNew = next?.isNew else { return }
            let isLast = index.newest.rows.count < segmentSizes.batch
            do {
                try write { db in
                    guard try isNew || Self.state(db).revision == index.revision else { return }
                    try save(&index, db, isNew: isNew)
                }
                if isLast { return }
            } catch is PostingList.Damaged {
                try write(Self.forgetWords)
            }
        }
    }

    /// The next finished sync makes the index anew.
    static func forgetWords(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM setting WHERE name IN ('words', 'words revision')")
    }

    private func save(_ index: inout LexicalIndex, _ db: Database, isNew: Bool) throws {
        if isNew {
            for table in ["lexical_term", "lexical_segment", "lexical_posting"] { try db.execute(sql: "DELETE FROM \(table)") }
        }
        var nextTerm = isNew ? 1 : try Self.header(db)?.nextTerm ?? 1
        if index.newest.rows.count > 0 {
            let slot = Self.freeSlot(index.segments)
            try Self.insert(index.newest, slot: slot, db, &nextTerm)
            index.segments.append(LexicalIndex.Segment(slot: slot, rows: index.newest.rows))
            index.newest = PostingBuilder()
            // Neighbours of like size become one: every list is written anew a few times at most.
            while index.segments.count > 1, let last = index.segments.last {
                let before = index.segments[index.segments.count - 2]
                guard before.rows.count < 2 * last.rows.count, before.rows.count + last.rows.count <= segmentSizes.rows else { break }
                index.segments.removeLast(2)
                index.segments.append(try Self.joined(before, last, slot: Self.freeSlot(index.segments + [before, last]), db))
            }
        }
        var header = WordsHeader(change: index.change, headingWeight: Self.headingWeight, nextTerm: nextTerm, segments: [])
        let old = isNew ? nil : try Self.header(db)
        for segment in index.segments {
            var fingerprint = old?.segments.first { $0.slot == segment.slot }?.fingerprint
            if !segment.rows.isSaved || fingerprint == nil {
                let data = segment.rows.data
                fingerprint = data.withUnsafeBytes { CodeScan.fingerprint($0) }
                try db.execute(sql: "INSERT OR REPLACE INTO lexical_segment(slot, data) VALUES (?, ?)", arguments: [segment.slot, data])
            }
            header.segments.append(WordsHeader.Segment(slot: segment.slot, fingerprint: fingerprint ?? 0))
        }
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        let upsert = "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET value = ?2"
        try db.execute(sql: upsert, arguments: ["words", encoder.encode(header)])
        // A random number: an index that is forgotten and made anew must not carry a number that somebody still holds in memory.
        try db.execute(sql: upsert, arguments: ["words revision", Int64.random(in: 1 ... .max)])
    }

    private static func freeSlot(_ segments: [LexicalIndex.Segment]) -> Int64 {
        let used = Set(segments.map(\.slot))
        return (1...Int64(used.count + 1)).first { !used.contains($0) } ?? 1
    }

    private static func insert(_ builder: PostingBuilder, slot: Int64, _ db: Database, _ nextTerm: inout Int64) throws {
        let find = try db.cachedStatement(sql: "SELECT id FROM lexical_term WHERE term = ?")
        let add = try db.cachedStatement(sql: "INSERT INTO lexical_term(term, id) VALUES (?, ?)")
        let insert = try db.cachedStatement(sql: "INSERT INTO lexical_posting(id, data) VALUES (?, ?)")
        var numbered: [(id: Int64, local: Int)] = []
        for local in 0..<builder.terms.count {
            let term = Data(builder.terms[local])
            if let id = try Int64.fetchOne(find, arguments: [term]) {
                numbered.append((id, local))
            } else {
                try add.execute(arguments: [term, nextTerm])
                numbered.append((nextTerm, local))
                nextTerm += 1
            }
        }
        let lists = builder.lists()
        for (id, local) in numbered.sorted(by: { $0.id < $1.id }) { try insert.execute(arguments: [key(slot, id), Data(lists[local])]) }
    }

    /// Two neighbouring segments written as one.
    private static func joined(
        _ first: LexicalIndex.Segment, _ second: LexicalIndex.Segment, slot: Int64, _ db: Database
    ) throws -> LexicalIndex.Segment {
        let (offset, rows) = (first.rows.count, first.rows.count + second.rows.count)
        let sql = "SELECT id, data FROM lexical_posting WHERE id >= ? AND id < ? ORDER BY id"
        func cursor(_ segment: LexicalIndex.Segment) throws -> RowCursor {
            try Row.fetchCursor(db, sql: sql, arguments: [key(segment.slot, 0), key(segment.slot + 1, 0)])
        }
        func next(_ cursor: RowCursor, _ segment: LexicalIndex.Segment) throws -> (term: Int64, bytes: [UInt8])? {
            guard let row = try cursor.next() else { return nil }
            return (row[0] as Int64 - key(segment.slot, 0), try row.withUnsafeData(atIndex: 1) { $0.map { [UInt8]($0) } ?? [] })
        }
        let (left, right) = try (cursor(first), cursor(second))
        var (a, b) = try (next(left, first), next(right, second))
        let insert = try db.cachedStatement(sql: "INSERT INTO lexical_posting(id, data) VALUES (?, ?)")
        while let term = [a?.term, b?.term].compactMap({ $0 }).min() {
            let (mine, theirs) = (a?.term == term ? a?.bytes : nil, b?.term == term ? b?.bytes : nil)
            let bytes = try withBytes(mine) { x in try withBytes(theirs) { y in try PostingList.join(x, y, offset: offset, rows: rows) } }
            try insert.execute(arguments: [key(slot, term), Data(bytes)])
            if mine != nil { a = try next(left, first) }
            if theirs != nil { b = try next(right, second) }
        }
        for old in [first.slot, second.slot] {
            try db.execute(sql: "DELETE FROM lexical_posting WHERE id >= ? AND id < ?", arguments: [key(old, 0), key(old + 1, 0)])
            try db.execute(sql: "DELETE FROM lexical_segment WHERE slot = ?", arguments: [old])
        }
        var all = first.rows
        all.append(second.rows)
        return LexicalIndex.Segment(slot: slot, rows: all)
    }

    private static func withBytes<T>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) throws -> T) rethrows -> T {
        guard let bytes else { return try body(nil) }
        return try bytes.withUnsafeBytes { try body($0) }
    }
}
