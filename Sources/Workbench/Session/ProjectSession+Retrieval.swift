import Foundation
import Retrieval
import Scoring

extension ProjectSession {
    /// How far down a passage is looked for.
    private static let depth = 50

    /// Ranks of the right passages under the project's setting, other modes and weights, and other passage sizes.
    ///
    /// - Parameter chunks: sizes in tokens; the sources are cut and embedded anew for each, in a folder that is removed afterwards.
    public func measureRetrieval(split: String, chunks: [Int] = [], progress: ProgressSink) throws -> RetrievalReport {
        let store = try knowledge()
        let all = try cases().filter { $0.split.rawValue == split && $0.answerable && $0.document != nil && $0.quote != nil }
        let oracles = all.map { ($0, Oracle(document: $0.document ?? "", quote: $0.quote ?? "")) }
        let findable = try oracles.filter { try store.passages(of: $1.document).contains(where: $1.matches) }
        guard !findable.isEmpty else {
            throw WorkbenchError(
                .notFound, "No case of the split \"\(split)\" has a quote that stands in the knowledge base.",
                next: "Sync it, and give cases a document and a quote.")
        }
        let trial = RetrievalTrial(cases: findable, promptPassages: configuration.passages, depth: Self.depth)
        let ways = retrievalSettings()
        let total = Double(ways.count + chunks.count)
        func report(_ done: Int, _ text: String) throws {
            guard progress(ProgressUpdate(fraction: Double(done) / total, text: text, rate: nil)) else {
                throw WorkbenchError(.failed, "The comparison was stopped.", next: "Run it again; nothing of it is kept.")
            }
        }
        var outcomes: [RetrievalTrial.Outcome] = []
        for (done, way) in ways.enumerated() {
            try report(done, way.name)
            outcomes.append(try trial.run(way.name, store, chunkTokens: configuration.passageTokens) { way.change($0, self) })
        }
        for (done, size) in chunks.enumerated() {
            try report(ways.count + done, "passages of \(size) tokens")
            outcomes.append(try recut(size, trial))
        }
        let report = trial.report(
            outcomes, split: split, unfindable: oracles.map(\.0.id).filter { id in !findable.contains { $0.0.id == id } })
        try JSONFile.write(report, to: project.retrievalFile)
        return report
    }

    /// The newest comparison, if there was one.
    func storedRetrieval() throws -> RetrievalReport? { try JSONFile.read(RetrievalReport.self, from: project.retrievalFile) }

    /// A way of searching: a name, and what it changes in the project's request.
    private struct Way {
        var name: String
        var change: @Sendable (String, ProjectSession) -> SearchRequest

        init(_ name: String, _ change: @escaping @Sendable (inout SearchRequest) -> Void) {
            self.name = name
            self.change = { text, session in
                var request = session.searchRequest(text, limit: ProjectSession.depth)
                change(&request)
                return request
            }
        }
    }

    private func retrievalSettings() -> [Way] {
        var ways = [Way("present") { _ in }, Way("dense") { $0.mode = .dense }, Way("lexical") { $0.mode = .lexical }]
        for weight in [0.25, 0.5, 1, 2, 4] where weight != configuration.lexicalWeight || configuration.denseWeight != 1 {
            ways.append(Way(String(format: "hybrid, words × %g", weight)) { ($0.denseWeight, $0.lexicalWeight) = (1, weight) })
        }
        ways.append(Way("collapsed") { $0.collapsesDuplicates = true })
        for lambda in [0.9, 0.7] { ways.append(Way(String(format: "diversity %g", lambda)) { $0.diversity = lambda }) }
        ways.append(Way("typo help") { $0.helpsWithTypos = true })
        return ways
    }

    private func recut(_ size: Int, _ trial: RetrievalTrial) throws -> RetrievalTrial.Outcome {
        let scratch = NSTemporaryDirectory() + "assay-recut-\(getpid())-\(size)"
        try Files.makeDirectory(scratch)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let encoder = try encoder()
        let store = try SQLiteKnowledgeStore(
            path: scratch + "/knowledge.sqlite", root: project.root, chunking: ChunkingParameters(targetTokens: size), embedder: encoder)
        _ = try store.sync(try sources())
        return try trial.run("passages of \(size)", store, chunkTokens: size) { self.searchRequest($0, limit: Self.depth) }
    }
}
