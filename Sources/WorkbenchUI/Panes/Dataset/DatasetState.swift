import TerminalCells
import Workbench

/// The dataset pane: examples, training runs, health, drafts.
public struct DatasetState: Equatable, Sendable {
    public enum Tab: Int, CaseIterable, Equatable, Sendable { case examples, runs, health, drafts }
    public enum SplitFilter: String, CaseIterable, Equatable, Sendable { case all, train, validation }

    public internal(set) var tab = Tab.examples
    public internal(set) var inBody = false
    public internal(set) var examples: [ExampleRow]?
    /// Indices of the examples that pass the filter and the split.
    public internal(set) var visible: [Int] = []
    public internal(set) var list = ListPosition()
    public internal(set) var marks = Marks()
    /// Examples that were left out here, together with others or alone; the last ones come back first.
    var dropped: [[String]] = []
    public internal(set) var filter = TextInput()
    public internal(set) var isFiltering = false
    public internal(set) var split = SplitFilter.all
    /// The example is shown as tokens, trained or masked.
    public internal(set) var showsTokens = false
    public internal(set) var mask: Mask?
    public internal(set) var health: DatasetHealth?
    /// The first row is the overview, the findings follow.
    public internal(set) var findingList = ListPosition()
    public internal(set) var drafts: [DraftRow]?
    public internal(set) var draftList = ListPosition()
    /// The draft whose answer is in the user's editor.
    var editedDraft: DraftRow?
    /// The draft that was thrown away last.
    var rejectedDraft: DraftRow?
    public internal(set) var runs: [RunRow]?
    public internal(set) var runList = ListPosition()
    /// By run name, in step order.
    public internal(set) var curves: [String: [TrainingPoint]] = [:]
    /// What each run wrote to its fixed prompts, in the order of steps.
    public internal(set) var samples: [String: [TrainingSample]] = [:]
    /// The run is shown by what it writes, not by its curve.
    public internal(set) var showsSamples = false
    /// The run that the next one is to be held against.
    public internal(set) var comparedRun: String?
    public internal(set) var offset = 0
    /// A training was just asked for: select its run when it appears.
    var followsNewRun = false

    /// The tokens of one example.
    public struct Mask: Equatable, Sendable {
        public var example: String
        public var tokens: [MaskedToken]
    }

    var selectedExample: ExampleRow? {
        guard let examples, visible.indices.contains(list.selected), examples.indices.contains(visible[list.selected]) else { return nil }
        return examples[visible[list.selected]]
    }

    /// Ids of the examples that are shown, in their order.
    var shownNames: [String] { visible.map { examples?[$0].id ?? "" } }

    /// The marked examples, else the selected one; in the order of the dataset.
    var chosenExamples: [String] {
        if marks.isEmpty { return selectedExample.map { [$0.id] } ?? [] }
        let shown = shownNames
        var marks = marks
        marks.endRange(selected: list.selected) { shown[$0] }
        return (examples ?? []).map(\.id).filter(marks.names.contains)
    }

    var markedCount: Int { marks.count(selected: list.selected) { examples?[visible[$0]].id ?? "" } }

    /// What was left out last, here or elsewhere.
    var lastDropped: [String]? { dropped.last ?? health?.dropped.last.map { [$0] } }

    var selectedRun: RunRow? {
        guard let runs, runs.indices.contains(runList.selected) else { return nil }
        return runs[runList.selected]
    }

    var selectedSamples: [TrainingSample] { selectedRun.flatMap { samples[$0.name] } ?? [] }

    /// nil while the overview is selected.
    var selectedFinding: Finding? {
        guard tab == .health, let findings = health?.findings, findings.indices.contains(findingList.selected - 1) else { return nil }
        return findings[findingList.selected - 1]
    }

    var selectedDraft: DraftRow? {
        guard tab == .drafts, let drafts, drafts.indices.contains(draftList.selected) else { return nil }
        return drafts[draftList.selected]
    }

    var openHint: String? {
        guard !inBody else { return nil }
        switch tab {
        case .examples: return selectedExample == nil ? nil : "read"
        case .runs: return selectedRun == nil ? nil : showsSamples ? "samples" : "curve"
        case .health: return health == nil ? nil : selectedFinding == nil ? "overview" : "read"
        case .drafts: return selectedDraft == nil ? nil : "read"
        }
    }

    /// Rows of the list the tab shows.
    var count: Int {
        switch tab {
        case .examples: visible.count
        case .runs: runs?.count ?? 0
        case .health: health.map { $0.findings.isEmpty ? 0 : $0.findings.count + 1 } ?? 0
        case .drafts: drafts?.count ?? 0
        }
    }
}
