import TerminalCells
import Workbench

/// Draws the drafts that wait for a person: questions and answers that the model wrote from passages.
enum DraftView {
    static func drawList(_ state: AppState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        guard let drafts = state.dataset.drafts else {
            frame.canvas.draw(" reading the drafts…", .muted, in: rect)
            return
        }
        if drafts.isEmpty {
            let line: Line =
                state.activeJob(.draft) == nil
                ? [Span("No drafts. ", .muted), Span("n", .key), Span(" makes some.", .muted)]
                : [Span(SafeText(Spinner.frame(state, frame.canvas.symbols) + " "), .info), Span("the model is writing…", .muted)]
            frame.canvas.draw(line, in: rect.inset(x: 1))
            return
        }
        let mark = SafeText(frame.canvas.symbols.ring)
        let list = ListView(
            count: drafts.count, position: state.dataset.draftList, isFocused: holdsKeys,
            row: { [Span(mark, .muted), Span(" "), Span(SafeText(drafts[$0].prompt).oneLine)] })
        frame.list(list, in: rect) { .row(.dataset, $0) }
    }

    static func draw(_ dataset: DatasetState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        let draft = dataset.selectedDraft
        Panel(
            title: Line("Draft", holdsKeys ? .focusedTitle : .title),
            trailing: Line(SafeText(draft.map { "written by \($0.model)" } ?? ""), .muted), isFocused: holdsKeys
        ).draw(in: rect, on: &frame.canvas)
        let inside = rect.inset(x: 2, y: 1)
        guard let draft else {
            frame.canvas.draw(EmptyState.drafts(width: min(72, inside.width)), in: inside)
            return
        }
        TextView(lines(draft, width: inside.width), offset: dataset.offset).draw(in: inside, on: &frame.canvas)
    }

    static func lines(_ draft: DraftRow, width: Int) -> [Line] {
        let width = max(1, width)
        var lines: [Line] = []
        lines.addPart("Prompt", SafeText(draft.prompt), width: width)
        lines.addPart("Completion", SafeText(draft.completion), width: width, role: "text.completion")
        lines.addPart("It rests on", SafeText("“\(draft.quote)”"), width: width)
        lines.addPart("In", SafeText(draft.document), width: width, role: "code")
        lines.addPart("The passage", SafeText(draft.passage), width: width, role: .muted)
        return lines
    }
}
