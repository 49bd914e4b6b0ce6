import TerminalCells
import Workbench

/// Draws the dataset's health: what was checked, how the examples are spread, what needs attention.
enum HealthView {
    /// The checks in a column, for the list.
    static func summary(_ health: DatasetHealth, _ symbols: Symbols) -> [Line] {
        checks(health).map { check in
            [
                Span(SafeText(check.isGood ? symbols.tick : symbols.warning), check.isGood ? .good : .warning), Span(" "),
                Span(SafeText(check.name.padded(to: 16)), .muted), Span(SafeText(check.value)),
            ]
        }
    }

    /// A finding in one line: its kind, and whether it was ignored.
    static func row(_ finding: Finding, _ symbols: Symbols) -> Line {
        let (mark, role): (String, Role) =
            finding.isIgnored ? (symbols.ring, .muted) : finding.kind.isSevere ? (symbols.cross, .bad) : (symbols.warning, .warning)
        return [
            Span(SafeText(mark), role), Span(" "), Span(SafeText(finding.kind.title), finding.isIgnored ? .muted : .text),
            Span(SafeText(finding.isIgnored ? "  ignored" : ""), .muted),
        ]
    }

    private struct Check {
        var name: String
        var value: String
        var isGood: Bool
        var meaning: String
    }

    private static func checks(_ health: DatasetHealth) -> [Check] {
        [
            Check(
                name: "usable", value: "\(health.usable) of \(health.examples)", isGood: health.usable == health.examples,
                meaning: "have a prompt and an answer that fit the model's window"),
            Check(
                name: "duplicates", value: "\(health.duplicates)", isGood: health.duplicates == 0,
                meaning: "count double in training"),
            Check(
                name: "near duplicates", value: "\(health.nearDuplicates)", isGood: health.nearDuplicates == 0,
                meaning: "differ by a few words; harmless unless their answers disagree"),
            Check(
                name: "leaks", value: "\(health.leaks)", isGood: health.leaks == 0,
                meaning: "are in the test cases too: their scores would be memory, not skill"),
        ]
    }

    static func draw(_ dataset: DatasetState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        if let finding = dataset.selectedFinding {
            FindingView.draw(finding, dataset, holdsKeys, in: rect, on: &frame)
            return
        }
        Panel(title: Line("Health", holdsKeys ? .focusedTitle : .title), isFocused: holdsKeys).draw(in: rect, on: &frame.canvas)
        let inside = rect.inset(x: 2, y: 1)
        guard let health = dataset.health else {
            frame.canvas.draw("checking…", .muted, in: inside)
            return
        }
        BlockView(blocks(health, dataset.examples ?? [], width: inside.width, frame.canvas.symbols), offset: dataset.offset)
            .draw(in: inside, on: &frame.canvas)
    }

    static func blocks(_ health: DatasetHealth, _ examples: [ExampleRow], width: Int, _ symbols: Symbols) -> [Block] {
        let width = max(1, width)
        var lines = [Line("Checks", .heading)]
        for check in checks(health) {
            lines += Wrapping.wrap(
                [
                    Span(SafeText(check.isGood ? symbols.tick : symbols.warning), check.isGood ? .good : .warning), Span(" "),
                    Span(SafeText(check.name.padded(to: 16))), Span(SafeText(check.value.padded(to: 12)), .strong),
                    Span(SafeText(check.meaning), .muted),
                ], width: width, indent: 2)
        }
        if health.effectiveExamples > 0 {
            lines += Wrapping.wrap(
                [
                    Span("  "), Span(SafeText("worth".padded(to: 16))),
                    Span(SafeText("\(health.effectiveExamples)".padded(to: 12)), .strong),
                    Span("examples, once those that teach the same are counted once", .muted),
                ], width: width, indent: 2)
        }
        if !health.dropped.isEmpty {
            lines += Wrapping.wrap(
                [
                    Span("  "), Span(SafeText("dropped".padded(to: 16))), Span(SafeText("\(health.dropped.count)".padded(to: 12)), .strong),
                    Span(SafeText(health.dropped.joined(separator: ", ")), .muted),
                ], width: width, indent: 2)
        }
        if !health.problems.isEmpty {
            lines += [.empty, Line("Needs attention", .heading)]
            lines += health.problems.flatMap {
                Wrapping.wrap([Span(SafeText(symbols.warning + " "), .warning), Span(SafeText($0))], width: width, indent: 2)
            }
        }
        var blocks = [Block(lines), .gap]
        if !examples.isEmpty {
            blocks += [Block(spread("Splits", examples.map(\.split), width: width, symbols)), .gap]
            blocks += [Block(lengths(health, examples, width: width, symbols)), .gap]
            let topics = examples.compactMap(\.topic)
            if !topics.isEmpty { blocks += [Block(spread("Topics", topics, width: width, symbols)), .gap] }
        }
        return blocks + [Block([Line("assay data check --json", "code")])]
    }

    /// How many examples have each value, the most frequent first.
    private static func spread(_ title: SafeText, _ values: [String], width: Int, _ symbols: Symbols) -> [Line] {
        var counts: [String: Int] = [:]
        for value in values { counts[value, default: 0] += 1 }
        let rows = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        return bars(title, rows.prefix(12).map { ($0.key, $0.value) }, width: width, symbols)
            + (rows.count > 12 ? [Line("and \(rows.count - 12) more", .muted)] : [])
    }

    /// Examples by tokens, in eight even steps.
    private static func lengths(_ health: DatasetHealth, _ examples: [ExampleRow], width: Int, _ symbols: Symbols) -> [Line] {
        let tokens = examples.map(\.tokens)
        guard let low = tokens.min(), let high = tokens.max() else { return [] }
        let step = max(1, (high - low + 8) / 8)
        let rows = (0..<8).compactMap { index -> (String, Int)? in
            let from = low + index * step
            guard from <= high else { return nil }
            return ("\(from)–\(from + step - 1)", tokens.filter { $0 >= from && $0 < from + step }.count)
        }
        return bars(
            "Tokens: half have \(health.p50) or fewer, 95 % have \(health.p95), the longest \(health.max)", rows, width: width, symbols)
    }

    private static func bars(_ title: SafeText, _ rows: [(name: String, count: Int)], width: Int, _ symbols: Symbols) -> [Line] {
        let label = min(28, rows.map { SafeText($0.name).width }.max() ?? 0)
        let most = max(1, rows.map(\.count).max() ?? 1)
        let room = max(4, min(48, width - label - 8))
        return [Line(title, .heading)]
            + rows.map { name, count in
                let text = SafeText(name)
                let pad = SafeText(String(repeating: " ", count: max(0, label - text.width) + 2))
                let bar = Gauge(Double(count) / Double(most), role: .series(0)).line(width: room, symbols: symbols).spans[0]
                return [Span(text, .muted), Span(pad), bar, Span(SafeText(" \(count)"))]
            }
    }
}
