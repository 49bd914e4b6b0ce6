import Foundation
import Retrieval

/// What a sync did: the shape `assay kb sync --json` prints.
public struct SyncSummary: Codable, Equatable, Sendable {
    public struct Failure: Codable, Equatable, Sendable {
        public var path: String
        public var reason: String
    }
    public var added: [String]
    public var updated: [String]
    public var removed: [String]
    /// The same text under another path, the new one.
    public var moved: [String]
    public var unchanged: Int
    public var failed: [Failure]
    /// In the store.
    public var passages: Int
    /// Embedded by this sync.
    public var embedded: Int
    public var seconds: Double
    /// What was found damaged in the store and mended.
    public var repairs: [String]
    /// It was stopped before its end; what was done is kept.
    public var stopped: Bool

    public var text: String {
        let moves = moved.isEmpty ? "" : "\(moved.count) moved, "
        let changes = "\(added.count) added, \(updated.count) updated, \(removed.count) removed, \(moves)\(unchanged) unchanged"
        let failures = failed.isEmpty ? "" : ", \(failed.count) failed"
        return "\(changes)\(failures): \(passages) passages in the store, " + String(format: "%.1f s", seconds)
    }
}

extension ProjectSession {
    /// What people added and removed by hand, beside the sources of `assay.toml`.
    private struct SourceList: Codable {
        var added: [String] = []
        var excluded: Set<String> = []
    }

    private func sourceList() throws -> SourceList {
        try JSONFile.read(SourceList.self, from: project.sourcesFile) ?? SourceList()
    }

    /// The project's configuration, examples, cases and probes are no knowledge, whatever folder holds them: an answer found there would be
    /// a leak. Who names one of them as a source gets it.
    func sources() throws -> KnowledgeSources {
        let list = try sourceList()
        let named = configuration.sources + list.added
        let fixed = [Project.fileName, Project.promptName, Project.freshnessProbes]
        let own = fixed + [configuration.dataset, project.decisionsPath, project.draftsPath]
        let asked = configuration.cases + configuration.cases.map(Self.decisionsPath)
        let left = Set((own + asked).map(project.relative)).subtracting(named)
        return KnowledgeSources(paths: named, excluded: list.excluded.union(left))
    }

    /// Where documents may change: the sources, as absolute paths, those that are there.
    func watchedPaths() throws -> [String] { try sources().paths.map(project.absolute).filter(Files.exists) }

    /// The paths join the project's sources; what was removed by hand before comes back when it is named again.
    public func addSources(_ paths: [String]) throws {
        var list = try sourceList()
        for path in paths {
            let expanded = (path as NSString).expandingTildeInPath
            let absolute = URL(fileURLWithPath: expanded).standardizedFileURL.path
            guard Files.exists(absolute) else {
                throw WorkbenchError(.notFound, "There is no file or folder \(path).")
            }
            let relative = project.relative(absolute)
            list.excluded = list.excluded.filter { $0 != relative && !$0.hasPrefix(relative + "/") }
            if !(configuration.sources + list.added).contains(relative) { list.added.append(relative) }
        }
        try JSONFile.write(list, to: project.sourcesFile)
    }

    public func sync(progress: ProgressSink = { _ in true }) throws -> SyncSummary {
        let lock = try syncLock()
        defer { withExtendedLifetime(lock) {} }
        let watch = Stopwatch()
        let store = try knowledge()
        var line = SyncLine()
        let report = try store.sync(try sources()) { event in
            progress(line.update(event, at: watch.seconds)) ? .more : .stop
        }
        func documents(_ changes: HistoryEntry.Change...) -> [String] {
            report.changes.filter { changes.contains($0.change) }.map(\.document)
        }
        let missing = report.missingSources.map { SyncSummary.Failure(path: $0, reason: "is named as a source but is not there") }
        return SyncSummary(
            added: documents(.added), updated: documents(.updated, .recut), removed: documents(.removed), moved: documents(.moved),
            unchanged: report.unchanged, failed: report.failures.map { .init(path: $0.document, reason: $0.reason) } + missing,
            passages: try store.statistics().passages, embedded: report.embedded, seconds: watch.seconds, repairs: report.repairs,
            stopped: report.isCancelled)
    }

    /// A sync's events as lines of progress.
    private struct SyncLine {
        private var document: String?
        private var position: SyncPosition?
        private var pace = SyncPace()

        mutating func update(_ event: SyncProgress, at seconds: Double) -> ProgressUpdate {
            var changed: ProgressUpdate.Change?
            switch event {
            case .scanned: break
            case .reading(let path, _, _): document = path
            case .position(let position):
                self.position = position
                pace.follow(position, at: seconds)
            case .changed(let entry): changed = .init(document: entry.document, change: entry.change.rawValue)
            }
            let rate = pace.passagesPerSecond.map { String(format: "%.0f passages/s", $0) }
            var update = ProgressUpdate(fraction: position?.fraction, text: document ?? "reading", rate: rate)
            update.etaSeconds = pace.remainingSeconds
            update.changed = changed
            return update
        }
    }

    /// How `assay.toml` wants documents cut.
    var chunking: ChunkingParameters {
        ChunkingParameters(targetTokens: configuration.passageTokens, overlapTokens: configuration.overlapTokens)
    }

    public func documents() throws -> [DocumentRow] {
        try knowledge().status(of: try sources()).documents.map { state in
            let status: DocumentRow.Status =
                switch state.status {
                case .fresh: .fresh
                case .stale: .stale
                case .new: .new
                case .missing: .missing
                case .failed(let reason): .failed(reason)
                }
            return DocumentRow(path: state.path, title: state.title, status: status, passages: state.passages, bytes: state.bytes)
        }
    }

    public func passages(of document: String) throws -> [PassageRow] {
        let store = try knowledge()
        let passages = try store.passages(of: document)
        if passages.isEmpty, !(try store.documents().contains { $0.path == document }) {
            throw WorkbenchError(.notFound, "There is no document \(document) in the knowledge base.", next: "See: assay kb list")
        }
        return passages.map(PassageRow.init)
    }

    /// Takes documents out and keeps them out of later syncs; their files are not touched.
    public func removeDocuments(_ documents: [String]) throws {
        let known = Set(try self.documents().map(\.path))
        if let unknown = documents.first(where: { !known.contains($0) }) {
            throw WorkbenchError(.notFound, "There is no document \(unknown) in the knowledge base.", next: "See: assay kb list")
        }
        // First of all kept out: what is left in the store by a program that is killed goes with the next sync.
        let all = Set(documents)
        var list = try sourceList()
        list.added.removeAll(where: all.contains)
        list.excluded.formUnion(all)
        try JSONFile.write(list, to: project.sourcesFile)
        // One that no sync has read yet is not in the store.
        for document in documents { _ = try knowledge().remove(document) }
    }

    /// Documents that were removed by hand are read again at the next sync.
    public func restoreDocuments(_ documents: [String]) throws {
        var list = try sourceList()
        list.excluded.subtract(documents)
        let named = configuration.sources + list.added
        list.added += documents.filter { document in !named.contains { document == $0 || document.hasPrefix($0 + "/") } }
        try JSONFile.write(list, to: project.sourcesFile)
    }

    /// - Parameter tuning: in place of what `assay.toml` says.
    public func search(
        _ query: String, mode: WorkbenchRequest.SearchMode, limit: Int, filters: [String], tuning: SearchTuning = SearchTuning()
    ) throws -> (hits: [HitRow], milliseconds: Double) {
        // Loading the encoder is no part of a search's time.
        let store = try knowledge()
        let watch = Stopwatch()
        var request = searchRequest(query, limit: limit)
        request.mode = SearchMode(rawValue: mode.rawValue) ?? .hybrid
        tuning.apply(to: &request)
        for text in filters {
            guard let filter = SearchFilter(text) else {
                throw WorkbenchError(
                    .usage, "The filter \"\(text)\" is not understood.",
                    next: "Use path=DOCUMENT, prefix=PATH, kind=md, since=2026-01-31 or until=2026-01-31.")
            }
            request.filter = request.filter.merged(with: filter)
        }
        let hits = try store.search(request)
        return (hits.map(HitRow.init), watch.milliseconds)
    }

    /// As the project's settings say.
    func searchRequest(_ text: String, limit: Int) -> SearchRequest {
        var request = SearchRequest(text, limit: limit, lexicalWeight: configuration.lexicalWeight)
        request.denseWeight = configuration.denseWeight
        request.collapsesDuplicates = configuration.collapseDuplicates
        request.diversity = configuration.diversity
        return request
    }

    /// - Parameter input: what the question is about.
    func retrieve(_ question: String, input: String? = nil, limit: Int) throws -> [SearchHit] {
        try knowledge().search(searchRequest(SearchQuery.text(question: question, input: input), limit: limit))
    }

    /// The block of passages as the model sees it, within the project's token budget.
    func contextBlock(question: String, passages: [Passage]) throws -> ContextBlock {
        let tokenizer = try languageModel().tokenizer
        return ContextBuilder.build(question: question, passages: passages, budgetTokens: configuration.contextTokens) {
            tokenizer.encode($0).count
        }
    }

    /// Exactly what the rag arm's model sees for a question.
    public func context(for question: String) throws -> ContextPreview {
        let prompt = try prepare(.rag, question: question)
        return ContextPreview(
            question: question, prompt: prompt.text, tokens: prompt.tokens.count, passages: prompt.passages.map { PassageRow($0.passage) })
    }
}

/// What one search does otherwise than the project's settings say; nil leaves a setting as it is.
public struct SearchTuning: Sendable {
    public var denseWeight: Double?
    public var lexicalWeight: Double?
    public var collapseDuplicates: Bool?
    public var diversity: Double?
    /// Words that stand nowhere are searched for as the nearest one: help for people, not for a model's context.
    public var helpsWithTypos = true

    public init() {}

    func apply(to request: inout SearchRequest) {
        request.denseWeight = denseWeight ?? request.denseWeight
        request.lexicalWeight = lexicalWeight ?? request.lexicalWeight
        request.collapsesDuplicates = collapseDuplicates ?? request.collapsesDuplicates
        request.diversity = diversity ?? request.diversity
        request.helpsWithTypos = helpsWithTypos
    }
}

extension HitRow {
    init(_ hit: SearchHit) {
        self.init(
            passage: PassageRow(hit.passage), rank: hit.rank, score: hit.score, denseRank: hit.dense?.rank, lexicalRank: hit.lexical?.rank)
        matches = hit.matches.map { $0.term + ($0.searched.map { " → " + $0 } ?? "") }
        duplicates = hit.duplicates
    }
}

extension PassageRow {
    init(_ passage: Passage) {
        self.init(
            id: passage.id, document: passage.document, heading: passage.heading, text: passage.text, start: passage.start,
            end: passage.end, page: passage.page, row: passage.row, tokens: passage.tokens)
    }
}
