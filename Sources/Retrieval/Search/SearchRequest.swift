/// Which indexes a search asks.
public enum SearchMode: String, Sendable, Equatable, CaseIterable, Codable {
    /// Both, fused by reciprocal rank.
    case hybrid
    /// Nearest vectors.
    case dense
    /// Words, ranked by bm25.
    case lexical
}

/// Narrows a search to some documents.
public struct SearchFilter: Sendable, Equatable {
    /// Only this document.
    public var path: String?
    /// Only documents whose path begins so.
    public var pathPrefix: String?

    public init(path: String? = nil, pathPrefix: String? = nil) {
        self.path = path
        self.pathPrefix = pathPrefix
    }

    /// Reads `path=…` or `prefix=…` as the command line gives it; nil for anything else.
    public init?(_ text: String) {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let value = String(text[text.index(after: equals)...])
        switch text[..<equals] {
        case "path": self.init(path: value)
        case "prefix": self.init(pathPrefix: value)
        default: return nil
        }
    }

    public var isEmpty: Bool { path == nil && pathPrefix == nil }
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
    /// How many hits of each index go into the fusion; at least `limit` are taken.
    public var candidates: Int

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
