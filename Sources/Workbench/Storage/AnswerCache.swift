import Foundation
import Synchronization

/// Answers by the hash of everything that decides them (model, adapter, decoding, prompt tokens): an evaluation that was cut off
/// goes on where it was, and one that is run again after a change answers only what changed.
final class AnswerCache: Sendable {
    struct Entry: Codable, Sendable {
        var key: String
        var text: String
        var promptTokens: Int
        var completionTokens: Int
        var firstTokenMilliseconds: Double
        /// From the question to the end; of an answer that was made together with others, its share of the work.
        var milliseconds: Double
        /// Whether others were in progress with it.
        var isShared: Bool?
    }

    private let path: String
    private let entries: Mutex<[String: Entry]>

    init(path: String) throws {
        self.path = path
        let lines = try JSONFile.readLines(Entry.self, from: path)
        entries = Mutex(Dictionary(lines.map { ($0.key, $0) }, uniquingKeysWith: { _, new in new }))
    }

    subscript(key: String) -> Entry? { entries.withLock { $0[key] } }

    func insert(_ entry: Entry) throws {
        try entries.withLock {
            $0[entry.key] = entry
            try JSONFile.append(entry, to: path)
        }
    }
}
