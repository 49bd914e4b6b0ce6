import Foundation
import Retrieval
import Testing

/// Filters, near-duplicates, diversity, help with typos, and what a hit says about itself.
struct SearchFeatureTests {
    private func store(exactUpTo: Int = 10_000) throws -> (TestProject, SQLiteKnowledgeStore) {
        let project = try TestProject()
        try project.write("guide.md", "# Cluster\n\nRun kubernetes with the flag maxsurge and restart the ingress.\n")
        try project.write("copy.md", "# Cluster\n\nRun kubernetes with the flag maxsurge and restart the ingress.\n")
        try project.write("notes.txt", "The ingress listens on port 8443. Ask the operators before a restart of kubernetes nodes.\n")
        try project.write("sub/prices.MD", "# Prices\n\nThe ingress costs nothing.\n")
        let embedder = project.embedder
        let store = try SQLiteKnowledgeStore(
            path: project.storePath, root: project.root, exactUpTo: exactUpTo, segmentSizes: .small, embedder: embedder)
        _ = try store.sync(project.sources)
        return (project, store)
    }

    private func documents(_ hits: [SearchHit]) -> Set<String> { Set(hits.map(\.passage.document)) }

    @Test(arguments: SearchMode.allCases)
    func filtersByKindAndPathAreExact(_ mode: SearchMode) throws {
        let (_, store) = try store()
        func found(_ filter: SearchFilter?) throws -> Set<String> {
            documents(try store.search(SearchRequest("ingress", mode: mode, filter: try #require(filter))))
        }
        #expect(try found(SearchFilter("kind=md")) == ["docs/guide.md", "docs/copy.md", "docs/sub/prices.MD"])
        #expect(try found(SearchFilter("kind=.TXT")) == ["docs/notes.txt"])
        #expect(try found(SearchFilter("kind=pdf")).isEmpty)
        #expect(try found(SearchFilter("prefix=docs/sub/")?.merged(with: SearchFilter(kind: "md"))) == ["docs/sub/prices.MD"])
    }

    @Test(arguments: SearchMode.allCases)
    func filtersByDayAreExact(_ mode: SearchMode) throws {
        let (project, store) = try store()
        let midnight = Date(timeIntervalSince1970: 1_772_323_200)  // 2026-03-01T00:00:00Z
        for (name, time) in [("guide.md", midnight), ("copy.md", midnight.addingTimeInterval(-1)), ("notes.txt", midnight + 86_400)] {
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: project.path(name))
        }
        _ = try store.sync(project.sources)
        func found(_ filters: String...) throws -> Set<String> {
            let filter = filters.reduce(SearchFilter(pathPrefix: "docs/")) { $0.merged(with: SearchFilter($1) ?? SearchFilter()) }
            return documents(try store.search(SearchRequest("ingress", mode: mode, filter: filter))).subtracting(["docs/sub/prices.MD"])
        }
        #expect(try found("since=2026-03-01", "until=2026-03-01") == ["docs/guide.md"])
        #expect(try found("until=2026-02-28") == ["docs/copy.md"])
        #expect(try found("since=2026-03-02") == ["docs/notes.txt"])
        for text in ["since=soon", "since=2026-13-01", "until=2026-3-1", "until="] { #expect(SearchFilter(text) == nil) }
    }

    @Test func aNearDuplicateStandsBehindItsBetter() throws {
        let (_, store) = try store()
        for mode in SearchMode.allCases {
            var request = SearchRequest("kubernetes ingress restart", mode: mode)
            let all = try store.search(request)
            #expect(documents(all).isSuperset(of: ["docs/guide.md", "docs/copy.md"]) && all.allSatisfy(\.duplicates.isEmpty))
            request.collapsesDuplicates = true
            let hits = try store.search(request)
            #expect(hits.count == all.count - 1 && hits.map(\.rank) == Array(1...hits.count))
            let kept = try #require(hits.first { !$0.duplicates.isEmpty })
            let gone = try #require(all.first { hit in !hits.contains { $0.passage.id == hit.passage.id } })
            #expect(kept.duplicates == [gone.passage.id] && kept.passage.text == gone.passage.text)
        }
    }

    @Test func lessWeightOnRelevanceBringsOtherPassagesForward() throws {
        let (_, store) = try store()
        var request = SearchRequest("run kubernetes flag maxsurge restart ingress", limit: 2)
        let plain = try store.search(request)
        #expect(documents(plain) == ["docs/guide.md", "docs/copy.md"])
        request.diversity = 1
        #expect(try store.search(request).map(\.passage.id) == plain.map(\.passage.id))
        request.diversity = 0.5
        let mixed = try store.search(request)
        #expect(mixed.first?.passage.id == plain.first?.passage.id && documents(mixed) != documents(plain))
        #expect(mixed.map(\.rank) == [1, 2])
    }

    @Test(arguments: [10_000, 2])
    func aTypoIsHelpedOnlyWhereAWordStandsNowhere(_ exactUpTo: Int) throws {
        let (_, store) = try store(exactUpTo: exactUpTo)
        for (typed, meant) in [("kubrenetes", "kubernetes"), ("maxsurje", "maxsurge"), ("ingres", "ingress"), ("8444", "8443")] {
            var request = SearchRequest(typed, mode: .lexical)
            #expect(try store.search(request).isEmpty, "\(typed)")
            request.helpsWithTypos = true
            let hits = try store.search(request)
            #expect(documents(hits) == documents(try store.search(SearchRequest(meant, mode: .lexical))), "\(typed)")
            #expect(hits.allSatisfy { $0.matches.count == 1 && $0.matches[0].term == typed && $0.matches[0].searched != nil })
        }
        for typed in ["kubernetes", "restart"] {
            var request = SearchRequest(typed, mode: .lexical)
            let plain = try store.search(request)
            request.helpsWithTypos = true
            #expect(try store.search(request) == plain && plain.allSatisfy { $0.matches.map(\.searched) == [nil] })
        }
        var far = SearchRequest("kxyzrnetes zzzzzz xy", mode: .lexical)
        far.helpsWithTypos = true
        #expect(try store.search(far).isEmpty)
    }

    @Test func everyHitNamesTheWordsItHolds() throws {
        let (_, store) = try store()
        let hits = try store.search(SearchRequest("restarting the Ingress on port zebra", mode: .hybrid))
        let notes = try #require(hits.first { $0.passage.document == "docs/notes.txt" })
        #expect(notes.matches.map(\.term) == ["restarting", "Ingress", "port"])
        let places = notes.matches.compactMap(\.range).map { String(decoding: Array(notes.passage.text.utf8)[$0], as: UTF8.self) }
        #expect(places == ["restart", "ingress", "port"])
        let heading = try store.search(SearchRequest("cluster", mode: .lexical))
        #expect(heading.count == 2 && heading.allSatisfy { $0.matches == [SearchHit.Match(term: "cluster")] })
    }

    @Test func weightsOfBothIndexesCount() throws {
        let (_, store) = try store()
        var request = SearchRequest("ingress costs", lexicalWeight: 2)
        request.denseWeight = 0.5
        for hit in try store.search(request) {
            let expected = (hit.dense.map { 0.5 / (60 + Double($0.rank)) } ?? 0) + (hit.lexical.map { 2 / (60 + Double($0.rank)) } ?? 0)
            #expect(abs(hit.score - expected) < 1e-12)
        }
        request.denseWeight = 0
        let words = try store.search(SearchRequest("ingress costs", mode: .lexical)).map(\.passage.id)
        #expect(try store.search(request).map(\.passage.id).prefix(words.count).elementsEqual(words))
    }

    @Test func distancesCountSlipsAsPeopleMakeThem() throws {
        let (project, store) = try store()
        // An exchange of neighbours is one slip, so a word of five letters is still helped; two changes are not.
        try project.write("fruit.md", "# Fruit\n\nmango lemon\n")
        _ = try store.sync(project.sources)
        func found(_ text: String) throws -> Int {
            var request = SearchRequest(text, mode: .lexical)
            request.helpsWithTypos = true
            return try store.search(request).count
        }
        #expect(try found("magno") == 1 && found("mangos") == 1 && found("mang") == 1 && found("mxngx") == 0 && found("ango") == 0)
    }
}
