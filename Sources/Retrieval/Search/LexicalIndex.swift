/// The words of a large store as of one change of its passages: saved segments, whose lists of rows stay in the store until a query names
/// them, and what came since, in memory. Ranks every passage that holds any word of a query, by adding up term after term: 2.6 ms at
/// 100,000 passages, 9.2 ms at a million (queries of 2 to 5 words, median, processor time), so no list is skipped in. At ten million, by
/// calculation 76 ms, that would be worth its lines.
struct LexicalIndex {
    struct Segment {
        /// Where the store keeps its lists.
        var slot: Int64
        var rows: SegmentRows
    }

    /// One word or phrase of a query with where it stands.
    struct Term {
        /// As the tokenizer gives it; empty for a phrase.
        var word: [UInt8] = []
        /// One a segment, empty where no row holds the word.
        var lists: [[UInt8]] = []
        /// For a phrase: passages that hold it, ids ascending, and their frequencies.
        var phrase: [(passage: Int64, frequency: UInt32)] = []
    }

    /// Passages ascend from one segment to the next, and on to the newest.
    var segments: [Segment] = []
    var newest = PostingBuilder()
    /// The last entry of `passage_change` that went in.
    var change: Int64 = 0
    /// Which saved version the segments are of.
    var revision: Int64 = 0

    /// The last passage that is in a saved segment.
    var covered: Int64 { segments.last?.rows.passages.last ?? 0 }
    var lastPassage: Int64 { newest.rows.passages.last ?? covered }
    var dead: Int { segments.reduce(newest.rows.dead) { $0 + $1.rows.dead } }
    var rows: Int { segments.reduce(newest.rows.count) { $0 + $1.rows.count } }

    mutating func kill(_ passage: Int64) {
        if passage > covered { return newest.kill(passage) }
        if let i = segments.firstIndex(where: { $0.rows.passages.last ?? 0 >= passage }) { segments[i].rows.kill(passage) }
    }

    /// Kills every passage that `isThere` denies.
    mutating func kill(unless isThere: (Int64) -> Bool) {
        for i in segments.indices {
            for passage in segments[i].rows.passages where !isThere(passage) { segments[i].rows.kill(passage) }
        }
        for passage in newest.rows.passages where !isThere(passage) { newest.kill(passage) }
    }

    /// The best passages, best first; of equals the lower id first. Scores and order are those of FTS5's bm25, negated.
    /// - Parameter allowed: documents that may be found; nil for all.
    func best(_ terms: [Term], limit: Int, allowed: Set<Int64>?) throws -> [(id: Int64, score: Double)] {
        let all = segments.map(\.rows) + [newest.rows]
        let model = BM25(passages: rows - dead, words: all.reduce(0) { $0 + $1.words })
        guard model.passages > 0, model.words > 0, limit > 0 else { return [] }
        let tables = try terms.map { BM25.Table(model, termIn: try count($0), longest: all.map(\.longest).max() ?? 0) }
        var best = BestList<Double>(limit: limit)
        var scores = [Double](repeating: 0, count: all.map(\.count).max() ?? 0)
        for (part, rows) in all.enumerated() {
            let isTouched = try scores.withUnsafeMutableBufferPointer { scores in
                var isTouched = false
                for (term, table) in zip(terms, tables) where try add(term, in: part, table, model, to: scores) { isTouched = true }
                return isTouched
            }
            guard isTouched else { continue }
            scores.withUnsafeMutableBufferPointer { scores in
                for row in 0..<rows.count where scores[row] > 0 {
                    if scores[row] >= best.floor ?? 0, rows.isLive(row), allowed?.contains(rows.documents[row]) ?? true {
                        best.offer(rows.passages[row], scores[row])
                    }
                    scores[row] = 0
                }
            }
        }
        return best.sorted()
    }

    /// Adds the term's part to the scores of the rows that hold it; false when none does.
    private func add(
        _ term: Term, in part: Int, _ table: BM25.Table, _ model: BM25, to scores: UnsafeMutableBufferPointer<Double>
    ) throws -> Bool {
        var isTouched = false
        let rows = part < segments.count ? segments[part].rows : newest.rows
        try rows.withLengths { lengths in
            try table.withValues { values in
                try forEach(term, in: part) { row, frequency in
                    isTouched = true
                    let length = Int(lengths[row] & SegmentRows.lengthMask)
                    scores[row] +=
                        frequency <= BM25.Table.frequencies
                        ? values[(Int(frequency) - 1) * table.width + length] : table.value(Int(frequency), model.norm(length: length))
                }
            }
        }
        return isTouched
    }

    /// Passages that hold the term. Lists keep the rows of passages that are gone: where there are such, the others are counted.
    private func count(_ term: Term) throws -> Int {
        if term.word.isEmpty { return term.phrase.count }
        var count = 0
        for (part, segment) in segments.enumerated() where !term.lists[part].isEmpty {
            if segment.rows.dead == 0 {
                count += try term.lists[part].withUnsafeBytes { try PostingList.Header($0, rows: segment.rows.count).count }
            } else {
                try forEach(term, in: part) { row, _ in if segment.rows.isLive(row) { count += 1 } }
            }
        }
        try forEach(term, in: segments.count) { row, _ in if newest.rows.isLive(row) { count += 1 } }
        return count
    }

    @inline(__always)
    private func forEach(_ term: Term, in part: Int, _ body: (_ row: Int, _ frequency: UInt32) -> Void) throws {
        let rows = part < segments.count ? segments[part].rows : newest.rows
        if term.word.isEmpty {
            for hit in term.phrase { if let row = rows.row(of: hit.passage) { body(row, hit.frequency) } }
        } else if part == segments.count {
            term.word.withUnsafeBytes { newest.forEach($0, body) }
        } else if !term.lists[part].isEmpty {
            try term.lists[part].withUnsafeBytes { bytes in
                _ = try PostingList.Header(bytes, rows: rows.count)
                try PostingList.forEach(bytes, rows: rows.count, body)
            }
        }
    }
}
