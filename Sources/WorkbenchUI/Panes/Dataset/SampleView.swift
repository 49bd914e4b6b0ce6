import TerminalCells
import Workbench

/// What a run writes to its fixed prompts: the newest text of each, beside the one that was wanted.
enum SampleView {
    static func lines(_ samples: [TrainingSample], width: Int) -> [Line] {
        let width = max(1, width)
        let newest = samples.newest
        guard !newest.isEmpty else {
            let text: SafeText =
                "Nothing is written yet. At each validation the adapter answers a few prompts of the validation split; what it writes is shown here."
            return Wrapping.wrap(text, width: width, role: .muted)
        }
        var lines: [Line] = []
        for sample in newest {
            if !lines.isEmpty { lines.append(.empty) }
            lines.append([Span(SafeText("Prompt \(sample.number)"), .heading), Span(SafeText("  " + sample.example), .muted)])
            lines += Wrapping.wrap(SafeText(sample.prompt), width: width, role: .muted)
            func part(_ title: String, _ text: String, _ role: Role = .text) {
                lines.append(Line(SafeText(title), .strong))
                lines += Wrapping.wrap(SafeText(text.isEmpty ? "(nothing)" : text), width: width, role: text.isEmpty ? .muted : role)
            }
            part("Writes at step \(sample.step) of \(sample.steps)", shown(sample), "text.completion")
            part("Wanted", sample.reference)
            if sample.step > 0, let first = samples.first(where: { $0.number == sample.number && $0.step == 0 }) {
                part("Wrote before the training", shown(first), .muted)
            }
        }
        return lines
    }

    /// Two rows a prompt, for a place below the curve.
    static func preview(_ samples: [TrainingSample], width: Int) -> [Line] {
        let newest = samples.newest
        guard let step = newest.map(\.step).max() else { return [] }
        let title: Line = [Span(SafeText("It writes at step \(step)"), .heading), Span("   s shows all of it", .muted)]
        return [title]
            + newest.flatMap { sample -> [Line] in
                [
                    [Span(SafeText("? " + sample.prompt).oneLine, .muted)],
                    [Span("  "), Span(SafeText(shown(sample)).oneLine, "text.completion")],
                ]
            }
    }

    /// A text that was cut off says so.
    private static func shown(_ sample: TrainingSample) -> String { sample.text + (sample.isWhole ? "" : "…") }
}
