import TerminalCells
import Workbench

/// Draws one training run: where it stands and its losses.
enum RunView {
    /// Symbol, role and words of a run's state.
    static func state(_ run: RunRow, _ state: AppState, _ symbols: Symbols) -> (String, Role, String) {
        switch run.state {
        case .running:
            let share = run.steps > 0 ? Numbers.percent(Double(run.step) / Double(run.steps)) : ""
            return (Spinner.frame(state, symbols), .info, "running \(share)")
        case .stopped: return (symbols.ring, .warning, "stopped at \(run.step) of \(run.steps)")
        case .done: return (symbols.dot, .good, "done")
        case .failed: return (symbols.cross, .bad, "failed")
        }
    }

    static func draw(_ state: AppState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        guard let run = state.dataset.selectedRun else {
            let inside = Panel(title: Line("Runs", .title)).draw(in: rect, on: &frame.canvas).inset(x: 2, y: 1)
            if state.activeJob(.train) != nil {
                let text: SafeText = "The training is being prepared; from its first step on the loss is drawn here."
                frame.canvas.draw(Wrapping.wrap(text, width: inside.width, role: .muted), in: inside)
            } else {
                frame.canvas.draw(EmptyState.runs(width: min(72, inside.width)), in: inside)
            }
            return
        }
        let symbols = frame.canvas.symbols
        let (mark, role, word) = Self.state(run, state, symbols)
        Panel(
            title: Line(SafeText(run.name), holdsKeys ? .focusedTitle : .title),
            trailing: [Span(SafeText(mark + " "), role), Span(SafeText(word), role)], isFocused: holdsKeys
        ).draw(in: rect, on: &frame.canvas)
        var inside = rect.inset(x: 2, y: 1)
        let points = state.dataset.curves[run.name] ?? []
        let last = points.last
        if run.steps > 0 {
            let row = inside.cutTop(1)
            let numbers = SafeText(" step \(run.step) of \(run.steps) · \(Numbers.percent(Double(run.step) / Double(run.steps)))")
            let bar = Gauge(Double(run.step) / Double(run.steps), role: run.state == .done ? "gauge.done" : .gauge)
                .line(width: max(0, row.width - numbers.width), symbols: symbols)
            frame.canvas.draw(bar + Line(numbers, .muted), in: row)
        }
        if state.dataset.showsSamples {
            _ = inside.cutTop(rowsBeforeSamples - (run.steps > 0 ? 1 : 0))
            let lines = SampleView.lines(state.dataset.selectedSamples, width: inside.width)
            TextView(lines, offset: state.dataset.offset).draw(in: inside, on: &frame.canvas)
            return
        }
        let facts = facts(run, last)
        let perRow = max(1, inside.width / 22)
        for start in stride(from: 0, to: facts.count, by: perRow) where inside.height > 4 {
            let row = inside.cutTop(1)
            for (column, fact) in facts[start..<min(start + perRow, facts.count)].enumerated() {
                frame.canvas.draw(
                    [Span(SafeText(fact.0 + " "), .muted), Span(SafeText(fact.1), .strong)], in: Rect(row.x + column * 22, row.y, 21, 1))
            }
        }
        if let note = run.note, !note.isEmpty {
            for line in Wrapping.wrap(SafeText(note), width: inside.width, role: run.state == .failed ? .bad : .muted).prefix(3) {
                frame.canvas.draw(line, in: inside.cutTop(1))
            }
        }
        if let adapter = run.adapter {
            frame.canvas.draw([Span("adapter ", .muted), Span(SafeText(adapter), "code")], in: inside.cutBottom(1))
        }
        let preview = SampleView.preview(state.dataset.selectedSamples, width: inside.width)
        if !preview.isEmpty, inside.height >= preview.count + 14 {
            frame.canvas.draw(preview, in: inside.cutBottom(preview.count + (run.adapter == nil ? 0 : 1)))
        }
        drawCurve(points, run, in: inside, on: &frame)
    }

    /// The gauge and an empty row.
    static let rowsBeforeSamples = 2

    private static func facts(_ run: RunRow, _ last: TrainingPoint?) -> [(String, String)] {
        var facts: [(String, String)] = []
        if let loss = run.loss { facts.append(("loss", Numbers.short(loss))) }
        if let loss = run.validationLoss { facts.append(("validation", Numbers.short(loss))) }
        if run.rank > 0 { facts.append(("rank", "\(run.rank)")) }
        if run.epochs > 0 { facts.append(("epochs", "\(run.epochs)")) }
        if let last {
            facts.append(("lr", Numbers.scientific(last.learningRate)))
            if run.state == .running {
                facts.append(("speed", "\(Numbers.fixed(last.tokensPerSecond, 0)) tok/s"))
                if let eta = last.etaSeconds { facts.append(("left", Numbers.duration(eta))) }
            }
            if let memory = last.memoryBytes { facts.append(("memory", Numbers.bytes(memory))) }
            if let norm = last.gradientNorm { facts.append(("gradient", Numbers.short(norm))) }
        }
        return facts
    }

    private static func drawCurve(_ points: [TrainingPoint], _ run: RunRow, in rect: Rect, on frame: inout Frame) {
        var rect = rect
        guard rect.height >= 7 else { return }
        _ = rect.cutTop(1)
        var training: [(x: Double, y: Double)] = []
        var validation: [(x: Double, y: Double)] = []
        training.reserveCapacity(points.count)
        for point in points {
            if let loss = point.loss { training.append((Double(point.step), loss)) }
            if let loss = point.validationLoss { validation.append((Double(point.step), loss)) }
        }
        guard training.count + validation.count > 0 else {
            let text: SafeText =
                run.state == .running ? "The first step is on its way; the loss is drawn here." : "No points were recorded."
            frame.canvas.draw(text, .muted, in: rect)
            return
        }
        let symbols = frame.canvas.symbols
        let mark = symbols.chart == .ascii ? "o" : "◆"
        frame.canvas.draw(
            [
                Span(SafeText(symbols.chart == .ascii ? "* " : "━ "), .series(0)), Span("training loss", .muted), Span("   "),
                Span(SafeText(mark + " "), .series(1)), Span("validation loss", .muted),
            ], in: rect.cutTop(1))
        LineChart(
            series: [
                LineChart.Series(role: .series(0), points: training),
                LineChart.Series(role: .series(1), points: validation, isMarked: true),
            ], xRange: 0...Double(max(run.steps, points.last?.step ?? 1, 1)), xLabel: "step"
        ).draw(in: rect, on: &frame.canvas)
    }
}

/// The moving sign of work; it stands still without ticks.
enum Spinner {
    static func frame(_ state: AppState, _ symbols: Symbols) -> String {
        if state.configuration.reducedMotion { return symbols.dot }
        return symbols.spinner[Int(max(0, min(state.clock, 1e9)) * 10) % symbols.spinner.count]
    }
}

extension String {
    /// Left-aligned in so many columns.
    func padded(to width: Int) -> String { count < width ? self + String(repeating: " ", count: width - count) : self }
}
