import Foundation

/// Replies of judges that could be read, by the hash of everything that decides them: nothing is sent twice.
struct JudgeCache {
    private struct Entry: Codable {
        var key: String
        var reply: String
        /// Seconds since 1970.
        var at: Double
    }

    private let path: String
    private var replies: [String: String]

    init(path: String) throws {
        self.path = path
        replies = Dictionary(
            try JSONFile.readLines(Entry.self, from: path).map { ($0.key, $0.reply) }, uniquingKeysWith: { _, new in new })
    }

    subscript(key: String) -> String? { replies[key] }

    mutating func insert(_ reply: String, for key: String) throws {
        replies[key] = reply
        try JSONFile.append(Entry(key: key, reply: reply, at: Date().timeIntervalSince1970), to: path)
    }
}
