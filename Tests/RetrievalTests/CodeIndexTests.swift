import Foundation
import GRDB
import Retrieval
import Testing

/// A store of more passages than are compared one by one: short codes first, exact vectors last.
struct CodeIndexTests {
    private static let words = [
        "oak", "elm", "ash", "fir", "yew", "bay", "fig", "box", "ivy", "hop", "rye", "oat", "tea", "pea", "yam", "nut",
    ]

    /// 60 documents of 8 passages, each passage a mixture of words of its own.
    private func project() throws -> TestProject {
        let project = try TestProject()
        var random = SeededGenerator(seed: 4)
        for i in 0..<60 {
            let sections = (0..<8).map { s in
                "# D\(i) S\(s)\n\n" + (0..<12).map { _ in Self.words.randomElement(using: &random)! }.joined(separator: " ")
                    + " mark\(i)x\(s).\n"
            }
            try project.write("d\(i).md", sections.joined(separator: "\n"))
        }
        return project
    }

    private func store(_ project: TestProject, exactUpTo: Int) throws -> SQLiteKnowledgeStore {
        let embedder = project.embedder
        return try SQLiteKnowledgeStore(path: project.storePath, root: project.root, exactUpTo: exactUpTo, embedder: embedder)
    }

    private let questions = ["oak elm mark3x2", "fir yew bay", "rye oat tea pea mark40x7", "ivy", "mark17x0 nut"]

    private func found(_ store: SQLiteKnowledgeStore, _ filter: SearchFilter = SearchFilter()) throws -> [[SearchHit]] {
        try questions.map { try store.search(SearchRequest($0, limit: 10, mode: .dense, filter: filter)) }
    }

    /// Few enough passages that all are candidates: the codes must give what the exact scan gives, scores included.
    @Test func codesGiveTheExactOrder() throws {
        let project = try project()
        _ = try store(project, exactUpTo: 100).sync(project.sources)
        let exact = try store(project, exactUpTo: 100_000)
        let coded = try store(project, exactUpTo: 100)
        #expect(try exact.statistics().passages >= 400)
        #expect(try found(coded) == found(exact))
        let filter = SearchFilter(pathPrefix: "docs/d1")
        #expect(try found(coded, filter) == found(exact, filter))
        #expect(try found(coded, filter).joined().allSatisfy { $0.passage.document.hasPrefix("docs/d1") })
    }

    @Test func anotherStoreSeesWhatIsAddedChangedAndRemoved() throws {
        let project = try project()
        let writer = try store(project, exactUpTo: 100)
        _ = try writer.sync(project.sources)
        let reader = try store(project, exactUpTo: 100)
        _ = try found(reader)
        try project.write("new.md", "# New\n\nzebra quagga okapi.\n")
        try project.write("d3.md", "# D3\n\noak elm nothing else.\n")
        try project.remove("d17.md")
        _ = try writer.sync(project.sources)
        #expect(try reader.search(SearchRequest("zebra quagga okapi", mode: .dense)).first?.passage.document == "docs/new.md")
        #expect(try !found(reader).joined().contains { $0.passage.document == "docs/d17.md" })
        #expect(try found(reader) == found(store(project, exactUpTo: 100_000)))
        _ = try writer.remove("docs/new.md")
        #expect(try !reader.search(SearchRequest("zebra quagga okapi", mode: .dense)).contains { $0.passage.document == "docs/new.md" })
    }

    @Test(arguments: [
        "UPDATE code_chunk SET data = zeroblob(length(data))", "DELETE FROM code_chunk",
        "UPDATE setting SET value = 'x' WHERE name = 'codes'",
        "UPDATE code_chunk SET data = substr(data, 1, 1000)", "UPDATE code_chunk SET data = x''",
    ])
    func damagedCodesAreNoticedAndMadeAnew(_ damage: String) throws {
        let project = try project()
        _ = try store(project, exactUpTo: 100).sync(project.sources)
        let expected = try found(store(project, exactUpTo: 100))
        let queue = try DatabaseQueue(path: project.storePath)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM code_chunk") } == 1)
        try queue.write { try $0.execute(sql: damage) }
        let store = try store(project, exactUpTo: 100)
        #expect(try found(store) == expected)
        _ = try store.sync(project.sources)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT sum(length(data)) FROM code_chunk") ?? 0 } > 1_000, "kept again")
        #expect(try found(self.store(project, exactUpTo: 100)) == expected)
    }

    /// A first sync that is stopped, or still goes on: what was made for searches is there for the next process.
    @Test func indexesAreKeptBeforeASyncIsThrough() throws {
        let project = try project()
        defer { withExtendedLifetime(project) {} }
        let store = try store(project, exactUpTo: 100)
        let queue = try DatabaseQueue(path: project.storePath)
        func kept() throws -> [Int] {
            let sums = ["SELECT sum(length(data)) FROM code_chunk", "SELECT sum(length(data)) FROM lexical_segment"]
            return try queue.read { db in try sums.map { try Int.fetchOne(db, sql: $0) ?? 0 } }
        }
        var during: [Int] = []
        let report = try store.sync(project.sources) { event in
            guard case .position(let position) = event, position.documentsDone >= 30 else { return .more }
            during = (try? kept()) ?? []
            return .stop
        }
        #expect(report.isCancelled && report.passagesAdded >= 240 && report.passagesAdded < 480)
        #expect(during.count == 2 && during.allSatisfy { $0 > 1_000 }, "kept on the way")
        #expect(try found(self.store(project, exactUpTo: 100)) == found(self.store(project, exactUpTo: 100_000)))
    }

    /// A list of changes that was shortened, as after a long absence, and an encoder that changed.
    @Test func whatCannotBeCaughtUpIsReadAnew() throws {
        let project = try project()
        let writer = try store(project, exactUpTo: 100)
        _ = try writer.sync(project.sources)
        let reader = try store(project, exactUpTo: 100)
        _ = try found(reader)
        try project.write("d5.md", "# D5\n\nrye oat tea pea.\n")
        _ = try writer.sync(project.sources)
        try DatabaseQueue(path: project.storePath).write {
            try $0.execute(sql: "DELETE FROM passage_change WHERE seq % 2 = 0 OR seq < 700")
        }
        #expect(try found(reader) == found(store(project, exactUpTo: 100_000)))
        let other = HashingEmbedder(version: "2")
        let changed = try SQLiteKnowledgeStore(path: project.storePath, root: project.root, exactUpTo: 100, embedder: other)
        _ = try changed.sync(project.sources)
        let exact = try SQLiteKnowledgeStore(path: project.storePath, root: project.root, exactUpTo: 100_000, embedder: other)
        #expect(try found(changed) == found(exact))
    }
}
