import TerminalCells
import Workbench

/// The rows of a list that a command is about when they are more than one, by what names them: they stay marked while the list is filtered
/// or read anew.
public struct Marks: Equatable, Sendable {
    /// Without those of a range that is not ended.
    public private(set) var names: Set<String> = []
    /// The row where a range was begun; it goes on to the selected one.
    public private(set) var anchor: Int?

    public var isEmpty: Bool { names.isEmpty && anchor == nil }

    /// - Parameter selected: the row with the pointer.
    func contains(_ name: String, at index: Int, selected: Int) -> Bool {
        range(selected)?.contains(index) == true || names.contains(name)
    }

    func count(selected: Int, name: (Int) -> String) -> Int {
        names.count + (range(selected)?.count { !names.contains(name($0)) } ?? 0)
    }

    private func range(_ selected: Int) -> ClosedRange<Int>? { anchor.map { min($0, selected)...max($0, selected) } }

    mutating func toggle(_ name: String) {
        if names.remove(name) == nil { names.insert(name) }
    }

    mutating func beginRange(at index: Int) { anchor = index }

    /// The rows between join the others.
    mutating func endRange(selected: Int, name: (Int) -> String) {
        if let range = range(selected) { names.formUnion(range.map(name)) }
        anchor = nil
    }

    /// Marks all of these, or takes their marks away when they all have one.
    mutating func toggleAll(_ all: [String]) {
        anchor = nil
        if names.isSuperset(of: all) { names.subtract(all) } else { names.formUnion(all) }
    }

    /// What is not in the list any more is not marked.
    mutating func keep(_ present: [String]) {
        if !names.isEmpty { names.formIntersection(present) }
    }

    /// One level back: first a range goes, then the marks.
    /// - Returns: whether there was something.
    mutating func back() -> Bool {
        if isEmpty { return false }
        if anchor != nil { anchor = nil } else { names = [] }
        return true
    }

    mutating func clear() { self = Marks() }

    /// The column before the rows, while anything is marked.
    func sign(_ name: String, at index: Int, selected: Int, _ symbols: Symbols) -> Span {
        isEmpty ? Span("") : Span(SafeText(contains(name, at: index, selected: selected) ? symbols.tick + " " : "  "), .key)
    }
}

/// Marking rows, the same in every list that has it.
enum MarkCommands {
    static let all: [Command] = commands("examples", .examples) + commands("documents", .knowledgeList)

    private static func commands(_ name: String, _ scope: Scope) -> [Command] {
        [
            Command(
                CommandID(rawValue: "\(name).mark"), "Mark the row, or take its mark away", ["Space"], scope, order: 44,
                dynamicHint: { $0.canMark ? "mark" : nil }, when: hasRows
            ) { $0.toggleMark() },
            Command(
                CommandID(rawValue: "\(name).markRange"), "Mark all rows from here to where you go; again ends the range", ["v"], scope,
                order: 43,
                dynamicHint: { $0.marks?.anchor == nil ? nil : "end" }, when: hasRows
            ) { $0.toggleRange() },
            Command(
                CommandID(rawValue: "\(name).markAll"), "Mark all rows that are shown, or none", ["A"], scope, order: 61, when: hasRows
            ) { $0.toggleAllMarks() },
        ]
    }

    private static let hasRows: @Sendable (AppState) -> Command.Availability = {
        $0.canMark ? .enabled : .disabled("There is nothing here to mark.")
    }
}

extension AppState {
    /// Of the list that the keys go to; nil where it has none.
    var marks: Marks? {
        switch focus {
        case .knowledge where knowledge.search == nil: knowledge.marks
        case .dataset where dataset.tab == .examples: dataset.marks
        default: nil
        }
    }

    /// Rows are marked here: the hints are about them then.
    var hasMarks: Bool { marks?.isEmpty == false }

    /// Without a look at the rows: there can be very many.
    var canMark: Bool { marks != nil && (focus == .knowledge ? knowledge.selectedDocument != nil : dataset.selectedExample != nil) }

    /// - Parameter change: is given the selected row, and the names of the rows that are shown.
    private mutating func changeMarks(_ change: (inout Marks, _ selected: Int, _ names: [String]) -> Void) {
        guard canMark else { return }
        if focus == .knowledge {
            change(&knowledge.marks, knowledge.list.selected, (knowledge.documents ?? []).map(\.path))
        } else {
            change(&dataset.marks, dataset.list.selected, dataset.shownNames)
        }
    }

    /// Marks the row and goes on to the next one.
    mutating func toggleMark() -> [Effect] {
        changeMarks { marks, selected, names in
            if marks.anchor == nil { marks.toggle(names[selected]) } else { marks.endRange(selected: selected) { names[$0] } }
        }
        return isInBody ? [] : navigate(.down)
    }

    mutating func toggleRange() -> [Effect] {
        changeMarks { marks, selected, names in
            if marks.anchor == nil { marks.beginRange(at: selected) } else { marks.endRange(selected: selected) { names[$0] } }
        }
        return []
    }

    mutating func toggleAllMarks() -> [Effect] {
        changeMarks { marks, _, names in marks.toggleAll(names) }
        return []
    }

    /// Remembers what can be taken back, before the workbench does it.
    mutating func note(_ request: WorkbenchRequest) {
        switch request {
        case .removeDocuments(let paths):
            knowledge.removed.append(paths)
            knowledge.marks.clear()
        case .dropExamples(let ids):
            dataset.dropped.append(ids)
            dataset.marks.clear()
        default: break
        }
    }
}
