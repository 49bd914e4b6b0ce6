import TerminalCells
import Workbench

/// Draws the choice of a project, and below it what there is to do with one.
enum StartView {
    static func draw(_ start: StartState, _ state: AppState, on frame: inout Frame) {
        var rest = Rect(state.size)
        let header = rest.cutTop(1)
        let hints = rest.cutBottom(1)
        let status = rest.cutBottom(1)
        frame.canvas.fill(header, "header")
        frame.canvas.draw(
            [Span("Assay", "header.brand"), Span("  prompt better, add RAG, fine-tune, or both?", "header.fact")],
            in: Rect(header.x + 1, header.y, header.width - 2, 1))
        let holdsKeys = state.overlays.isEmpty
        let list = rest.cutTop(rows(start, state.size) + 2)
        let inside = Panel(
            title: Line("Open a project", holdsKeys ? .focusedTitle : .title), trailing: Line("\(start.choices.count)", .muted),
            isFocused: holdsKeys
        ).draw(in: list, on: &frame.canvas)
        let names = min(24, (start.choices.map { SafeText($0.name).width }.max() ?? 0) + 2)
        let view = ListView(count: start.choices.count, position: start.list, isFocused: holdsKeys) { row(start.choices[$0], names) }
        frame.list(view, in: inside) { .startRow($0) }
        if rest.height > 5 {
            Panel(title: Line("What you do here", .title)).draw(in: rest, on: &frame.canvas)
            let inside = rest.inset(x: 2, y: 1)
            frame.canvas.draw(guide(start.selected, width: inside.width), in: inside)
        }
        StatusView.draw(state, in: status, on: &frame)
        HintsView.draw(state, in: hints, on: &frame)
    }

    /// As many rows as there are choices, and half of the screen at most.
    static func rows(_ start: StartState, _ size: Size) -> Int { max(1, min(start.choices.count, (size.height - 3) / 2)) }

    private static func row(_ choice: ProjectChoice, _ names: Int) -> Line {
        let (kind, rest): (String, String) =
            switch choice.kind {
            case .recent(let seconds): ("recent", "\(ago(seconds)) · \(choice.path)")
            case .sample: ("sample", choice.summary)
            case .empty: ("new", choice.summary)
            }
        return [
            Span(SafeText(kind.padded(to: 8)), .muted), Span(SafeText(choice.name.padded(to: names) + " "), .strong),
            Span(SafeText(rest).oneLine, .muted),
        ]
    }

    private static func ago(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "just now"
        case ..<5_400: "\(Int(seconds / 60)) min ago"
        case ..<129_600: "\(Int(seconds / 3_600)) h ago"
        default: "\(Int(seconds / 86_400)) days ago"
        }
    }

    /// The way through a project, and where the selected one lies.
    private static func guide(_ choice: ProjectChoice?, width: Int) -> [Line] {
        let width = max(1, width)
        var lines: [Line] = []
        if let choice, !choice.summary.isEmpty {
            lines += Wrapping.wrap(SafeText(choice.summary), width: width, role: "quote") + [.empty]
        }
        for (number, step) in Guide.Step.allCases.enumerated() {
            lines += Wrapping.wrap(
                [Span("\(number + 1) ", .muted), Span(SafeText(step.word.padded(to: 11)), .strong), Span(SafeText(step.purpose))],
                width: width, indent: 13)
        }
        if let choice {
            let twin =
                switch choice.kind {
                case .recent: "assay open \(choice.path)"
                case .sample: "assay init \(choice.path) --from \(choice.name)"
                case .empty: "assay init \(choice.path)"
                }
            lines += [.empty] + Wrapping.wrap([Span("$ ", .muted), Span(SafeText(twin).oneLine, "code")], width: width, indent: 2)
        }
        return lines
    }
}
