/// Which indexes a search asks.
public enum SearchMode: String, Sendable, Equatable, CaseIterable, Codable {
    /// Both, fused by reciprocal rank.
    case hybrid
    /// Nearest vectors.
    case dense
    /// Words, ranked by bm25.
    case lexical
}

/// Narrows a search to some documents. What is nil doesn't narrow.
public struct SearchFilter: Sendable, Equatable {
    /// Only this document.
    public var path: String?
    /// Only documents whose path begins so.
    public var pathPrefix: String?
    /// Only documents whose name ends in a point and this, in small letters: "md", "pdf".
    public var kind: String?
    /// Only documents whose file was last changed on this day or later, days being those of UTC: "2026-03-31".
    public var since: String?
    /// Only documents whose file was last changed on this day or earlier.
    public var until: String?

    public init(path: String? = nil, pathPrefix: String? = nil, kind: String? = nil, since: String? = nil, until: String? = nil) {
        self.path = path
        self.pathPrefix = pathPrefix
        self.kind = kind
        self.since = since
        self.until = until
    }

    /// Reads `path=…`, `prefix=…`, `kind=…`, `since=…` or `until=…` as the command line gives it; nil for anything else.
    public init?(_ text: String) {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let value = String(text[text.index(after: equals)...])
        switch text[..<equals] {
        case "path": self.init(path: value)
        case "prefix": self.init(pathPrefix: value)
        case "kind": self.init(kind: (value.hasPrefix(".") ? String(value.dropFirst()) : value).lowercased())
        case "since" where Self.isDay(value): self.init(since: value)
        case "until" where Self.isDay(value): self.init(until: value)
        default: return nil
        }
    }

    /// Both filters together; where both say something of the same kind, the other one counts.
    public func merged(with other: SearchFilter) -> SearchFilter {
        SearchFilter(
            path: other.path ?? path, pathPrefix: other.pathPrefix ?? pathPrefix, kind: other.kind ?? kind, since: other.since ?? since,
            until: other.until ?? until)
    }

    private static func isDay(_ text: String) -> Bool {
        guard let match = text.wholeMatch(of: /[0-9]{4}-([0-9]{2})-([0-9]{2})/) else { return false }
        return (1...12).contains(Int(match.1) ?? 0) && (1...31).contains(Int(match.2) ?? 0)
    }

    public var isEmpty: Bool { self == SearchFilter() }
}

/// A question to a store.
public struct SearchRequest: Sendable, Equatable {
    public var text: String
    public var limit: Int
    public var mode: SearchMode
    public var filter: SearchFilter
    /// What a lexical rank counts in the fusion, a dense one counting 1. The default is reciprocal rank fusion as it was published; a
    /// project that changes it should choose on its development split.
    public var lexicalWeight: Double
    /// What a dense rank counts.
    public var denseWeight = 1.0
    /// How many hits of each index go into the fusion; at least `limit` are taken.
    public var candidates: Int
    /// Whether a hit that nearly repeats a better one is left out; the better one names it.
    public var collapsesDuplicates = false
    /// λ of maximal marginal relevance, 0 to 1: less asks for more different hits. Nil: the order is that of relevance alone.
    public var diversity: Double?
    /// Whether a word that stands nowhere is searched for as the indexed word nearest to it.
    public var helpsWithTypos = false

    public init(
        _ text: String, limit: Int = 10, mode: SearchMode = .hybrid, filter: SearchFilter = SearchFilter(),
        lexicalWeight: Double = 1, candidates: Int = 50
    ) {
        self.text = text
        self.limit = limit
        self.mode = mode
        self.filter = filter
        self.lexicalWeight = lexicalWeight
        self.candidates = candidates
    }
}
