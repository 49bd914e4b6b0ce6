import TerminalCells
import Workbench

extension DatasetState {
    // MARK: events

    mutating func take(_ event: WorkbenchEvent) -> [Effect] {
        switch event {
        case .examples(let rows):
            endRange()
            examples = rows
            marks.keep(rows.map(\.id))
            refilter()
        case .health(let health): take(health)
        case .drafts(let rows): take(rows)
        case .mask(let example, let tokens): mask = Mask(example: example, tokens: tokens)
        case .runs(let rows): return takeRuns(rows)
        case .curve(let run, let points): curves[run] = points
        case .trainingPoint(let run, let point): take(point, of: run)
        case .samples(let run, let all): samples[run] = all
        case .trainingSample(let run, let sample):
            // What a resumed run writes again stands once.
            samples[run, default: []].removeAll { ($0.step, $0.number) >= (sample.step, sample.number) }
            samples[run, default: []].append(sample)
        default: break
        }
        return []
    }

    /// The place in the list stays; a finding that is gone makes room for the next one.
    private mutating func take(_ health: DatasetHealth) {
        let id = selectedFinding?.id
        self.health = health
        // What was taken back elsewhere cannot be taken back here.
        dropped = dropped.map { $0.filter(health.dropped.contains) }.filter { !$0.isEmpty }
        if let id, let index = health.findings.firstIndex(where: { $0.id == id }) { findingList.selected = index + 1 }
        findingList.selected = max(0, min(findingList.selected, health.findings.count))
    }

    private mutating func take(_ rows: [DraftRow]) {
        let id = selectedDraft?.id
        drafts = rows
        if let id, let index = rows.firstIndex(where: { $0.id == id }) { draftList.selected = index }
        draftList.selected = max(0, min(draftList.selected, rows.count - 1))
        if rows.isEmpty, tab == .drafts { inBody = false }
    }

    private mutating func takeRuns(_ rows: [RunRow]) -> [Effect] {
        let name = selectedRun?.name
        let known = Set((runs ?? []).map(\.name))
        runs = rows
        if followsNewRun, let index = rows.firstIndex(where: { !known.contains($0.name) || $0.state == .running }) {
            runList.selected = index
            followsNewRun = false
        } else if let name, let index = rows.firstIndex(where: { $0.name == name }) {
            runList.selected = index
        }
        runList.selected = max(0, min(runList.selected, rows.count - 1))
        if !rows.contains(where: { $0.name == comparedRun }) { comparedRun = nil }
        return fetchCurve()
    }

    /// A live point: it joins its curve and moves the run's row along.
    private mutating func take(_ point: TrainingPoint, of name: String) {
        // In place: a curve may have very many points.
        if let last = curves[name]?.last, last.step > point.step { curves[name]?.removeAll { $0.step >= point.step } }
        curves[name, default: []].append(point)
        if let index = runs?.firstIndex(where: { $0.name == name }) {
            runs?[index].state = .running
            runs?[index].step = point.step
            runs?[index].steps = point.steps
            if let loss = point.loss { runs?[index].loss = loss }
            if let loss = point.validationLoss { runs?[index].validationLoss = loss }
        } else {
            let row = RunRow(
                name: name, state: .running, step: point.step, steps: point.steps, loss: point.loss, validationLoss: point.validationLoss,
                rank: 0, epochs: 0, adapter: nil, note: nil)
            runs = [row] + (runs ?? [])
            if runList.selected > 0 { runList.selected += 1 }
        }
        if followsNewRun, let index = runs?.firstIndex(where: { $0.name == name }) {
            runList.selected = index
            followsNewRun = false
        }
    }

    private mutating func fetchCurve() -> [Effect] {
        guard tab == .runs, let run = selectedRun, curves[run.name] == nil else { return [] }
        return [.request(.curve(run: run.name))]
    }

    private mutating func fetchMask() -> [Effect] {
        guard tab == .examples, showsTokens, let example = selectedExample, mask?.example != example.id else { return [] }
        return [.request(.mask(example: example.id))]
    }

    // MARK: moving

    mutating func show(_ tab: Tab) -> [Effect] {
        guard tab != self.tab else { return [] }
        self.tab = tab
        inBody = false
        offset = 0
        return fetchCurve()
    }

    mutating func navigate(_ motion: Motion, _ layout: Layout) -> [Effect] {
        switch motion {
        case .left, .right:
            if inBody {
                if motion == .left { _ = back() }
                return []
            }
            let step = motion == .left ? -1 : 1
            guard let next = Tab(rawValue: tab.rawValue + step) else { return [] }
            return show(next)
        default:
            if inBody || tab == .health && count == 0 {
                scroll(motion.rows(page: layout.bodyInside.height) ?? 0, layout)
                return []
            }
            return moveList(motion.rows(page: layout.listHeight(.dataset)) ?? 0, layout)
        }
    }

    mutating func moveList(_ rows: Int, _ layout: Layout) -> [Effect] {
        let selected =
            switch tab {
            case .examples: list.selected
            case .runs: runList.selected
            case .health: findingList.selected
            case .drafts: draftList.selected
            }
        return select(selected + max(-1_000_000, min(1_000_000, rows)), height: layout.listHeight(.dataset) - 1)
    }

    mutating func select(_ index: Int, height: Int) -> [Effect] {
        inBody = false
        offset = 0
        switch tab {
        case .examples:
            list.select(index, count: count, height: height)
            return fetchMask()
        case .runs:
            runList.select(index, count: count, height: height)
            return fetchCurve()
        case .health:
            findingList.select(index, count: count, height: height)
            return []
        case .drafts:
            draftList.select(index, count: count, height: height)
            return []
        }
    }

    mutating func scroll(_ rows: Int, _ layout: Layout) {
        let limit = DatasetView.scrollLimit(self, layout)
        offset = max(0, min(limit, min(offset, limit) + max(-1_000_000, min(1_000_000, rows))))
    }

    mutating func open() -> [Effect] {
        guard openHint != nil else { return [] }
        inBody = true
        return fetchCurve() + fetchMask()
    }

    mutating func back() -> Bool {
        if inBody {
            inBody = false
            offset = 0
            return true
        }
        if tab == .examples, marks.back() { return true }
        if !filter.isEmpty {
            filter.set("")
            refilter()
            return true
        }
        return false
    }

    mutating func toggleTokens() -> [Effect] {
        showsTokens.toggle()
        offset = 0
        return fetchMask()
    }

    mutating func toggleSamples() -> [Effect] {
        showsSamples.toggle()
        offset = 0
        return fetchCurve()
    }

    /// The first run is marked, the second is held against it.
    mutating func compareRun() -> [Effect] {
        guard let run = selectedRun?.name else { return [] }
        guard let other = comparedRun, other != run else {
            comparedRun = comparedRun == nil ? run : nil
            return []
        }
        comparedRun = nil
        return [.request(.compareRuns([other, run]))]
    }

    // MARK: drafts

    /// The editor is closed: the draft is accepted with what was written, or stays as it was.
    mutating func takeEdited(_ text: String?) -> [Effect] {
        defer { editedDraft = nil }
        guard let draft = editedDraft, let text, !text.isEmpty else { return [] }
        return [.request(.acceptDraft(draft.id, completion: text))]
    }

    // MARK: filter

    mutating func typeInFilter(_ edit: (inout TextInput) -> Bool) {
        guard isFiltering else { return }
        let before = filter.text
        _ = edit(&filter)
        if filter.text != before { refilter() }
    }

    mutating func nextSplit() {
        let all = SplitFilter.allCases
        split = all[((all.firstIndex(of: split) ?? 0) + 1) % all.count]
        refilter()
    }

    /// A range is of the rows that are shown; before they change it becomes marks.
    private mutating func endRange() {
        guard marks.anchor != nil else { return }
        let shown = shownNames
        marks.endRange(selected: list.selected) { shown.indices.contains($0) ? shown[$0] : "" }
    }

    /// Keeps the selected example selected where it still passes.
    private mutating func refilter() {
        endRange()
        let id = selectedExample?.id
        let words = filter.text.lowercased().split(separator: " ")
        let examples = examples ?? []
        visible = examples.indices.filter { index in
            let example = examples[index]
            if split != .all, example.split != split.rawValue { return false }
            if words.isEmpty { return true }
            let text = "\(example.id) \(example.topic ?? "") \(example.prompt) \(example.completion)".lowercased()
            return words.allSatisfy { text.contains($0) }
        }
        list = ListPosition()
        if let id, let index = visible.firstIndex(where: { examples[$0].id == id }) { list.selected = index }
    }
}
