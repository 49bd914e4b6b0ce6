import Foundation
import Retrieval

/// A folder with documents and a store, gone when the test ends.
final class TestProject: Sendable {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("retrieval-\(UUID().uuidString)").path
    let embedder: HashingEmbedder

    init(embedder: HashingEmbedder = HashingEmbedder()) throws {
        self.embedder = embedder
        try FileManager.default.createDirectory(atPath: root + "/docs", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    let sources = KnowledgeSources(paths: ["docs"])

    var storePath: String { root + "/.assay/knowledge.sqlite" }

    func store(
        chunking: ChunkingParameters = ChunkingParameters(), limits: DocumentLimits = DocumentLimits(), exactUpTo: Int = 10_000,
        embedder: (any Embedder)? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) throws -> SQLiteKnowledgeStore {
        let embedder = embedder ?? self.embedder
        return try SQLiteKnowledgeStore(
            path: storePath, root: root, chunking: chunking, limits: limits, exactUpTo: exactUpTo, now: now, embedder: embedder)
    }

    func path(_ name: String) -> String { root + "/docs/" + name }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    /// Written with a time in the past, so that no document is younger than the clock's grain.
    func write(_ name: String, _ bytes: [UInt8], secondsAgo: Double = 3_600) throws {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -secondsAgo)], ofItemAtPath: url.path)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

    /// The passages of one document written, synced and read back.
    func passages(_ text: String, name: String = "page.md", chunking: ChunkingParameters = ChunkingParameters()) throws -> [Passage] {
        try write(name, text)
        let store = try store(chunking: chunking)
        _ = try store.sync(sources)
        return try store.passages(of: "docs/" + name)
    }
}

/// Repeatable random numbers (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
