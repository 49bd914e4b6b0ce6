import Foundation
import Retrieval
import Synchronization
import Testing

/// A clock that stands still until it is moved.
final class HandClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_700_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(days: Double) { time.withLock { $0 += days * 86_400 } }
}

extension KnowledgeStoreContract {
    private func watched(_ kind: StoreKind) throws -> (TestProject, any KnowledgeStore, HandClock) {
        let project = try TestProject()
        for i in 0..<4 { try project.write("d\(i).md", "# Document \(i)\n\nIt costs \(i) euros.\n") }
        let clock = HandClock()
        return (project, try kind.make(project, now: { clock.now }), clock)
    }

    @Test(arguments: StoreKind.allCases)
    func churnCountsWhatChangedSinceTheStoreWasFilled(_ kind: StoreKind) throws {
        let (project, store, clock) = try watched(kind)
        #expect(try store.churn() == nil)
        _ = try store.sync(project.sources)
        let first = try #require(try store.churn())
        #expect(first.changes == 0 && first.documents == 4 && first.changesPerDocumentAndMonth == nil && first.shareChangedLately == 0)
        clock.advance(days: 10)
        try project.write("d0.md", "# Document 0\n\nIt costs 10 euros.\n")
        try project.write("d1.md", "# Document 1\n\nIt costs 11 euros.\n")
        _ = try store.sync(project.sources)
        clock.advance(days: 5)
        try project.write("d0.md", "# Document 0\n\nIt costs 20 euros.\n")
        _ = try store.sync(project.sources)
        clock.advance(days: 5)
        let churn = try #require(try store.churn())
        #expect(churn.changes == 3 && churn.changeDays == 2 && churn.changedLately == 2 && churn.watchedDays == 20)
        // 3 changes of 4 documents in 20 of 30 days; 2 of 4 documents changed.
        #expect(churn.changesPerDocumentAndMonth.map { abs($0 - 3.0 / 4 * 30 / 20) < 1e-9 } == true)
        #expect(churn.shareChangedLately == 0.5)
        clock.advance(days: 22)
        #expect(try store.churn()?.changedLately == 1, "only the last 30 days")
        clock.advance(days: 100)
        #expect(try store.churn()?.changedLately == 0)
    }

    @Test(arguments: StoreKind.allCases)
    func movingCuttingAnewAndBlankSpaceAreNoChurn(_ kind: StoreKind) throws {
        let (project, store, clock) = try watched(kind)
        let long = "# Long\n\n" + (0..<40).map { "Paragraph \($0) of a text that is long enough to be cut.\n\n" }.joined()
        try project.write("long.md", long)
        _ = try store.sync(project.sources)
        clock.advance(days: 2)
        try project.write("sub/other.md", "# Document 0\n\nIt costs 0 euros.\n")
        try project.remove("d0.md")
        try project.write("d1.md", "# Document 1\n\nIt costs 1 euros.\n\n\n")
        _ = try store.sync(project.sources)
        let recut = try kind.make(project, chunking: ChunkingParameters(targetTokens: 40, maximumTokens: 64), now: { clock.now })
        let report = try recut.sync(project.sources)
        #expect(report.changes.map(\.change) == [.recut] && report.updated == 1)
        #expect(try recut.churn()?.changes == 0)
        clock.advance(days: 1)
        try project.remove("d2.md")
        try project.write("new.md", "# New\n\nA new document.\n")
        _ = try recut.sync(project.sources)
        #expect(try recut.churn()?.changes == 2, "a removed and an added document")
    }

    @Test(arguments: StoreKind.allCases)
    func aMovedDocumentKeepsItsPassagesAndItsVectors(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        let before = try store.passages(of: "docs/prices.md")
        project.embedder.forget()
        try project.write("plans/all prices.md", Array(try Data(contentsOf: URL(fileURLWithPath: project.path("prices.md")))))
        try project.remove("prices.md")
        let report = try store.sync(project.sources)
        #expect(report.moved == 1 && report.added == 0 && report.removed == 0 && report.embedded == 0)
        #expect(project.embedder.texts.isEmpty)
        let after = try store.passages(of: "docs/plans/all prices.md")
        #expect(after.map(\.id) == before.map(\.id) && after.map(\.text) == before.map(\.text))
        #expect(try store.passages(of: "docs/prices.md").isEmpty)
        #expect(try store.history(of: "docs/plans/all prices.md", limit: 1).first?.reason == "was docs/prices.md")
        #expect(try store.sync(project.sources).changes.isEmpty)
        #expect(try store.problems().isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func aCopyIsNoMoveAndCostsNoEmbedding(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        project.embedder.forget()
        try project.write("copy.md", Array(try Data(contentsOf: URL(fileURLWithPath: project.path("prices.md")))))
        let report = try store.sync(project.sources)
        #expect(report.moved == 0 && report.added == 1 && report.embedded == 0 && report.reused == 2)
        #expect(try store.documents().count == 4)
    }

    @Test(arguments: StoreKind.allCases)
    func textIsNotEmbeddedAgainWhenItIsCutInAnotherWay(_ kind: StoreKind) throws {
        let project = try TestProject()
        let sections = (0..<30).map { "## Part \($0)\n\nThis part says that \($0) is a number.\n" }
        try project.write("parts.md", sections.joined(separator: "\n"))
        _ = try kind.make(project).sync(project.sources)
        project.embedder.forget()
        let report = try kind.make(project, chunking: ChunkingParameters(targetTokens: 100)).sync(project.sources)
        #expect(report.embedded == 0 && report.reused == 30 && project.embedder.texts.isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func positionsGoForwardToTheEnd(_ kind: StoreKind) throws {
        let project = try TestProject()
        for i in 0..<60 { try project.write("d\(i).md", (0...(i % 7)).map { "# H \($0)\n\nText \(i) \($0).\n" }.joined(separator: "\n")) }
        var positions: [SyncPosition] = []
        let report = try kind.make(project).sync(project.sources) { event in
            if case .position(let position) = event { positions.append(position) }
            return .more
        }
        let last = try #require(positions.last)
        #expect(last.documentsDone == 60 && last.bytesDone == last.bytes && last.fraction == 1)
        #expect(last.embedded == report.embedded && last.passages == report.passagesAdded)
        for (a, b) in zip(positions, positions.dropFirst()) {
            #expect(a.bytesDone <= b.bytesDone && a.passages <= b.passages && a.documentsDone <= b.documentsDone)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aSyncEndsSoonWhileADocumentIsWaitedFor(_ kind: StoreKind) throws {
        /// Counts tokens so slowly that the document is never ready within the test.
        struct Slow: Embedder {
            var dimensions: Int { 4 }
            var signature: String { "slow" }
            func embed(_ texts: [String]) throws -> [[Float]] { texts.map { _ in [1, 0, 0, 0] } }
            func countTokens(_ text: String) -> Int {
                Thread.sleep(forTimeInterval: 0.02)
                return text.count
            }
        }
        let project = try TestProject()
        try project.write("a.md", (0..<1_000).map { "# H \($0)\n\nText \($0).\n" }.joined(separator: "\n"))
        let store = try kind.make(project, embedder: Slow())
        let report = try store.sync(project.sources) { event in
            if case .position = event { .stop } else { .more }
        }
        #expect(report.isCancelled && report.changes.isEmpty)
        #expect(try store.documents().isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func aHealthyStoreHasNoProblems(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        #expect(try store.problems().isEmpty)
        try project.write("bad.md", [0xFF])
        _ = try store.sync(project.sources)
        try project.write("refunds.md", "# Refunds\n\nNever.\n")
        try project.remove("notes.txt")
        _ = try store.sync(project.sources)
        #expect(try store.problems().isEmpty)
        #expect(try store.statistics().repair == nil)
    }
}
