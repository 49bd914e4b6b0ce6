import Foundation

/// What a person has decided about findings and examples, as JSON lines that can be read, compared and kept with the project.
///
/// `{"ignore":"<finding>","kind":…,"example":…}` and `{"drop":"<content>","example":…}`. Both are named by their contents: edits
/// elsewhere move no decision, and an example that is edited is looked at anew.
public struct DatasetDecisions: Sendable, Equatable {
    public struct Ignored: Sendable, Equatable, Codable {
        /// The finding's id.
        public var ignore: String
        public var kind: FindingKind
        public var example: String?

        public init(_ finding: Finding) {
            (ignore, kind, example) = (finding.id, finding.kind, finding.example)
        }
    }

    public struct Dropped: Sendable, Equatable, Codable {
        /// `Example.contentID` of the messages.
        public var drop: String
        /// The example's id when it was dropped.
        public var example: String

        public init(_ example: Example) {
            (drop, self.example) = (Example.contentID(example.messages), example.id)
        }
    }

    public struct Unreadable: Error, Equatable {
        public var line: Int

        public init(line: Int) { self.line = line }
    }

    /// In the order in which they were made.
    public private(set) var ignored: [Ignored] = []
    public private(set) var dropped: [Dropped] = []

    public init() {}

    /// - Throws: `Unreadable` with the first line that is no decision: a decision that was lost unseen would train what was dropped.
    public init(_ text: String) throws {
        let decoder = JSONDecoder()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !ComparableText.isBlank(String(line)) {
            let data = Data(line.utf8)
            if let entry = try? decoder.decode(Dropped.self, from: data) {
                dropped.append(entry)
            } else if let entry = try? decoder.decode(Ignored.self, from: data) {
                ignored.append(entry)
            } else {
                throw Unreadable(line: index + 1)
            }
        }
    }

    /// One line a decision.
    public var text: String {
        let lines =
            ignored.map { entry in
                [("ignore", entry.ignore), ("kind", entry.kind.rawValue)] + (entry.example.map { [("example", $0)] } ?? [])
            } + dropped.map { [("drop", $0.drop), ("example", $0.example)] }
        return lines.map { JSONText.object($0.map { ($0.0, JSONText.string($0.1)) }) + "\n" }.joined()
    }

    public func isDropped(_ example: Example) -> Bool {
        guard !dropped.isEmpty else { return false }
        let content = Example.contentID(example.messages)
        // Copies have one content; only the one that was named is left out.
        return dropped.contains { $0.drop == content && $0.example == example.id }
    }

    /// The finding with what was decided about it.
    public func applied(_ finding: Finding) -> Finding {
        var finding = finding
        finding.isIgnored = ignored.contains { $0.ignore == finding.id }
        return finding
    }

    public mutating func ignore(_ finding: Finding) {
        if !ignored.contains(where: { $0.ignore == finding.id }) { ignored.append(Ignored(finding)) }
    }

    public mutating func drop(_ example: Example) {
        if !isDropped(example) { dropped.append(Dropped(example)) }
    }

    /// Takes back what was decided about a finding or an example.
    /// - Returns: whether there was something.
    public mutating func restore(_ id: String) -> Bool {
        let before = ignored.count + dropped.count
        ignored.removeAll { $0.ignore == id }
        dropped.removeAll { $0.example == id || $0.drop == id }
        return ignored.count + dropped.count < before
    }
}
