import TerminalCells
import Workbench

/// Draws one finding of the dataset's health: what, where, why it matters, what to do, and the example it is about.
enum FindingView {
    static func draw(_ finding: Finding, _ dataset: DatasetState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        Panel(
            title: Line(SafeText(finding.kind.title), holdsKeys ? .focusedTitle : .title),
            trailing: finding.isIgnored ? Line("ignored", .muted) : .empty, isFocused: holdsKeys
        ).draw(in: rect, on: &frame.canvas)
        let inside = rect.inset(x: 2, y: 1)
        TextView(lines(finding, dataset.examples ?? [], width: inside.width), offset: dataset.offset).draw(in: inside, on: &frame.canvas)
    }

    static func lines(_ finding: Finding, _ examples: [ExampleRow], width: Int) -> [Line] {
        let width = max(1, width)
        var lines: [Line] = []
        func part(_ title: SafeText, _ text: String, _ role: Role = .text) {
            if !lines.isEmpty { lines.append(.empty) }
            lines.append(Line(title, .heading))
            lines += Wrapping.wrap(SafeText(text), width: width, role: role)
        }
        part("What", (finding.example.map { "\($0) " } ?? "") + finding.message)
        let place = [finding.file, finding.line.map { "line \($0)" }].compactMap { $0 }.joined(separator: " ")
        if !place.isEmpty { part("Where", place) }
        part("Why it matters", finding.why)
        part("What to do", finding.advice)
        if let example = examples.first(where: { $0.id == finding.example }) {
            part("Prompt", example.prompt, .muted)
            part("Completion", example.completion, .muted)
        }
        return lines
    }
}
