import Foundation
import GRDB
import Retrieval
import Testing

/// Search by words in a store of more passages than FTS5 ranks: the same passages, scores and order as BM25 by its definition.
struct LexicalIndexTests {
    /// Documents of words by a steep law, some with marks and points inside; headings repeat words of the text.
    private func project(documents: Int, seed: UInt64) throws -> TestProject {
        let project = try TestProject()
        var random = SeededGenerator(seed: seed)
        for i in 0..<documents { try project.write("d\(i).md", document(i, &random)) }
        return project
    }

    private func word(_ random: inout SeededGenerator) -> String {
        // The least of three: frequent words with small numbers, a long tail of rare ones.
        let rank = (0..<3).map { _ in Int.random(in: 0..<300, using: &random) }.min() ?? 0
        switch rank % 11 {
        case 3: return "wi-\(rank)"
        case 7: return "\(rank).5"
        default: return "word\(rank)s"
        }
    }

    private func document(_ number: Int, _ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 2...6, using: &random)).map { _ in
            "# " + (0..<2).map { _ in word(&random) }.joined(separator: " ") + "\n\n"
                + (0..<Int.random(in: 4...70, using: &random)).map { _ in word(&random) }.joined(separator: " ") + ".\n"
        }.joined(separator: "\n")
    }

    private func store(_ project: TestProject, exactUpTo: Int = 30, sizes: SegmentSizes = .small) throws -> SQLiteKnowledgeStore {
        let embedder = project.embedder
        return try SQLiteKnowledgeStore(
            path: project.storePath, root: project.root, exactUpTo: exactUpTo, segmentSizes: sizes, embedder: embedder)
    }

    private var questions: [String] {
        var random = SeededGenerator(seed: 11)
        let made = (0..<60).map { _ in (0..<Int.random(in: 1...5, using: &random)).map { _ in word(&random) }.joined(separator: " ") }
        return made + ["word0 word0s WORDS0", "nothing", "wi 3", "the", "word1 nothing word2", "7.5 wi-3 wi-14 word200"]
    }

    private func found(_ store: SQLiteKnowledgeStore, _ filter: SearchFilter = SearchFilter()) throws -> [[SearchHit]] {
        try questions.map { try store.search(SearchRequest($0, limit: 20, mode: .lexical, filter: filter)) }
    }

    /// FTS5 ranks the store when it counts as small.
    private func reference(_ project: TestProject, _ filter: SearchFilter = SearchFilter()) throws -> [[SearchHit]] {
        try found(store(project, exactUpTo: 1_000_000), filter)
    }

    private func count(_ project: TestProject, _ table: String) throws -> Int {
        try DatabaseQueue(path: project.storePath).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func scoresAndOrderAreThoseOfFTS5(_ seed: UInt64) throws {
        let project = try project(documents: 60, seed: seed)
        let store = try store(project)
        _ = try store.sync(project.sources)
        #expect(try count(project, "lexical_segment") > 1)
        let expected = try reference(project)
        #expect(expected.filter { !$0.isEmpty }.count > 55)
        #expect(try found(store) == expected)
        let filter = SearchFilter(pathPrefix: "docs/d1")
        #expect(try found(store, filter) == reference(project, filter))
        #expect(try found(store, filter).joined().allSatisfy { $0.passage.document.hasPrefix("docs/d1") })
    }

    @Test func whatComesChangesAndGoesIsSeenAtOnceByEveryStore() throws {
        let project = try project(documents: 50, seed: 5)
        let writer = try store(project)
        _ = try writer.sync(project.sources)
        let reader = try store(project)
        _ = try found(reader)
        var random = SeededGenerator(seed: 6)
        for round in 0..<12 {
            try project.write("new\(round).md", document(round, &random))
            try project.write("d\(round).md", document(round, &random))
            try project.remove("d\(20 + round).md")
            _ = try writer.sync(project.sources)
            let expected = try reference(project)
            #expect(try found(reader) == expected, "round \(round)")
            #expect(try found(writer) == expected, "round \(round)")
            #expect(try found(store(project)) == expected, "round \(round)")
        }
        #expect(try reader.remove("docs/d40.md"))
        #expect(try found(reader) == reference(project))
        // Most passages go: the index is made anew.
        for i in 0..<30 where i != 25 { try? project.remove("d\(i).md") }
        _ = try writer.sync(project.sources)
        #expect(try found(reader) == reference(project))
        #expect(try found(writer) == reference(project))
    }

    /// A list of changes that was shortened, and an index that was never there.
    @Test func whatCannotBeCaughtUpIsComparedAnew() throws {
        let project = try project(documents: 50, seed: 8)
        let writer = try store(project)
        _ = try writer.sync(project.sources)
        let reader = try store(project)
        _ = try found(reader)
        try project.write("d5.md", "# D5\n\nword1 word2 word3.\n")
        try project.remove("d6.md")
        _ = try writer.sync(project.sources)
        let queue = try DatabaseQueue(path: project.storePath)
        try queue.write { try $0.execute(sql: "DELETE FROM passage_change WHERE seq < (SELECT max(seq) FROM passage_change)") }
        #expect(try found(reader) == reference(project))
        try queue.write { try $0.execute(sql: "DELETE FROM setting WHERE name LIKE 'words%'") }
        #expect(try found(store(project)) == reference(project))
        #expect(try count(project, "setting WHERE name LIKE 'words%'") == 0)
        _ = try writer.sync(project.sources)
        #expect(try count(project, "setting WHERE name LIKE 'words%'") == 2)
        #expect(try found(store(project)) == reference(project))
    }

    @Test(arguments: [
        "UPDATE lexical_posting SET data = zeroblob(length(data))", "UPDATE lexical_posting SET data = substr(data, 1, 17)",
        "UPDATE lexical_posting SET data = x''", "UPDATE lexical_segment SET data = zeroblob(length(data))",
        "UPDATE lexical_segment SET data = x''", "DELETE FROM lexical_segment", "UPDATE setting SET value = 'x' WHERE name = 'words'",
    ])
    func aDamagedIndexIsNoticedAndMadeAnew(_ damage: String) throws {
        let project = try project(documents: 50, seed: 9)
        _ = try store(project).sync(project.sources)
        let expected = try reference(project)
        try DatabaseQueue(path: project.storePath).write { try $0.execute(sql: damage) }
        let store = try store(project)
        #expect(try found(store) == expected)
        _ = try store.sync(project.sources)
        #expect(try count(project, "lexical_posting WHERE length(data) > 17") > 200, "kept again")
        #expect(try count(project, "lexical_segment WHERE length(data) > 0") > 1, "kept again")
        #expect(try found(store) == expected)
        #expect(try found(self.store(project)) == expected)
    }

    @Test func withTooMuchUnsavedFTS5Ranks() throws {
        let project = try project(documents: 50, seed: 10)
        var sizes = SegmentSizes.small
        sizes.saved = 100_000
        let writer = try store(project, sizes: sizes)
        _ = try writer.sync(project.sources)
        var random = SeededGenerator(seed: 3)
        for i in 0..<20 { try project.write("more\(i).md", document(i, &random)) }
        _ = try writer.sync(project.sources)
        sizes.unsaved = 20
        #expect(try found(store(project, sizes: sizes)) == reference(project))
        #expect(try found(store(project)) == reference(project))
    }

    /// BM25 by its definition over every passage, for words that no tokenizer changes.
    @Test func scoresAreBM25ByItsDefinition() throws {
        let project = try TestProject()
        var random = SeededGenerator(seed: 21)
        for i in 0..<80 {
            let words = (0..<Int.random(in: 3...60, using: &random)).map { _ in
                "x\(min(Int.random(in: 0..<90, using: &random), Int.random(in: 0..<90, using: &random)))"
            }
            try project.write("d\(i).txt", words.joined(separator: " "))
        }
        let store = try store(project)
        _ = try store.sync(project.sources)
        let passages = try store.documents().flatMap { try store.passages(of: $0.path) }
        #expect(passages.count == 80)
        // The heading is the file's name, a word that no query holds: it counts in the length.
        let texts = passages.map { ($0.heading + " " + $0.text).split(whereSeparator: \.isWhitespace).map(String.init) }
        let mean = Double(texts.reduce(0) { $0 + $1.count }) / Double(texts.count)
        for query in ["x1 x50", "x0", "x3 x7 x11 x80 x2", "x20 x88 x41"] {
            let terms = query.split(separator: " ").map(String.init)
            var expected: [(id: Int64, score: Double)] = []
            for (passage, text) in zip(passages, texts) {
                var score = 0.0
                for term in terms {
                    let n = Double(texts.filter { $0.contains(term) }.count)
                    let f = Double(text.filter { $0 == term }.count)
                    let norm = 1.2 * (0.25 + 0.75 * Double(text.count) / mean)
                    score += max(1e-6, log((80 - n + 0.5) / (n + 0.5))) * f * 2.2 / (f + norm)
                }
                if score > 0 { expected.append((passage.id, score)) }
            }
            expected.sort { $0.score != $1.score ? $0.score > $1.score : $0.id < $1.id }
            let hits = try store.search(SearchRequest(query, limit: 100, mode: .lexical))
            #expect(hits.map(\.passage.id) == expected.map(\.id), "\(query)")
            for (hit, right) in zip(hits, expected) { #expect(abs(hit.score - right.score) < 1e-9) }
        }
    }

    /// What rank_bm25 0.2.2 (BM25Okapi, k1 1.2, b 0.75) gives for the documents below: numbers of the first ten, scores of the first and
    /// the last of them. bm25s 0.3.16 ("robertson") gives the same order.
    private static let others: [(query: String, order: [Int], first: Double, last: Double)] = [
        ("x60 x71", [45, 78, 2, 79, 96, 1, 23, 82, 10, 32], 2.944218912, 1.558927170),
        ("x40 x55 x80 x88", [117, 24, 95, 77, 108, 84, 26, 80, 33, 6], 5.352235087, 2.018592298),
        ("x33", [51, 33, 23, 92, 26, 89, 106, 18, 49, 98], 0.835005149, 0.672765474),
        ("x25 x62 x85", [90, 105, 1, 63, 26, 20, 21, 79, 43, 78], 4.296018815, 1.685112672),
        ("x12 x77 x83 x50 x67", [24, 52, 9, 46, 38, 19, 86, 11, 113, 106], 6.319174079, 3.075320247),
    ]

    @Test(arguments: [1_000_000, 30])
    func theOrderIsThatOfOtherPrograms(_ exactUpTo: Int) throws {
        let project = try TestProject()
        var random = SeededGenerator(seed: 2026)
        for i in 0..<120 {
            let count = 5 + Int(random.next() % 50)
            let words = (0..<count).map { _ in "x\(min(random.next() % 90, random.next() % 90))" }
            // The name of the file is the heading: one more word, as in the other programs' documents.
            try project.write(String(format: "d%03d.txt", i), words.joined(separator: " "))
        }
        let store = try store(project, exactUpTo: exactUpTo)
        _ = try store.sync(project.sources)
        for (query, order, first, last) in Self.others {
            let hits = try store.search(SearchRequest(query, mode: .lexical))
            #expect(hits.map { Int($0.passage.document.suffix(7).prefix(3)) } == order, "\(query)")
            #expect(abs((hits.first?.score ?? 0) - first) < 1e-8 && abs((hits.last?.score ?? 0) - last) < 1e-8, "\(query)")
        }
    }
}

extension SegmentSizes {
    /// Small enough that a test sees several segments and merges.
    static var small: SegmentSizes {
        var sizes = SegmentSizes()
        (sizes.rows, sizes.batch, sizes.saved) = (120, 40, 8)
        return sizes
    }
}
