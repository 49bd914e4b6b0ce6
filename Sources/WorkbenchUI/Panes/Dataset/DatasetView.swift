import TerminalCells
import Workbench

/// Draws the dataset pane: the list and what is selected in it.
enum DatasetView {
    static func drawList(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        let dataset = state.dataset
        let isFocused = state.focus == .dataset
        let holdsKeys = isFocused && !dataset.inBody && state.overlays.isEmpty
        var inside = Panel(title: PaneTitle.line(.dataset, isFocused), trailing: listNote(dataset, width: rect.width), isFocused: holdsKeys)
            .draw(in: rect, on: &frame.canvas)
        frame.target(.pane(.dataset), in: rect)
        if isFocused || inside.height > 3 {
            let tabs = inside.cutTop(1)
            let titles: [SafeText] = ["Examples", "Runs", "Health", "Drafts"]
            _ = TabRow(titles, active: dataset.tab.rawValue).draw(in: Rect(tabs.x + 1, tabs.y, tabs.width - 1, 1), on: &frame.canvas)
        }
        if dataset.tab == .examples, isFocused, dataset.isFiltering || !dataset.filter.isEmpty {
            let box = inside.cutTop(1)
            frame.canvas.draw("/", .key, in: Rect(box.x + 1, box.y, 1, 1))
            TextInputView(dataset.filter, placeholder: "words in the example", isFocused: dataset.isFiltering && state.overlays.isEmpty)
                .draw(in: Rect(box.x + 3, box.y, box.width - 3, 1), on: &frame.canvas)
        }
        switch dataset.tab {
        case .examples: drawExamples(dataset, holdsKeys, in: inside, on: &frame)
        case .runs: drawRuns(state, holdsKeys, in: inside, on: &frame)
        case .health: drawHealthList(dataset, holdsKeys, in: inside, on: &frame)
        case .drafts: DraftView.drawList(state, holdsKeys, in: inside, on: &frame)
        }
    }

    private static func listNote(_ dataset: DatasetState, width: Int) -> Line {
        switch dataset.tab {
        case .examples:
            guard let examples = dataset.examples, !examples.isEmpty else { return .empty }
            let shown = dataset.visible.count == examples.count ? "\(examples.count)" : "\(dataset.visible.count) of \(examples.count)"
            let marked = dataset.markedCount
            if marked == 0 { return Line(SafeText(shown), .muted) }
            return [Span("\(marked) marked", .key), Span(SafeText(width < 36 ? "" : " · \(shown)"), .muted)]
        case .runs: return dataset.runs.map { $0.isEmpty ? .empty : Line("\($0.count)", .muted) } ?? .empty
        case .health:
            let open = dataset.health?.findings.count { !$0.isIgnored } ?? 0
            return open == 0 ? .empty : Line("\(open)", .muted)
        case .drafts: return dataset.drafts.map { $0.isEmpty ? .empty : Line("\($0.count)", .muted) } ?? .empty
        }
    }

    private static func drawExamples(_ dataset: DatasetState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        guard let examples = dataset.examples else {
            frame.canvas.draw(" reading the examples…", .muted, in: rect)
            return
        }
        if examples.isEmpty || dataset.visible.isEmpty {
            let text: SafeText = examples.isEmpty ? "No examples yet." : "No example has these words."
            frame.canvas.draw(text, .muted, in: rect.inset(x: 1))
            return
        }
        let symbols = frame.canvas.symbols
        let list = ListView(
            count: dataset.visible.count, position: dataset.list, isFocused: holdsKeys,
            trailing: { Line("\(examples[dataset.visible[$0]].tokens)", .muted) },
            row: { index in
                let example = examples[dataset.visible[index]]
                let isTraining = example.split == "train"
                return [
                    dataset.marks.sign(example.id, at: index, selected: dataset.list.selected, symbols),
                    Span(SafeText(isTraining ? symbols.dot : symbols.ring), isTraining ? "split.train" : "split.validation"), Span(" "),
                    Span(SafeText(example.prompt).oneLine),
                ]
            })
        frame.list(list, in: rect) { .row(.dataset, $0) }
    }

    private static func drawRuns(_ state: AppState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        guard let runs = state.dataset.runs else {
            frame.canvas.draw(" reading the runs…", .muted, in: rect)
            return
        }
        if runs.isEmpty, let job = state.activeJob(.train) {
            frame.canvas.draw(
                [Span(SafeText(Spinner.frame(state, frame.canvas.symbols) + " "), .info), Span(SafeText(job.title))], in: rect.inset(x: 1))
            return
        }
        if runs.isEmpty {
            frame.canvas.draw([Span("No runs yet. ", .muted), Span("t", .key), Span(" trains an adapter.", .muted)], in: rect.inset(x: 1))
            return
        }
        let symbols = frame.canvas.symbols
        let list = ListView(
            count: runs.count, position: state.dataset.runList, isFocused: holdsKeys,
            trailing: { index in
                let run = runs[index]
                let loss = run.validationLoss ?? run.loss
                return Line(SafeText(loss.map { Numbers.short($0) } ?? ""), .muted)
            },
            row: { index in
                let run = runs[index]
                let (mark, role, word) = RunView.state(run, state, symbols)
                let note: Span =
                    run.name == state.dataset.comparedRun ? Span("to compare", .info) : Span(SafeText(word), .muted)
                return [Span(SafeText(mark), role), Span(" "), Span(SafeText(run.name)), Span("  "), note]
            })
        frame.list(list, in: rect) { .row(.dataset, $0) }
    }

    private static func drawHealthList(_ dataset: DatasetState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        guard let health = dataset.health else {
            frame.canvas.draw(" checking the examples…", .muted, in: rect)
            return
        }
        if health.findings.isEmpty {
            frame.canvas.draw(HealthView.summary(health, frame.canvas.symbols), in: rect.inset(x: 1))
            return
        }
        let symbols = frame.canvas.symbols
        let list = ListView(
            count: dataset.count, position: dataset.findingList, isFocused: holdsKeys,
            trailing: { index in
                guard index > 0, let line = health.findings[index - 1].line else { return .empty }
                return Line("\(line)", .muted)
            },
            row: { index in
                index == 0
                    ? [Span("overview", .strong), Span(SafeText("  \(health.usable) of \(health.examples) usable"), .muted)]
                    : HealthView.row(health.findings[index - 1], symbols)
            })
        frame.list(list, in: rect) { .row(.dataset, $0) }
    }

    // MARK: body

    static func drawBody(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        let dataset = state.dataset
        let holdsKeys = dataset.inBody && state.overlays.isEmpty
        switch dataset.tab {
        case .examples: drawExample(dataset, holdsKeys, in: rect, on: &frame)
        case .runs: RunView.draw(state, holdsKeys, in: rect, on: &frame)
        case .health: HealthView.draw(dataset, holdsKeys, in: rect, on: &frame)
        case .drafts: DraftView.draw(dataset, holdsKeys, in: rect, on: &frame)
        }
        frame.target(.body, in: rect)
    }

    private static func drawExample(_ dataset: DatasetState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        guard let example = dataset.selectedExample else {
            let inside = Panel(title: Line("Example", .title)).draw(in: rect, on: &frame.canvas).inset(x: 2, y: 1)
            frame.canvas.draw(EmptyState.examples(width: min(72, inside.width)), in: inside)
            return
        }
        let shares = tokenShare(dataset, example)
        Panel(
            title: Line(SafeText(example.id), holdsKeys ? .focusedTitle : .title),
            trailing: Line(SafeText("\(example.split) · \(example.topic.map { "\($0) · " } ?? "")\(example.tokens) tokens"), .muted),
            footer: shares, isFocused: holdsKeys
        ).draw(in: rect, on: &frame.canvas)
        let inside = rect.inset(x: 2, y: 1)
        TextView(exampleLines(dataset, example, width: inside.width), offset: dataset.offset).draw(in: inside, on: &frame.canvas)
    }

    /// `31 of 84 tokens are trained`, once they are known.
    private static func tokenShare(_ dataset: DatasetState, _ example: ExampleRow) -> Line {
        guard dataset.showsTokens, let mask = dataset.mask, mask.example == example.id else { return .empty }
        let trained = mask.tokens.filter(\.trained).count
        return Line("\(trained) of \(mask.tokens.count) tokens are trained", .muted)
    }

    static func exampleLines(_ dataset: DatasetState, _ example: ExampleRow, width: Int) -> [Line] {
        let width = max(1, width)
        if dataset.showsTokens {
            guard let mask = dataset.mask, mask.example == example.id else { return [Line("reading the tokens…", .muted)] }
            return TokenView.lines(mask.tokens, width: width)
        }
        var lines: [Line] = []
        if let system = example.system, !system.isEmpty { lines.addPart("System", SafeText(system), width: width, role: .muted) }
        lines.addPart("Prompt", SafeText(example.prompt), width: width)
        lines.addPart("Completion", SafeText(example.completion), width: width, role: "text.completion")
        return lines
    }

    static func scrollLimit(_ dataset: DatasetState, _ layout: Layout) -> Int {
        let inside = layout.bodyInside
        switch dataset.tab {
        case .examples:
            guard let example = dataset.selectedExample else { return 0 }
            return TextView.limit(lines: exampleLines(dataset, example, width: inside.width).count, height: inside.height)
        case .health:
            guard let health = dataset.health else { return 0 }
            if let finding = dataset.selectedFinding {
                let lines = FindingView.lines(finding, dataset.examples ?? [], width: inside.width)
                return TextView.limit(lines: lines.count, height: inside.height)
            }
            let view = BlockView(HealthView.blocks(health, dataset.examples ?? [], width: inside.width, .unicode))
            return TextView.limit(lines: view.height, height: inside.height)
        case .drafts:
            guard let draft = dataset.selectedDraft else { return 0 }
            return TextView.limit(lines: DraftView.lines(draft, width: inside.width).count, height: inside.height)
        case .runs:
            guard dataset.showsSamples else { return 0 }
            let lines = SampleView.lines(dataset.selectedSamples, width: inside.width)
            return TextView.limit(lines: lines.count, height: inside.height - RunView.rowsBeforeSamples)
        }
    }
}
