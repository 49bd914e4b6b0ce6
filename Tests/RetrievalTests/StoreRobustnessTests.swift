import Foundation
import GRDB
import Retrieval
import Testing

/// The store's file under bad luck: strangers' files, newer programs, other processes, sudden ends.
struct StoreRobustnessTests {
    @Test func aStoreOfANewerProgramIsRefusedAndLeftAlone() throws {
        let project = try TestProject()
        try project.write("a.md", "one\n")
        _ = try project.store().sync(project.sources)
        let queue = try DatabaseQueue(path: project.storePath)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2 from the future')") }
        let before = try queue.read { try Int.fetchOne($0, sql: "PRAGMA data_version") }
        #expect(throws: RetrievalError.newerSchema(path: project.storePath)) { try project.store() }
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA data_version") } == before, "nobody has written")
    }

    @Test func aFileThatIsNoStoreIsRefused() throws {
        let project = try TestProject()
        try FileManager.default.createDirectory(atPath: project.root + "/.assay", withIntermediateDirectories: true)
        let text = String(repeating: "this is not a database ", count: 500)
        try Data(text.utf8).write(to: URL(fileURLWithPath: project.storePath))
        let error = #expect(throws: RetrievalError.self) { try project.store() }
        guard case .notAStore = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(try String(contentsOfFile: project.storePath, encoding: .utf8) == text)
    }

    @Test func aFolderInThePlaceOfTheStoreIsRefused() throws {
        let project = try TestProject()
        try FileManager.default.createDirectory(atPath: project.storePath, withIntermediateDirectories: true)
        let error = #expect(throws: RetrievalError.self) { try project.store() }
        guard case .cannotOpen = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test func listingAndWordsWorkWithoutAnEncoder() throws {
        let project = try TestProject()
        try project.write("a.md", "# Bikes\n\nA bicycle has two wheels.\n")
        _ = try project.store().sync(project.sources)
        let store = try SQLiteKnowledgeStore(path: project.storePath, root: project.root, embedder: try { throw MissingModel() }())
        #expect(try store.documents().count == 1)
        #expect(try store.status(of: project.sources).documents.map(\.status) == [.fresh])
        #expect(try store.search(SearchRequest("bicycle", mode: .lexical)).count == 1)
        #expect(throws: MissingModel.self) { try store.search(SearchRequest("bicycle")) }
        #expect(throws: MissingModel.self) { try store.sync(project.sources) }
    }

    /// What a killed process leaves behind is what its files hold at that moment: the copy is opened in its place.
    @Test func aSyncKilledAtAnyMomentLeavesWholeDocuments() throws {
        let project = try TestProject()
        for i in 0..<8 { try project.write("d\(i).md", (0..<6).map { "# H\($0)\n\nDocument \(i) part \($0).\n" }.joined(separator: "\n")) }
        let store = try project.store()
        var copies: [String] = []
        var changedBefore: [Int] = []
        var changed = 0
        _ = try store.sync(project.sources) { event in
            if case .changed = event { changed += 1 }
            let copy = project.root + "/kill\(copies.count)"
            do {
                try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
                for suffix in ["", "-wal"] {
                    try FileManager.default.copyItem(atPath: project.storePath + suffix, toPath: copy + "/knowledge.sqlite" + suffix)
                }
                copies.append(copy)
                changedBefore.append(changed)
            } catch {
                Issue.record(error)
            }
            return .more
        }
        #expect(copies.count > 20)
        let embedder = project.embedder
        for (copy, count) in zip(copies, changedBefore) {
            let survivor = try SQLiteKnowledgeStore(path: copy + "/knowledge.sqlite", root: project.root, embedder: embedder)
            #expect(try survivor.documents().count == count, "every document that was reported is there")
            #expect(try survivor.documents().allSatisfy { $0.passages == 6 })
            let report = try survivor.sync(project.sources)
            #expect(report.unchanged == count && report.added == 8 - count)
            #expect(try survivor.search(SearchRequest("document part", limit: 100, mode: .lexical)).count == 48)
            #expect(try survivor.search(SearchRequest("document part", limit: 100, mode: .dense)).count == 48)
        }
    }

    @Test func aStoreSeesWhatAnotherOneWrote() throws {
        let project = try TestProject()
        try project.write("a.md", "# A\n\nApples grow on trees.\n")
        let (first, second) = (try project.store(), try project.store())
        _ = try first.sync(project.sources)
        for mode in SearchMode.allCases { #expect(try second.search(SearchRequest("apples", mode: mode)).count == 1) }
        try project.write("b.md", "# B\n\nApples fall from trees.\n")
        _ = try second.sync(project.sources)
        for mode in SearchMode.allCases { #expect(try first.search(SearchRequest("apples", mode: mode)).count == 2) }
        _ = try first.remove("docs/a.md")
        for mode in SearchMode.allCases {
            #expect(try second.search(SearchRequest("apples", mode: mode)).map(\.passage.document) == ["docs/b.md"])
        }
    }

    @Test func storesThatWriteAtOnceWaitForEachOther() throws {
        let project = try TestProject()
        for i in 0..<30 { try project.write("d\(i).md", "# Doc \(i)\n\nText \(i) of the shared store.\n") }
        let stores = try (0..<3).map { _ in try project.store() }
        DispatchQueue.concurrentPerform(iterations: 6) { turn in
            do {
                if turn < 3 {
                    _ = try stores[turn].sync(project.sources)
                } else {
                    for _ in 0..<40 { _ = try stores[turn - 3].search(SearchRequest("shared text", limit: 50)) }
                }
            } catch {
                Issue.record(error)
            }
        }
        for store in stores {
            #expect(try store.documents().count == 30)
            #expect(try store.search(SearchRequest("shared", limit: 100, mode: .lexical)).count == 30)
            #expect(try store.search(SearchRequest("shared", limit: 100, mode: .dense)).count == 30)
        }
    }

    @Test func storesMadeAtOnceAreOneStore() throws {
        let project = try TestProject()
        let (path, root, embedder) = (project.storePath, project.root, project.embedder)
        DispatchQueue.concurrentPerform(iterations: 6) { _ in
            do {
                _ = try SQLiteKnowledgeStore(path: path, root: root, embedder: embedder).documents()
            } catch {
                Issue.record(error)
            }
        }
    }

    @Test func aWriterThatNeverEndsIsReportedAsLocked() throws {
        let project = try TestProject()
        let embedder = project.embedder
        let store = try SQLiteKnowledgeStore(path: project.storePath, root: project.root, busyTimeout: 0.05, embedder: embedder)
        try project.write("a.md", "one\n")
        let other = try DatabaseQueue(path: project.storePath)
        try other.inDatabase { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            #expect(throws: RetrievalError.locked(path: project.storePath)) { try store.sync(project.sources) }
            #expect(try store.documents().isEmpty, "readers do not wait")
            try db.execute(sql: "ROLLBACK")
        }
        #expect(try store.sync(project.sources).added == 1)
    }

    @Test func anEncoderThatGivesNonsenseIsAnErrorAndKeepsTheStore() throws {
        struct Broken: Embedder {
            var dimensions: Int { 8 }
            var signature: String { "broken" }
            func embed(_ texts: [String]) throws -> [[Float]] { texts.map { _ in [1, 2] } }
            func countTokens(_ text: String) -> Int { text.split(separator: " ").count }
        }
        let project = try TestProject()
        try project.write("a.md", "one\n")
        let store = try SQLiteKnowledgeStore(path: project.storePath, root: project.root, embedder: Broken())
        #expect(throws: RetrievalError.badEmbedding(expected: 8, found: 2)) { try store.sync(project.sources) }
        #expect(try store.documents().isEmpty)
    }

    @Test func theEmbeddingCacheIsBounded() throws {
        let project = try TestProject()
        let store = try project.store()
        for version in 0..<4 {
            try project.write("a.md", (0..<600).map { "# H\($0)\n\nVersion \(version) part \($0).\n" }.joined(separator: "\n"))
            _ = try store.sync(project.sources)
        }
        let statistics = try store.statistics()
        #expect(statistics.passages == 600 && statistics.cachedEmbeddings == 1_600)
    }
}
