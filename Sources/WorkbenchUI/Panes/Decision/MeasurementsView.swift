import TerminalCells
import Workbench

/// The measurements beside the evaluation: when each was run, what came of it, and how far one is that runs now.
enum MeasurementsView {
    static func draw(_ state: AppState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        var rect = rect
        let decision = state.decision
        let rows = decision.measurementRows
        let symbols = frame.canvas.symbols
        // Two lines a measurement where there is room for all and for the words about one of them.
        let isTall = rect.height >= 2 * rows.count + 8
        let perRow = isTall ? 2 : 1
        let shown = min(rows.count, max(1, (rect.height - (rect.height >= rows.count + 5 ? 5 : 0)) / perRow))
        let first = max(0, min(decision.measurement - shown + 1, rows.count - shown))
        for index in first..<first + shown {
            let place = rect.cutTop(perRow)
            let isActive = holdsKeys && index == decision.measurement
            draw(rows[index], state, isActive: isActive, in: place, symbols, on: &frame)
            frame.target(.bodyRow(index), in: place)
        }
        guard rect.height > 1 else { return }
        _ = rect.cutTop(1)
        let about = about(decision.selectedMeasurement, state, width: rect.width, isTall: isTall)
        frame.canvas.draw(Array(about.prefix(rect.height)), in: rect)
    }

    private static func draw(
        _ row: MeasurementRow, _ state: AppState, isActive: Bool, in place: Rect, _ symbols: Symbols, on frame: inout Frame
    ) {
        let job = state.measuring(row.measurement)
        frame.canvas.draw(
            [Span(SafeText(isActive ? symbols.pointer : " "), "selection.pointer")], in: Rect(place.x, place.y, 1, 1))
        let mark = job != nil ? Spinner.frame(state, symbols) : row.text == nil ? symbols.ring : symbols.dot
        var title: Line = [
            Span(SafeText(mark + " "), role(row, job)),
            Span(SafeText(row.measurement.title), isActive ? .strong : .text),
        ]
        if row.isOutdated, job == nil { title += Span(SafeText(" \(symbols.warning) outdated"), .warning) }
        let never = state.decision.measurements == nil ? "not read yet" : "never run"
        let end = Line(SafeText(job.map(progress) ?? row.finished ?? never), .muted)
        let inside = Rect(place.x + 1, place.y, max(0, place.width - 1), 1)
        frame.canvas.draw(title, in: inside)
        if title.width + end.width + 1 <= inside.width {
            frame.canvas.draw(end, in: Rect(inside.maxX - end.width, inside.y, end.width, 1))
        }
        guard place.height > 1, let headline = row.headline else { return }
        frame.canvas.draw(Line(SafeText(headline), .muted), in: Rect(place.x + 3, place.y + 1, max(0, place.width - 3), 1))
        if isActive { frame.canvas.cursor = frame.canvas.cursor ?? Point(place.x, place.y) }
    }

    private static func role(_ row: MeasurementRow, _ job: JobStatus?) -> Role {
        job != nil ? .info : row.isOutdated ? .warning : row.text == nil ? .muted : .good
    }

    private static func progress(_ job: JobStatus) -> String {
        job.state == .stopping ? "stopping" : job.fraction.map { Numbers.percent($0) } ?? "running"
    }

    /// What the selected one tells, what it found, and its command.
    private static func about(_ row: MeasurementRow, _ state: AppState, width: Int, isTall: Bool) -> [Line] {
        let width = max(1, min(width, 100))
        var lines: [Line] = []
        if let job = state.measuring(row.measurement).map(state.timed) {
            let eta = job.etaSeconds.map { " · \(Numbers.duration($0)) left" } ?? ""
            lines += Wrapping.wrap(SafeText(job.detail + (job.rate.map { " · \($0)" } ?? "") + eta), width: width, role: .info)
        } else if !isTall, let headline = row.headline {
            lines += Wrapping.wrap(SafeText(headline), width: width, role: .strong)
        }
        lines += Wrapping.wrap(SafeText(row.measurement.purpose), width: width, role: isTall ? .text : .muted)
        if isTall { lines.append(.empty) }
        lines += Wrapping.wrap(
            [Span("On the command line  ", .muted), Span(SafeText(row.measurement.command), "code")], width: width)
        return lines
    }
}
