import Foundation

/// What a person has decided about cases, as JSON lines that can be read, compared and kept with the project.
///
/// `{"case":"<id>","content":"<of the case>","exclude":true,"reason":…,"at":…}` leaves a case out; with `facts` or `answerable` instead of
/// `exclude` it corrects what a right answer is. The cases file stays as it is. A decision holds for the case it was made about: once
/// the case is edited it is looked at anew.
public struct CaseDecisions: Sendable, Equatable {
    public struct Entry: Codable, Equatable, Sendable {
        /// The case's id.
        public var `case`: String
        /// `Case.contentID` when it was decided.
        public var content: String
        public var exclude: Bool?
        /// In the place of the case's own.
        public var facts: [[String]]?
        public var answerable: Bool?
        public var reason: String
        /// Seconds since 1970.
        public var at: Double

        public init(
            _ item: Case, exclude: Bool? = nil, facts: [[String]]? = nil, answerable: Bool? = nil, reason: String, at: Double
        ) {
            self.case = item.id
            content = item.contentID
            (self.exclude, self.facts, self.answerable, self.reason, self.at) = (exclude, facts, answerable, reason, at)
        }

        public var excludes: Bool { exclude == true }
    }

    public struct Unreadable: Error, Equatable {
        public var line: Int

        public init(line: Int) { self.line = line }
    }

    /// In the order in which they were made; of several about one case the last one counts.
    public private(set) var entries: [Entry] = []

    public init() {}

    /// - Throws: `Unreadable` with the first line that is no decision: one that was lost unseen would count a case that was left out.
    public init(_ text: String) throws {
        let decoder = JSONDecoder()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy(\.isWhitespace) {
            guard let entry = try? decoder.decode(Entry.self, from: Data(line.utf8)),
                entry.excludes || entry.facts != nil || entry.answerable != nil
            else { throw Unreadable(line: index + 1) }
            entries.append(entry)
        }
    }

    /// One line a decision.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return entries.map { String(decoding: (try? encoder.encode($0)) ?? Data(), as: UTF8.self) + "\n" }.joined()
    }

    public mutating func add(_ entry: Entry) {
        entries.removeAll { $0.case == entry.case }
        entries.append(entry)
    }

    /// Takes back what was decided about a case.
    /// - Returns: whether there was something.
    public mutating func restore(_ id: String) -> Bool {
        let before = entries.count
        entries.removeAll { $0.case == id }
        return entries.count < before
    }

    /// The cases that count, as they count; the decisions that hold; and words about those that don't.
    public func applied(to cases: [Case]) -> (cases: [Case], holding: [Entry], problems: [String]) {
        var newest: [String: Entry] = [:]
        for entry in entries { newest[entry.case] = entry }
        var kept: [Case] = []
        var holding: [Entry] = []
        var problems: [String] = []
        for item in cases {
            guard let entry = newest.removeValue(forKey: item.id) else {
                kept.append(item)
                continue
            }
            guard entry.content == item.contentID else {
                problems.append("case \(item.id) was edited after it was decided about: the decision no longer holds")
                kept.append(item)
                continue
            }
            holding.append(entry)
            guard !entry.excludes else { continue }
            var corrected = item
            corrected.facts = entry.facts ?? item.facts
            corrected.answerable = entry.answerable ?? item.answerable
            kept.append(corrected)
        }
        problems += newest.keys.sorted().map { "a decision is about case \($0), which there is none of" }
        return (kept, holding, problems)
    }
}

extension Case {
    /// Sixteen hexadecimal digits that depend on all that the case says (FNV-1a over its JSON).
    public var contentID: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = (try? encoder.encode(self)) ?? Data(id.utf8)
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
