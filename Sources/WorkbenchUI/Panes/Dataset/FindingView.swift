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
        lines.addPart("What", SafeText((finding.example.map { "\($0) " } ?? "") + finding.message), width: width)
        let place = [finding.file, finding.line.map { "line \($0)" }].compactMap { $0 }.joined(separator: " ")
        if !place.isEmpty { lines.addPart("Where", SafeText(place), width: width) }
        lines.addPart("Why it matters", SafeText(finding.why), width: width)
        lines.addPart("What to do", SafeText(finding.advice), width: width)
        if let example = examples.first(where: { $0.id == finding.example }) {
            lines.addPart("Prompt", SafeText(example.prompt), width: width, role: .muted)
            lines.addPart("Completion", SafeText(example.completion), width: width, role: .muted)
        }
        return lines
    }
}
