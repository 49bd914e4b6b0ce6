import Foundation
import GRDB
import TextEncoder

/// Saving the index of words after a sync.
extension SQLiteKnowledgeStore {
    /// After a sync: brings the saved segments of a large store in step with it. Reads in one transaction and writes in the next, so that
    /// nobody waits for the reading; what another process wrote meanwhile wins.
    func keepWords() throws {
        while true {
            let next: (index: LexicalIndex, isNew: Bool)? = try read { db in
                guard try isLarge(db) else { return nil }
                var index = LexicalIndex()
                let saved = try? StoredWords.load(db)
                index = saved ?? index
                try StoredWords.dropGone(&index, db)
                if 2 * index.dead > index.rows { index = LexicalIndex() }
                try StoredWords.append(db, after: index.covered, limit: segmentSizes.batch, to: &index.newest)
                index.change = try StoredWords.change(db)
                let isNew = saved == nil || index.segments.isEmpty
                let unsavedDead = index.segments.reduce(0) { $0 + ($1.rows.isSaved ? 0 : $1.rows.dead) }
                guard isNew || index.newest.rows.count >= segmentSizes.saved || unsavedDead >= segmentSizes.saved else { return nil }
                return (index, isNew)
            }
            guard var index = next?.index, let isNew = next?.isNew else { return }
            let isLast = index.newest.rows.count < segmentSizes.batch
            do {
                try write { db in
                    guard try isNew || StoredWords.state(db).revision == index.revision else { return }
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
        var nextTerm = isNew ? 1 : try StoredWords.header(db)?.nextTerm ?? 1
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
        let old = isNew ? nil : try StoredWords.header(db)
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
        for (id, local) in numbered.sorted(by: { $0.id < $1.id }) {
            try insert.execute(arguments: [StoredWords.key(slot, id), Data(lists[local])])
        }
    }

    /// Two neighbouring segments written as one.
    private static func joined(
        _ first: LexicalIndex.Segment, _ second: LexicalIndex.Segment, slot: Int64, _ db: Database
    ) throws -> LexicalIndex.Segment {
        let (offset, rows) = (first.rows.count, first.rows.count + second.rows.count)
        let sql = "SELECT id, data FROM lexical_posting WHERE id >= ? AND id < ? ORDER BY id"
        func cursor(_ segment: LexicalIndex.Segment) throws -> RowCursor {
            try Row.fetchCursor(db, sql: sql, arguments: [StoredWords.key(segment.slot, 0), StoredWords.key(segment.slot + 1, 0)])
        }
        func next(_ cursor: RowCursor, _ segment: LexicalIndex.Segment) throws -> (term: Int64, bytes: [UInt8])? {
            guard let row = try cursor.next() else { return nil }
            return (row[0] as Int64 - StoredWords.key(segment.slot, 0), try row.withUnsafeData(atIndex: 1) { $0.map { [UInt8]($0) } ?? [] })
        }
        let (left, right) = try (cursor(first), cursor(second))
        var (a, b) = try (next(left, first), next(right, second))
        let insert = try db.cachedStatement(sql: "INSERT INTO lexical_posting(id, data) VALUES (?, ?)")
        while let term = [a?.term, b?.term].compactMap({ $0 }).min() {
            let (mine, theirs) = (a?.term == term ? a?.bytes : nil, b?.term == term ? b?.bytes : nil)
            let bytes = try withBytes(mine) { x in try withBytes(theirs) { y in try PostingList.join(x, y, offset: offset, rows: rows) } }
            try insert.execute(arguments: [StoredWords.key(slot, term), Data(bytes)])
            if mine != nil { a = try next(left, first) }
            if theirs != nil { b = try next(right, second) }
        }
        for old in [first.slot, second.slot] {
            try db.execute(
                sql: "DELETE FROM lexical_posting WHERE id >= ? AND id < ?",
                arguments: [StoredWords.key(old, 0), StoredWords.key(old + 1, 0)])
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
