import TerminalCells
import Workbench

/// The knowledge pane: documents, their passages, and the search.
public struct KnowledgeState: Equatable, Sendable {
    public enum Level: Equatable, Sendable { case list, body }

    /// nil until the project has been read.
    public internal(set) var documents: [DocumentRow]? {
        didSet { digest = documents.map(Digest.init) ?? Digest([]) }
    }
    /// What a frame needs of all documents, reckoned once: there can be very many.
    private(set) var digest = Digest([])
    public internal(set) var list = ListPosition()
    public internal(set) var marks = Marks()
    /// Documents that were removed here, together or alone; the last ones come back first.
    var removed: [[String]] = []
    public internal(set) var level = Level.list
    /// By document path; forgotten after a sync.
    public internal(set) var passages: [String: [PassageRow]] = [:]
    public internal(set) var passageList = ListPosition()
    /// Rows of the passage's text above the view.
    public internal(set) var textOffset = 0
    public internal(set) var search: Search?
    /// Changed documents are synced by themselves.
    public internal(set) var isWatching = false
    /// The question whose context was asked for and has not come yet.
    public internal(set) var awaitedContext: String?
    /// Words to make stand out in the passage: the quote of the citation that led here.
    public internal(set) var highlight = ""
    /// Where Esc goes back to when a citation led here.
    public internal(set) var cameFrom: Pane?
    /// A passage to select as soon as its document's passages are there.
    var wantedPassage: Int64?

    struct Digest: Equatable, Sendable {
        /// Documents that the next sync would read.
        var waiting = 0
        /// The folder that all documents are in, which tells nothing apart.
        var folder = ""

        init(_ documents: [DocumentRow]) {
            waiting = documents.count { $0.status != .fresh }
            guard documents.count > 1, let first = documents.first, let slash = first.path.lastIndex(of: "/") else { return }
            var shared = first.path[...slash]
            while !shared.isEmpty, !documents.allSatisfy({ $0.path.hasPrefix(shared) }) {
                shared = shared.dropLast()
                shared = shared.lastIndex(of: "/").map { shared[...$0] } ?? ""
            }
            folder = String(shared)
        }
    }

    /// A live search: each keystroke is a new generation, older answers are dropped.
    public struct Search: Equatable, Sendable {
        public var input = TextInput()
        public var isTyping = true
        public var generation = 0
        public var mode = WorkbenchRequest.SearchMode.hybrid
        public var hits: [HitRow] = []
        /// The query the hits answer.
        public var answered = ""
        public var answeredGeneration = 0
        public var milliseconds = 0.0
        public var position = ListPosition()
    }

    var selectedDocument: DocumentRow? {
        guard let documents, documents.indices.contains(list.selected) else { return nil }
        return documents[list.selected]
    }

    /// The marked documents, else the selected one; in their order.
    var chosenDocuments: [DocumentRow] {
        let documents = documents ?? []
        if marks.isEmpty { return selectedDocument.map { [$0] } ?? [] }
        var marks = marks
        marks.endRange(selected: list.selected) { documents[$0].path }
        return documents.filter { marks.names.contains($0.path) }
    }

    var markedCount: Int { marks.count(selected: list.selected) { documents?[$0].path ?? "" } }

    var selectedHit: HitRow? {
        guard let search, search.hits.indices.contains(search.position.selected) else { return nil }
        return search.hits[search.position.selected]
    }

    /// Passages of the selected document; nil while they are on their way.
    var shownPassages: [PassageRow]? { selectedDocument.flatMap { passages[$0.path] } }

    var selectedPassage: PassageRow? {
        if search != nil { return selectedHit?.passage }
        guard let rows = shownPassages, rows.indices.contains(passageList.selected) else { return nil }
        return rows[passageList.selected]
    }

    var openHint: String? {
        if search != nil { return selectedHit == nil ? nil : level == .list ? "read" : "in its document" }
        return level == .list && selectedDocument != nil ? "passages" : nil
    }
}
