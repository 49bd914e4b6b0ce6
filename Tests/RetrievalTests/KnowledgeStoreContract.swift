import Foundation
import Retrieval
import Testing

/// The kinds of store there are. Each passes every test of the contract; a new kind joins by a case and the line that makes it.
enum StoreKind: CaseIterable, Sendable {
    case sqlite

    /// Opens the project's store, or makes it: two of one project are the same store.
    func make(
        _ project: TestProject, chunking: ChunkingParameters = ChunkingParameters(), embedder: (any Embedder)? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws -> any KnowledgeStore {
        switch self {
        case .sqlite: try project.store(chunking: chunking, embedder: embedder, now: now)
        }
    }
}

/// What every `KnowledgeStore` promises; `KnowledgeStoreContract+History.swift` goes on.
@Suite struct KnowledgeStoreContract {
    func filled(_ kind: StoreKind) throws -> (TestProject, any KnowledgeStore) {
        let project = try TestProject()
        try project.write(
            "prices.md", "# Prices\n\n## Team plan\n\nThe team plan costs 49 euros a month.\n\n## Solo plan\n\nThe solo plan is free.\n")
        try project.write("refunds.md", "# Refunds\n\nMoney is returned within five working days.\n")
        try project.write("notes.txt", "The workshop opens at nine.\n\nParking is behind the house.\n")
        return (project, try kind.make(project))
    }

    @Test(arguments: StoreKind.allCases)
    func aNewStoreIsEmptyAndSearchableAtOnce(_ kind: StoreKind) throws {
        let project = try TestProject()
        let store = try kind.make(project)
        #expect(try store.documents().isEmpty)
        #expect(try store.passages(of: "docs/none.md").isEmpty)
        #expect(try store.passage(1) == nil)
        for mode in SearchMode.allCases { #expect(try store.search(SearchRequest("price", mode: mode)).isEmpty) }
        let statistics = try store.statistics()
        #expect(statistics.documents == 0 && statistics.passages == 0 && statistics.embedder == nil)
        #expect(project.embedder.texts.isEmpty)
        #expect(try store.history(of: nil, limit: 10).isEmpty)
        #expect(try store.remove("docs/none.md") == false)
    }

    @Test(arguments: StoreKind.allCases)
    func aSyncTakesDocumentsIn(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        let report = try store.sync(project.sources)
        #expect(report.added == 3 && report.updated == 0 && report.removed == 0 && report.failures.isEmpty && !report.isCancelled)
        #expect(try store.documents().map(\.path) == ["docs/notes.txt", "docs/prices.md", "docs/refunds.md"])
        #expect(try store.documents().map(\.title) == ["notes", "Prices", "Refunds"])
        let passages = try store.passages(of: "docs/prices.md")
        #expect(passages.map(\.headings) == [["Prices", "Team plan"], ["Prices", "Solo plan"]])
        #expect(passages.map(\.ordinal) == [0, 1])
        #expect(passages.first?.heading == "Prices › Team plan")
        let first = try #require(passages.first)
        #expect(try store.passage(first.id) == first)
        let statistics = try store.statistics()
        #expect(statistics.documents == 3 && statistics.passages == report.passagesAdded && statistics.embedded == statistics.passages)
        #expect(statistics.embedder == project.embedder.signature && statistics.tokens > 0 && statistics.bytes > 0)
    }

    @Test(arguments: StoreKind.allCases)
    func aSecondSyncChangesAndEmbedsNothing(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        project.embedder.forget()
        let report = try store.sync(project.sources)
        #expect(report.changes.isEmpty && report.unchanged == 3 && report.embedded == 0)
        #expect(project.embedder.texts.isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func onlyChangedTextIsEmbeddedAgain(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        let before = try store.passages(of: "docs/prices.md")
        project.embedder.forget()
        try project.write(
            "prices.md", "# Prices\n\n## Team plan\n\nThe team plan costs 59 euros a month.\n\n## Solo plan\n\nThe solo plan is free.\n")
        let report = try store.sync(project.sources)
        #expect(report.updated == 1 && report.unchanged == 2 && report.passagesAdded == 1 && report.passagesRemoved == 1)
        #expect(report.embedded == 1 && report.reused == 1)
        #expect(project.embedder.texts.count == 1 && project.embedder.texts[0].contains("59"))
        let after = try store.passages(of: "docs/prices.md")
        #expect(after[1].id == before[1].id, "an unchanged passage keeps its id")
        #expect(after[0].id != before[0].id && after[0].text.contains("59"))
        #expect(try store.passage(before[0].id) == nil)
        let hits = try store.search(SearchRequest("team plan costs"))
        #expect(hits.first?.passage.id == after[0].id)
    }

    @Test(arguments: StoreKind.allCases)
    func anEditTakenBackCostsNoEmbedding(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        try project.write("refunds.md", "# Refunds\n\nMoney is returned within nine working days.\n")
        _ = try store.sync(project.sources)
        project.embedder.forget()
        try project.write("refunds.md", "# Refunds\n\nMoney is returned within five working days.\n")
        #expect(try store.sync(project.sources).updated == 1)
        #expect(project.embedder.texts.isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func removedFilesGo(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        try project.remove("refunds.md")
        let report = try store.sync(project.sources)
        #expect(report.removed == 1)
        #expect(try store.documents().map(\.path) == ["docs/notes.txt", "docs/prices.md"])
        for mode in SearchMode.allCases {
            #expect(
                try !store.search(SearchRequest("money returned working days", mode: mode)).contains {
                    $0.passage.document == "docs/refunds.md"
                })
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aDocumentCanBeTakenOutAndComesBackUnlessExcluded(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        #expect(try store.remove("docs/refunds.md"))
        #expect(try store.documents().count == 2)
        let without = KnowledgeSources(paths: ["docs"], excluded: ["docs/refunds.md"])
        #expect(try store.sync(without).changes.isEmpty)
        #expect(try store.sync(project.sources).added == 1)
        #expect(try store.sync(without).removed == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func statusTellsWithoutSyncing(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        #expect(try store.status(of: project.sources).documents.map(\.status) == [.new, .new, .new])
        _ = try store.sync(project.sources)
        #expect(try store.status(of: project.sources).documents.map(\.status) == [.fresh, .fresh, .fresh])
        try project.write("prices.md", "# Prices\n\nAll plans are free now.\n")
        try project.remove("notes.txt")
        try project.write("zoo.md", "New here.\n")
        try project.write("bad.md", [0xFF, 0xFE, 0x41, 0x00])
        _ = try store.sync(KnowledgeSources(paths: ["docs/bad.md", "docs/prices.md", "docs/notes.txt", "docs/refunds.md"]))
        try project.write("prices.md", "# Prices\n\nAll plans cost one euro now.\n")
        try project.write("bad.md", [0xFF, 0xFE, 0x41, 0x00])
        let states = try store.status(of: project.sources).documents
        #expect(states.map(\.path) == ["docs/bad.md", "docs/prices.md", "docs/refunds.md", "docs/zoo.md"])
        #expect(states.map(\.status).dropFirst() == [.stale, .fresh, .new])
        try project.remove("refunds.md")
        #expect(try store.status(of: project.sources).documents.contains { $0.path == "docs/refunds.md" && $0.status == .missing })
        #expect(try store.documents().contains { $0.path == "docs/refunds.md" }, "asking changes nothing")
    }

    @Test(arguments: StoreKind.allCases)
    func aFileThatWasOnlyTouchedStaysFresh(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        try project.write("refunds.md", Array("# Refunds\n\nMoney is returned within five working days.\n".utf8), secondsAgo: 60)
        #expect(try store.status(of: project.sources).documents.allSatisfy { $0.status == .fresh })
        #expect(try store.sync(project.sources).changes.isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func aChangeOfTheSameSizeAndTimeIsNoticedWhileTheFileIsYoung(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        let time = Date()
        func write(_ text: String) throws {
            try project.write("refunds.md", text)
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: project.path("refunds.md"))
        }
        try write("# Refunds\n\nWithin 5 days.\n")
        _ = try store.sync(project.sources)
        try write("# Refunds\n\nWithin 7 days.\n")
        #expect(try store.sync(project.sources).updated == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func oneBadDocumentNeverStopsTheRest(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        try project.write("bad.md", [0x23, 0x20, 0xC3, 0x28, 0x0A])
        let report = try store.sync(project.sources)
        #expect(report.added == 3)
        #expect(report.failures.map(\.document) == ["docs/bad.md"])
        #expect(try store.documents().first { $0.path == "docs/bad.md" }?.failure?.contains("UTF-8") == true)
        #expect(try store.statistics().failed == 1)
        // It is tried again, and told again, but it is no news.
        let again = try store.sync(project.sources)
        #expect(again.failures.count == 1 && again.changes.isEmpty)
        try project.write("bad.md", "# Good\n\nNow it can be read.\n")
        #expect(try store.sync(project.sources).failures.isEmpty)
        #expect(try store.passages(of: "docs/bad.md").count == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func aDocumentThatTurnsBadLosesItsPassages(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        try project.write("refunds.md", [0x00, 0x01])
        let report = try store.sync(project.sources)
        #expect(report.changes.map(\.change) == [.failed] && report.passagesRemoved == 1)
        #expect(try store.search(SearchRequest("returned", mode: .lexical)).isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func historyKeepsWhatChanged(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        try project.write("refunds.md", "# Refunds\n\nNever.\n")
        _ = try store.sync(project.sources)
        try project.remove("refunds.md")
        _ = try store.sync(project.sources)
        let history = try store.history(of: "docs/refunds.md", limit: 10)
        #expect(history.map(\.change) == [.removed, .updated, .added])
        #expect(history.map(\.passagesAdded) == [0, 1, 1] && history.map(\.passagesRemoved) == [1, 1, 0])
        #expect(history.allSatisfy { abs($0.when.timeIntervalSinceNow) < 60 })
        #expect(try store.history(of: nil, limit: 100).count == 5)
        #expect(try store.history(of: nil, limit: 2).count == 2)
    }

    @Test(arguments: StoreKind.allCases)
    func aStoppedSyncKeepsWhatIsDone(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        var changes = 0
        let report = try store.sync(project.sources) { event in
            if case .changed = event { changes += 1 }
            return changes == 2 ? .stop : .more
        }
        #expect(report.isCancelled && report.added == 2)
        #expect(try store.documents().count == 2)
        project.embedder.forget()
        let rest = try store.sync(project.sources)
        #expect(rest.added == 1 && rest.unchanged == 2 && !rest.isCancelled)
        #expect(try rest.reused + rest.embedded == store.passages(of: "docs/refunds.md").count)
        #expect(project.embedder.texts.count == rest.embedded)
    }

    @Test(arguments: StoreKind.allCases)
    func vectorsOfAStoppedDocumentAreNotMadeAgain(_ kind: StoreKind) throws {
        let project = try TestProject()
        let store = try kind.make(project)
        try project.write("long.md", (0..<100).map { "## Part \($0)\n\nText of part \($0).\n" }.joined(separator: "\n"))
        let report = try store.sync(project.sources) { event in
            if case .position(let position) = event, position.embedded >= 32 { return .stop }
            return .more
        }
        #expect(report.isCancelled && report.added == 0)
        #expect(try store.documents().isEmpty)
        let done = project.embedder.texts.count
        project.embedder.forget()
        #expect(try store.sync(project.sources).added == 1)
        #expect(project.embedder.texts.count == 100 - done)
    }

    @Test(arguments: StoreKind.allCases)
    func progressTellsEachDocumentInOrder(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        var events: [SyncProgress] = []
        _ = try store.sync(project.sources) { event in
            events.append(event)
            return .more
        }
        #expect(events.first == .scanned(documents: 3, toRead: 3))
        let read = events.compactMap { if case .reading(let path, let index, 3) = $0 { "\(index) \(path)" } else { nil } }
        #expect(read == ["0 docs/notes.txt", "1 docs/prices.md", "2 docs/refunds.md"])
    }

    @Test(arguments: StoreKind.allCases)
    func everyHitExplainsItself(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        let hits = try store.search(SearchRequest("what does the team plan cost?", limit: 3))
        let best = try #require(hits.first)
        #expect(best.rank == 1 && best.passage.document == "docs/prices.md" && best.passage.headings == ["Prices", "Team plan"])
        let dense = try #require(best.dense)
        let lexical = try #require(best.lexical)
        #expect(dense.score > 0 && dense.score <= 1.0001 && lexical.score > 0)
        #expect(abs(best.score - (1 / (60 + Double(dense.rank)) + 1 / (60 + Double(lexical.rank)))) < 1e-12)
        #expect(hits.map(\.rank) == Array(1...hits.count) && hits.map(\.score) == hits.map(\.score).sorted(by: >))
        #expect(Set(hits.map(\.passage.id)).count == hits.count)
        let uneven = try store.search(SearchRequest("what does the team plan cost?", limit: 1, lexicalWeight: 0.5))
        #expect(uneven.first.map { abs($0.score - 1.5 / 61) < 1e-12 } == true)
        let only = try store.search(SearchRequest("team plan", mode: .dense))
        #expect(only.allSatisfy { $0.lexical == nil && $0.dense?.rank == $0.rank && $0.score == $0.dense?.score })
        let words = try store.search(SearchRequest("team plan", mode: .lexical))
        #expect(!words.isEmpty && words.allSatisfy { $0.dense == nil && $0.lexical?.rank == $0.rank && $0.score == $0.lexical?.score })
    }

    @Test(arguments: StoreKind.allCases)
    func aLimitIsKept(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        for mode in SearchMode.allCases {
            #expect(try store.search(SearchRequest("the plan", limit: 1, mode: mode)).count == 1)
            #expect(try store.search(SearchRequest("the plan", limit: 0, mode: mode)).isEmpty)
            #expect(try store.search(SearchRequest("the plan", limit: 1_000, mode: mode)).count <= 5)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func filtersNarrowEveryMode(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        try project.write("sub/100%_done.md", "# Other\n\nThe team plan costs nothing here.\n")
        _ = try store.sync(project.sources)
        for mode in SearchMode.allCases {
            func paths(_ filter: SearchFilter) throws -> Set<String> {
                Set(try store.search(SearchRequest("team plan money workshop", mode: mode, filter: filter)).map(\.passage.document))
            }
            #expect(try paths(SearchFilter(path: "docs/prices.md")) == ["docs/prices.md"])
            #expect(try paths(SearchFilter(pathPrefix: "docs/sub/")) == ["docs/sub/100%_done.md"])
            #expect(try paths(SearchFilter(pathPrefix: "docs/sub/100%")) == ["docs/sub/100%_done.md"])
            #expect(try paths(SearchFilter(path: "docs/none.md")).isEmpty)
            #expect(try paths(SearchFilter(path: "docs/prices.md", pathPrefix: "docs/sub/")).isEmpty)
            #expect(try paths(SearchFilter(pathPrefix: "")).count >= 3)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anotherEncoderIsNoticedAtEqualDimensions(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        let changed = try kind.make(project, embedder: HashingEmbedder(version: "2"))
        #expect(try changed.status(of: project.sources).documents.allSatisfy { $0.status == .stale })
        #expect(try changed.search(SearchRequest("team plan", mode: .dense)).isEmpty, "old vectors are not compared with new ones")
        let report = try changed.sync(project.sources)
        #expect(try report.embedded == changed.statistics().passages && report.passagesAdded == 0)
        #expect(try changed.status(of: project.sources).documents.allSatisfy { $0.status == .fresh })
        #expect(try !changed.search(SearchRequest("team plan", mode: .dense)).isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func anotherWayOfCuttingMakesDocumentsStale(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        let other = try kind.make(project, chunking: ChunkingParameters(targetTokens: 40, maximumTokens: 64))
        #expect(try other.status(of: project.sources).documents.allSatisfy { $0.status == .stale })
        #expect(try other.sync(project.sources).unchanged == 3, "the passages came out the same")
    }

    @Test(arguments: StoreKind.allCases)
    func rebuildingGivesTheSameSearches(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        let before = try SearchMode.allCases.map { try store.search(SearchRequest("team plan", mode: $0)) }
        project.embedder.forget()
        try store.rebuild()
        #expect(project.embedder.texts.isEmpty)
        #expect(try SearchMode.allCases.map { try store.search(SearchRequest("team plan", mode: $0)) } == before)
        project.embedder.forget()
        try store.rebuild(discardingEmbeddings: true) { _ in .more }
        #expect(try project.embedder.texts.count == store.statistics().passages)
        #expect(try SearchMode.allCases.map { try store.search(SearchRequest("team plan", mode: $0)) } == before)
    }

    @Test(arguments: StoreKind.allCases)
    func aMissingSourceIsListedAndItsDocumentsGo(_ kind: StoreKind) throws {
        let (project, store) = try filled(kind)
        _ = try store.sync(project.sources)
        let report = try store.sync(KnowledgeSources(paths: ["nowhere", "docs/prices.md"]))
        #expect(report.missingSources == ["nowhere"] && report.removed == 2)
        #expect(try store.status(of: KnowledgeSources(paths: ["nowhere"])).missingSources == ["nowhere"])
    }
}
