import TerminalCells
import Workbench

/// The way through a project: what has been done, what comes next, and with which key.
struct Guide: Equatable {
    enum Step: Int, CaseIterable, Equatable {
        case documents, ask, examples, train, evaluate, decide

        var word: String {
            switch self {
            case .documents: "documents"
            case .ask: "ask"
            case .examples: "examples"
            case .train: "train"
            case .evaluate: "evaluate"
            case .decide: "decide"
            }
        }

        var purpose: String {
            switch self {
            case .documents: "add what the answers may rest on"
            case .ask: "one question, every way of building it side by side"
            case .examples: "show what good answers look like"
            case .train: "a small adapter, within minutes on this machine"
            case .evaluate: "all of them on your own cases"
            case .decide: "what to build, how sure it is, what would change it"
            }
        }
    }

    var done: Set<Step>
    /// The first step that is not done; nil when all are.
    var next: Step?
    /// All is done but for telling the others.
    var isToShare = false
    /// The pane to go to and the key to press there.
    var pane: Pane
    var key: Key

    /// nil while the project is not known yet.
    init?(_ state: AppState) {
        guard let project = state.project, let documents = state.knowledge.documents, let report = state.decision.report else { return nil }
        let evaluated = state.decision.evaluation != nil
        var done: Set<Step> = []
        if project.passages > 0 { done.insert(.documents) }
        if !state.playground.turns.isEmpty || project.adapter != nil || evaluated { done.insert(.ask) }
        if project.examples > 0 { done.insert(.examples) }
        if project.adapter != nil { done.insert(.train) }
        if evaluated { done.insert(.evaluate) }
        if evaluated, report.gaps != nil { done.insert(.decide) }
        self.done = done
        next = Step.allCases.first { !done.contains($0) }
        switch next {
        case .documents: (pane, key) = (.knowledge, documents.isEmpty ? "a" : "s")
        case .ask: (pane, key) = (.playground, "Enter")
        case .examples: (pane, key) = (.playground, "a")
        case .train: (pane, key) = (.dataset, "t")
        case .evaluate: (pane, key) = (.decision, "v")
        case .decide: (pane, key) = (.decision, "m")
        case nil:
            (pane, key) = (.decision, "w")
            isToShare = !state.decision.hasReport
        }
    }

    /// All steps in a row, or only the next one where they have no room; empty when all is done and told.
    func line(focus: Pane, width: Int, symbols: Symbols) -> Line {
        guard next != nil || isToShare else { return .empty }
        var keys: Line = [Span(SafeText(key.label), .key)]
        if pane != focus { keys = [Span("\(pane.rawValue)", .key), Span(" then ", .muted)] + keys }
        var all = Line()
        for step in Step.allCases {
            if step != .documents { all += Span("  ") }
            if step == next {
                all = all + [Span(SafeText("\(symbols.arrow) \(step.word): "), .strong)] + keys
            } else if done.contains(step) {
                all += Span(SafeText("\(symbols.tick) \(step.word)"), .good)
            } else {
                all += Span(SafeText("\(symbols.ring) \(step.word)"), .muted)
            }
        }
        guard let next else {
            all = all + [Span(SafeText("  \(symbols.arrow) report: "), .strong)] + keys
            return all.width <= width ? all : [Span("the report for your team: ", .strong)] + keys
        }
        if all.width <= width { return all }
        return [Span(SafeText("step \(next.rawValue + 1) of \(Step.allCases.count)  "), .muted), Span(SafeText("\(next.word): "), .strong)]
            + keys
    }
}
