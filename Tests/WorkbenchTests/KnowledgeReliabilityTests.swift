import Foundation
import Testing
import Workbench

/// The knowledge base as people meet it: its history, its progress, and what happens when its file is damaged.
@Suite(.serialized) struct KnowledgeReliabilityTests {
    @Test func historyAndStatisticsTellWhatChanged() throws {
        let small = try SmallProject()
        let session = small.session
        #expect(try session.knowledgeStatistics().churn == nil)
        _ = try session.sync()
        try small.scratch.write("knowledge/prices.md", SmallProject.prices.replacingOccurrences(of: "37", with: "43"))
        _ = try session.sync()
        let history = try session.knowledgeHistory(of: "knowledge/prices.md", limit: 10)
        #expect(history.map(\.change) == ["updated", "added"])
        #expect(history.first?.when.hasSuffix("Z") == true)
        #expect(throws: WorkbenchError.self) { try session.knowledgeHistory(of: "knowledge/none.md", limit: 10) }
        let statistics = try session.knowledgeStatistics()
        #expect(statistics.churn?.changes == 1 && statistics.churn?.changesPerDocumentAndMonth == nil)
        #expect(statistics.embedded == statistics.passages)
    }

    @Test func progressTellsEachChangeOnceItIsKept() throws {
        let small = try SmallProject()
        var updates: [ProgressUpdate] = []
        _ = try small.session.sync { update in
            updates.append(update)
            return true
        }
        #expect(updates.compactMap { $0.changed?.document } == ["knowledge/hours.md", "knowledge/prices.md"])
        #expect(updates.last?.fraction == 1)
    }

    @Test func aSoundStoreIsRebuiltInPlace() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        #expect(try small.session.checkKnowledge().isEmpty)
        let summary = try small.session.rebuildKnowledge()
        #expect(summary.problems.isEmpty && summary.setAside == nil && summary.sync == nil)
    }

    @Test func aDamagedStoreIsToldSetAsideAndMadeAnew() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        let store = small.scratch.path(".assay/knowledge.sqlite")
        let session = ProjectSession(project: small.session.project)
        try Data(String(repeating: "no database ", count: 1_000).utf8).write(to: URL(fileURLWithPath: store))
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + suffix) }
        do {
            _ = try session.sync()
            Issue.record("a damaged store was synced")
        } catch {
            let told = WorkbenchError.wrapping(error)
            #expect(told.kind == .badData && told.description.contains("assay kb rebuild"))
        }
        let summary = try session.rebuildKnowledge()
        #expect(summary.setAside == ".assay/knowledge.sqlite.damaged" && summary.sync?.added.count == 2)
        #expect(try session.checkKnowledge().isEmpty)
        let hits = try session.search("price of Osprey", mode: .hybrid, limit: 1, filters: []).hits
        #expect(hits.first?.passage.document == "knowledge/prices.md")
    }
}
