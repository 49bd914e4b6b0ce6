import Datasets
import Decision
import Scoring

public typealias Arm = Scoring.Arm
public typealias EvaluationReport = Scoring.EvaluationReport
public typealias DecisionReport = Decision.DecisionReport
public typealias SimulationReport = Decision.SimulationReport
public typealias Question = Decision.Question
public typealias WordDifference = Scoring.WordDifference
public typealias Gaps = Decision.Gaps
public typealias Estimate = Decision.Estimate
public typealias Finding = Datasets.Finding
public typealias FindingKind = Datasets.FindingKind

/// What the header and the empty states show about the open project.
public struct ProjectSummary: Equatable, Sendable {
    public var name: String
    public var path: String
    /// The language model's name, or nil while none is found.
    public var model: String?
    public var documents: Int
    public var passages: Int
    public var examples: Int
    public var cases: Int
    /// The arms that the project compares.
    public var arms: [Arm]
    /// The adapter the lora arms use by default, if a run has produced one.
    public var adapter: String?
    /// What the settings of arms can be chosen from.
    public var choices = ArmChoices()
    /// A configuration problem with its line number; the project opened with defaults.
    public var warning: String?

    public init(
        name: String, path: String, model: String?, documents: Int, passages: Int, examples: Int, cases: Int,
        arms: [Arm] = Arm.plain, adapter: String?, warning: String?
    ) {
        self.name = name
        self.path = path
        self.model = model
        self.documents = documents
        self.passages = passages
        self.examples = examples
        self.cases = cases
        self.arms = arms
        self.adapter = adapter
        self.warning = warning
    }
}

/// A document of the knowledge base.
public struct DocumentRow: Equatable, Sendable, Identifiable {
    public enum Status: Equatable, Sendable {
        /// The store holds the file as it is on disk.
        case fresh
        /// The file changed since the last sync.
        case stale
        /// On disk, never synced.
        case new
        /// In the store, gone from disk.
        case missing
        /// Could not be read; the reason.
        case failed(String)
    }

    public var id: String { path }
    /// Relative to the project.
    public var path: String
    public var title: String
    public var status: Status
    public var passages: Int
    public var bytes: Int

    public init(path: String, title: String, status: Status, passages: Int, bytes: Int) {
        self.path = path
        self.title = title
        self.status = status
        self.passages = passages
        self.bytes = bytes
    }
}

/// A passage of one document, in reading order.
public struct PassageRow: Equatable, Sendable, Identifiable {
    public var id: Int64
    public var document: String
    /// Heading path, outermost first, joined by " › ".
    public var heading: String
    public var text: String
    /// Byte range in the document.
    public var start: Int
    public var end: Int
    /// The page on which it begins, from 1, where the document has pages.
    public var page: Int?
    /// The record with which it begins, from 1, where the document has records.
    public var row: Int?
    public var tokens: Int

    public init(
        id: Int64, document: String, heading: String, text: String, start: Int, end: Int, page: Int? = nil, row: Int? = nil, tokens: Int
    ) {
        self.id = id
        self.document = document
        self.heading = heading
        self.text = text
        self.start = start
        self.end = end
        self.page = page
        self.row = row
        self.tokens = tokens
    }
}

/// A search hit that explains itself: its place in the fused ranking and in each index.
public struct HitRow: Equatable, Sendable {
    public var passage: PassageRow
    public var rank: Int
    public var score: Double
    /// Rank in the dense index, from 1; nil when it did not find the passage.
    public var denseRank: Int?
    /// Rank in the lexical index, from 1; nil when it did not find the passage.
    public var lexicalRank: Int?
    /// The query's words that the passage holds, as typed; with "→ word" where another word was searched for.
    public var matches: [String] = []
    /// Ids of passages that nearly repeat it and were left out.
    public var duplicates: [Int64] = []

    public init(passage: PassageRow, rank: Int, score: Double, denseRank: Int?, lexicalRank: Int?) {
        self.passage = passage
        self.rank = rank
        self.score = score
        self.denseRank = denseRank
        self.lexicalRank = lexicalRank
    }
}

/// The exact prompt a model would get for a question, with its token count.
public struct ContextPreview: Equatable, Sendable {
    public var question: String
    public var prompt: String
    public var tokens: Int
    public var passages: [PassageRow]

    public init(question: String, prompt: String, tokens: Int, passages: [PassageRow]) {
        self.question = question
        self.prompt = prompt
        self.tokens = tokens
        self.passages = passages
    }
}

extension DocumentRow.Status {
    /// One word, the same on the screen and in JSON.
    public var word: String {
        switch self {
        case .fresh: "fresh"
        case .stale: "stale"
        case .new: "new"
        case .missing: "missing"
        case .failed: "failed"
        }
    }

    public var reason: String? {
        if case .failed(let reason) = self { return reason }
        return nil
    }
}
