import Foundation
import GRDB
import TextEncoder

/// From ranked ids to hits that explain themselves.
extension SQLiteKnowledgeStore {
    func hits(
        _ db: Database, _ request: SearchRequest, _ words: LexicalQuery, dense: [(id: Int64, score: Double)],
        lexical: [(id: Int64, score: Double)]
    ) throws -> [SearchHit] {
        let isHybrid = request.mode == .hybrid
        let isPicked = request.collapsesDuplicates || request.diversity != nil
        let fused = RankFusion.fuse(
            dense: dense, lexical: lexical, lexicalWeight: isHybrid ? max(0, request.lexicalWeight) : 1,
            denseWeight: isHybrid ? max(0, request.denseWeight) : 1, limit: isPicked ? dense.count + lexical.count : request.limit)
        let ids = fused.map(\.id)
        let places = databaseQuestionMarks(count: ids.count)
        let found = try PassageQuery.fetch(db, where: "passage.id IN (\(places))", StatementArguments(ids))
        let passages = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        var hits: [SearchHit] = []
        for item in fused {
            guard let passage = passages[item.id] else { continue }
            let score =
                switch request.mode {
                case .hybrid: item.score
                case .dense: item.dense?.score ?? 0
                case .lexical: item.lexical?.score ?? 0
                }
            hits.append(SearchHit(rank: hits.count + 1, score: score, passage: passage, dense: item.dense, lexical: item.lexical))
        }
        if isPicked { hits = try picked(db, request, hits) }
        if request.mode != .dense { try explain(&hits, words, db) }
        return hits
    }

    /// Leaves out what nearly repeats a better hit, and mixes what is left.
    private func picked(_ db: Database, _ request: SearchRequest, _ found: [SearchHit]) throws -> [SearchHit] {
        var hits: [SearchHit] = []
        var shingles: [Set<String>] = []
        for hit in found {
            if request.diversity == nil, hits.count == request.limit { break }
            let own = Diversity.shingles(hit.passage.text)
            if request.collapsesDuplicates,
                let better = shingles.firstIndex(where: { Diversity.resemblance($0, own) >= Diversity.duplicateFrom })
            {
                hits[better].duplicates.append(hit.passage.id)
                continue
            }
            hits.append(hit)
            shingles.append(own)
        }
        if let lambda = request.diversity, let best = hits.map(\.score).max(), best > 0 {
            let vectors = try hits.map { try vector(db, of: $0.passage.id) }
            let order = Diversity.reorder(hits.map { $0.score / best }, lambda: min(max(lambda, 0), 1), limit: request.limit) { a, b in
                guard !vectors[a].isEmpty, vectors[a].count == vectors[b].count else {
                    return Diversity.resemblance(shingles[a], shingles[b])
                }
                return Double(zip(vectors[a], vectors[b]).reduce(0) { $0 + $1.0 * $1.1 })
            }
            hits = order.map { hits[$0] }
        }
        hits = Array(hits.prefix(request.limit))
        for i in hits.indices { hits[i].rank = i + 1 }
        return hits
    }

    /// The passage's vector; empty when it has none.
    private func vector(_ db: Database, of passage: Int64) throws -> [Float] {
        let sql = "SELECT vector FROM passage JOIN embedding USING (key) WHERE passage.id = ?"
        return try Data.fetchOne(db.cachedStatement(sql: sql), arguments: [passage])?.floats ?? []
    }

    /// Notes in each hit which words of the query it holds.
    private func explain(_ hits: inout [SearchHit], _ query: LexicalQuery, _ db: Database) throws {
        let tokenizer = try PassageTokenizer(db)
        let terms: [(text: String, word: [UInt8])] = try query.terms.compactMap { text in
            let words = try tokenizer.words(ofQuery: text)
            return words.count == 1 ? (text, words[0]) : nil
        }
        for i in hits.indices {
            let passage = hits[i].passage
            let (places, above) = (try tokenizer.places(in: passage.text), try tokenizer.places(in: passage.heading + "\n" + passage.lead))
            hits[i].matches = terms.compactMap { text, word in
                let range = places[word]
                guard range != nil || above[word] != nil else { return nil }
                let typed = query.corrections[text]
                return SearchHit.Match(term: typed ?? text, range: range, searched: typed == nil ? nil : text)
            }
        }
    }
}

/// Help with words that stand nowhere.
extension SQLiteKnowledgeStore {
    func correct(_ query: inout LexicalQuery, _ db: Database) throws {
        let tokenizer = try PassageTokenizer(db)
        var left = TypoHelp.limit
        for typed in query.terms where left > 0 {
            let words = try tokenizer.words(ofQuery: typed)
            guard words.count == 1, words[0].count >= TypoHelp.shortest, try matches(typed, upTo: 1, db) == 0 else { continue }
            left -= 1
            if let word = try nearestWord(to: [words[0], Array(typed.lowercased().utf8)], tokenizer, db) {
                query.replace(typed, with: word)
            }
        }
    }

    /// The indexed word of fewest slips; of equals the one in most passages, then the first in the alphabet. Its first letter is the same:
    /// so only a part of all words is looked at, and people rarely get that one wrong.
    ///
    /// - Parameter forms: of the typed word, its stem first: a slip at the end of a word can change its stem by more than one letter.
    private func nearestWord(to forms: [[UInt8]], _ tokenizer: PassageTokenizer, _ db: Database) throws -> String? {
        let word = forms[0]
        let first = word.prefix(1 + word.dropFirst().prefix { $0 & 0xC0 == 0x80 }.count)
        let after = first.dropLast() + [first[first.endIndex - 1] + 1]
        let hasOwn = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM setting WHERE name = 'words')") ?? false
        // Reading all of FTS5's words costs a large store a second; its own list of words may lack the very newest.
        let rows =
            hasOwn
            ? try Row.fetchCursor(
                db, sql: "SELECT term FROM lexical_term WHERE term >= ? AND term < ?", arguments: [Data(first), Data(after)])
            : try Row.fetchCursor(
                db, sql: "SELECT term FROM passage_vocabulary WHERE term >= ? AND term < ?",
                arguments: [String(decoding: first, as: UTF8.self), String(decoding: after, as: UTF8.self)])
        var limit = TypoHelp.allowance(word.count)
        var best: [[UInt8]] = []
        while let row = try rows.next() {
            let other = try row.withUnsafeData(atIndex: 0) { $0.map { [UInt8]($0) } ?? [] }
            guard let slips = forms.compactMap({ TypoHelp.distance($0, other, limit: limit) }).min() else { continue }
            if slips < limit { best = [] }
            limit = slips
            best.append(other)
        }
        var chosen: (word: String, count: Int)?
        for other in best.prefix(16) {
            let text = String(decoding: other, as: UTF8.self)
            // What the tokenizer would change again cannot be asked for.
            guard try tokenizer.words(ofQuery: text) == [other] else { continue }
            let count = try matches(text, upTo: 1_000, db)
            if count > chosen?.count ?? 0 { chosen = (text, count) }
        }
        return chosen?.word
    }

    private func matches(_ word: String, upTo limit: Int, _ db: Database) throws -> Int {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM passage_words WHERE passage_words MATCH ? LIMIT ?)"
        return try Int.fetchOne(db.cachedStatement(sql: sql), arguments: ["\"\(word)\"", limit]) ?? 0
    }
}

extension PassageTokenizer {
    /// Where each word of the text first stands.
    fileprivate func places(in text: String) throws -> [[UInt8]: Range<Int>] {
        var places: [[UInt8]: Range<Int>] = [:]
        var text = text
        try text.withUTF8 { bytes in
            try words(of: UnsafeRawBufferPointer(bytes), as: .document) { word, place in
                if places[Array(word)] == nil { places[Array(word)] = place }
            }
        }
        return places
    }
}
