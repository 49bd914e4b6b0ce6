import Foundation
import GRDB
import Retrieval
import Testing

/// The embedded store damaged on purpose: noticed, told, and made good from what is left.
struct StoreDamageTests {
    private func filled(_ documents: Int = 20) throws -> TestProject {
        let project = try TestProject()
        for i in 0..<documents {
            try project.write("d\(i).md", (0..<5).map { "# Part \($0)\n\nApples of kind \(i) and price \($0).\n" }.joined(separator: "\n"))
        }
        _ = try project.store().sync(project.sources)
        return project
    }

    private func damage(_ project: TestProject, _ sql: String...) throws {
        let queue = try DatabaseQueue(path: project.storePath)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            for statement in sql { try db.execute(sql: statement) }
        }
    }

    @Test(arguments: [
        "DELETE FROM passage_words_data", "DELETE FROM passage_words_docsize",
        "DELETE FROM passage_words_data WHERE id > 10", "UPDATE passage_words_data SET block = zeroblob(8) WHERE id = 10",
        "DELETE FROM passage_words_docsize WHERE id = 3",
    ])
    func aDamagedIndexOfWordsIsFoundAndMadeAnew(_ sql: String) throws {
        let project = try filled()
        try damage(project, sql)
        #expect(try project.store().problems().map(\.part) == [.words])
        let store = try project.store()
        let report = try store.sync(project.sources)
        // What the sync does not see for the price of a count, a search or a rebuilding mends.
        if report.repairs.isEmpty {
            _ = try store.search(SearchRequest("apples", limit: 200, mode: .lexical))
            if try !store.problems().isEmpty { try store.rebuild() }
        } else {
            #expect(try store.statistics().repair == report.repairs.first)
        }
        #expect(try store.problems().isEmpty)
        #expect(try store.search(SearchRequest("apples", limit: 200, mode: .lexical)).count == 100)
    }

    @Test func lostVectorsAreFoundAndMadeAnew() throws {
        let project = try filled()
        try damage(project, "DELETE FROM embedding WHERE id % 3 = 0", "UPDATE embedding SET vector = zeroblob(12) WHERE id = 1")
        let store = try project.store()
        #expect(Set(try store.problems().map(\.part)) == [.vectors])
        try store.rebuild()
        #expect(try store.problems().isEmpty)
        #expect(try store.search(SearchRequest("apples", limit: 200, mode: .dense)).count == 100)
    }

    @Test func passagesThatAreNotInOrderAreFound() throws {
        let project = try filled()
        try damage(project, "DELETE FROM passage WHERE ordinal = 2 AND document = 1", "DELETE FROM document WHERE id = 5")
        let problems = try project.store().problems()
        #expect(problems.contains { $0.part == .passages && !$0.isMendedByRebuilding })
    }

    @Test func codesThatDoNotFitAreFoundAndMadeAnew() throws {
        let project = try filled(60)
        let store = try project.store(exactUpTo: 100)
        try store.rebuild()
        #expect(try store.problems().isEmpty)
        try damage(project, "UPDATE code_chunk SET data = zeroblob(length(data)) WHERE ordinal = 0")
        #expect(try store.problems().map(\.part) == [.codes])
        // The next search in another process reads past them.
        #expect(try project.store(exactUpTo: 100).search(SearchRequest("apples", limit: 5, mode: .dense)).count == 5)
        try store.rebuild()
        #expect(try store.problems().isEmpty)
    }

    @Test func aDamagedFileIsNoticedAndItsHistoryAndVectorsAreSaved() throws {
        let project = try filled(200)
        let before = try project.store().history(of: nil, limit: 1_000)
        #expect(before.count == 200)
        try damage(project, "PRAGMA wal_checkpoint(TRUNCATE)")
        // One page in the middle of the passages is overwritten; the first pages, which every question needs, stay.
        let page = try DatabaseQueue(path: project.storePath).read { db in
            try Int.fetchOne(db, sql: "SELECT pageno FROM dbstat WHERE name = 'passage' AND pagetype = 'leaf' ORDER BY pageno DESC LIMIT 1")
        }
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: project.storePath))
        try handle.seek(toOffset: UInt64((try #require(page) - 1) * 4_096))
        try handle.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
        try handle.close()
        let damaged = try project.store()
        #expect(try damaged.problems().contains { $0.part == .file && !$0.isMendedByRebuilding })
        let aside = try SQLiteKnowledgeStore.setAside(project.storePath)
        #expect(FileManager.default.fileExists(atPath: aside) && !FileManager.default.fileExists(atPath: project.storePath))
        let store = try project.store()
        let saved = try store.salvage(from: aside)
        #expect(saved.changes == 200 && saved.vectors == 1_000)
        project.embedder.forget()
        let report = try store.sync(project.sources)
        #expect(report.added == 200 && report.embedded == 0 && project.embedder.texts.isEmpty)
        #expect(try store.history(of: nil, limit: 1_000).suffix(200) == before[...])
        #expect(try store.problems().isEmpty)
    }

    @Test func aFileOfNoiseSavesNothingAndHarmsNothing() throws {
        let project = try filled(3)
        try Data((0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }).write(to: URL(fileURLWithPath: project.root + "/noise"))
        let store = try project.store()
        let saved = try store.salvage(from: project.root + "/noise")
        #expect(saved.changes == 0 && saved.vectors == 0)
        #expect(try store.problems().isEmpty)
    }

    @Test func anythingCutOffTheEndOfTheFileIsAnErrorWithWords() throws {
        let project = try filled(100)
        try damage(project, "PRAGMA wal_checkpoint(TRUNCATE)")
        let whole = try Data(contentsOf: URL(fileURLWithPath: project.storePath))
        for share in [0.3, 0.6, 0.95] {
            try whole.prefix(Int(Double(whole.count) * share)).write(to: URL(fileURLWithPath: project.storePath))
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: project.storePath + suffix) }
            do {
                #expect(try project.store().problems().contains { $0.part == .file })
            } catch RetrievalError.notAStore {
                // Not even opened: told with what to do.
            }
        }
    }
}
