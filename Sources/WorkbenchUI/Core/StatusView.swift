import TerminalCells
import Workbench

/// The line above the hints: what runs, and what just happened.
enum StatusView {
    static func draw(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        let symbols = frame.canvas.symbols
        var rect = rect.inset(x: 1)
        let active = state.activeJobs
        if let notice = state.notice {
            if let job = active.last {
                let short = shortLine(job, active.count, state, symbols)
                let place = rect.cutRight(short.width)
                frame.canvas.draw(short, in: place)
                frame.target(.command("jobs"), in: place)
                _ = rect.cutRight(2)
            }
            let isError = notice.kind == .error
            frame.canvas.draw(
                [
                    Span(SafeText((isError ? symbols.warning : symbols.tick) + " "), isError ? .bad : .good),
                    Span(SafeText(notice.text).oneLine),
                ], in: rect)
            return
        }
        guard let job = active.last else {
            guard state.start == nil, !state.isTyping, let guide = Guide(state) else { return }
            frame.canvas.draw(guide.line(focus: state.focus, width: rect.width, symbols: symbols), in: rect)
            return
        }
        frame.target(.command("jobs"), in: rect)
        if active.count > 1 {
            let more = Line("+\(active.count - 1) more  J", .muted)
            frame.canvas.draw(more, in: rect.cutRight(more.width))
            _ = rect.cutRight(2)
        }
        frame.canvas.draw(line(job, width: rect.width, state, symbols), in: rect)
    }

    private static func shortLine(_ job: JobStatus, _ count: Int, _ state: AppState, _ symbols: Symbols) -> Line {
        let job = state.timed(job)
        var text = job.fraction.map { Numbers.percent($0) } ?? Numbers.duration(job.elapsedSeconds)
        if count > 1 { text += " +\(count - 1)" }
        return [Span(SafeText(Spinner.frame(state, symbols) + " "), .info), Span(SafeText(job.title + " ")), Span(SafeText(text), .muted)]
    }

    /// Title, bar, time left, what it does now, speed: as much as there is room for.
    static func line(_ job: JobStatus, width: Int, _ state: AppState, _ symbols: Symbols) -> Line {
        let job = state.timed(job)
        var line: Line = [
            Span(SafeText(job.isActive ? Spinner.frame(state, symbols) : mark(job, symbols).0), mark(job, symbols).1), Span(" "),
            Span(SafeText(job.title), .strong),
        ]
        if job.state == .stopping { line += Span("  stopping…", .warning) }
        var parts: [Line] = []
        if let fraction = job.fraction {
            parts.append(
                Line([Span("▕")]) + Gauge(fraction).line(width: 16, symbols: symbols) + [
                    Span("▏"), Span(SafeText(Numbers.percent(fraction)), .strong),
                ])
        }
        if let eta = job.etaSeconds, job.isActive {
            parts.append(Line(SafeText(Numbers.duration(eta) + " left"), .muted))
        } else {
            parts.append(Line(SafeText(Numbers.duration(job.elapsedSeconds)), .muted))
        }
        if !job.detail.isEmpty { parts.append(Line(SafeText(job.detail), .text)) }
        if let rate = job.rate { parts.append(Line(SafeText(rate), .muted)) }
        for part in parts where line.width + part.width + 2 <= width { line = line + Line([Span("  ")]) + part }
        return line
    }

    static func mark(_ job: JobStatus, _ symbols: Symbols) -> (String, Role) {
        switch job.state {
        case .running, .stopping: (symbols.dot, .info)
        case .finished: (symbols.tick, .good)
        case .cancelled: (symbols.ring, .warning)
        case .failed: (symbols.cross, .bad)
        }
    }
}
