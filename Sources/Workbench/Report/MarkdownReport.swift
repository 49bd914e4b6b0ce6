import Decision

/// The report as Markdown: the same blocks, tables for the drawings.
struct MarkdownReport {
    private let document: ReportDocument

    init(_ document: ReportDocument) { self.document = document }

    func text() -> String {
        let opening = ["# \(escaped(document.title))"] + (document.summary.isEmpty ? [] : [escaped(document.summary)])
        return (opening + document.blocks.compactMap(block)).joined(separator: "\n\n")
    }

    /// On one line, and without effect on what stands around it.
    private func escaped(_ text: String) -> String { MarkdownText.escaped(text) }

    private func block(_ block: ReportBlock) -> String? {
        switch block {
        case .heading(let text): return "## \(escaped(text))"
        case .verdict(let state, let headline, let facts):
            let mark = state.words.uppercased()
            return "## Verdict: \(mark)\n\n**\(escaped(headline))**\n\n" + facts.map { "- \(escaped($0))" }.joined(separator: "\n")
        case .paragraph(let text): return escaped(text)
        case .list(let title, let items):
            let lines = items.map { "- \(escaped($0.text))\(mark($0.claim))" }.joined(separator: "\n")
            return (title.map { "### \(escaped($0))\n\n" } ?? "") + lines
        case .table(let table): return self.table(table)
        case .intervals, .curve: return nil
        case .disagreement(let value): return disagreement(value)
        case .commands(let lines): return lines.map { "    \(VisibleText.map($0) { _ in nil })" }.joined(separator: "\n")
        }
    }

    private func mark(_ claim: Int?) -> String { claim.map { " \\[\($0)\\]" } ?? "" }

    private func table(_ table: ReportTable) -> String {
        let columns = (table.isAppendix ? ["no."] : []) + table.columns
        var lines = [
            "\(escaped(table.caption)):", "", "| " + columns.map(escaped).joined(separator: " | ") + " |",
            "|" + columns.indices.map { table.numeric.contains($0) && !table.isAppendix ? "--:|" : "---|" }.joined(),
        ]
        for row in table.rows {
            var cells = row.cells.map(escaped)
            if table.isAppendix {
                cells.insert(row.claim.map(String.init) ?? "", at: 0)
            } else if !cells.isEmpty {
                cells[0] += mark(row.claim)
            }
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n")
    }

    private func disagreement(_ value: Disagreement) -> String {
        var lines = ["### \(escaped(value.question))", ""]
        let expected = value.expected.isEmpty ? "" : "; expected: \(escaped(value.expected.joined(separator: "; ")))"
        lines += ["Case \(escaped(value.case))\(expected)", ""]
        for answer in value.answers {
            lines.append(
                "- **\(escaped(answer.arm.title))** \(answer.passed ? "right" : "wrong"): \(escaped(answer.text))\(answer.isCut ? "…" : "")"
                    + (answer.notes.isEmpty ? "" : " (\(answer.notes.map(escaped).joined(separator: "; ")))"))
        }
        return lines.joined(separator: "\n")
    }
}

/// Text made inactive inside a line of Markdown.
enum MarkdownText {
    static func escaped(_ text: String) -> String {
        VisibleText.map(text.trimmingPrefix { $0.isWhitespace }.description) { scalar in
            switch scalar {
            case "\n": " ⏎ "
            case "\t": " "
            case "\\", "`", "*", "_", "[", "]", "|", "~", "#": "\\\(scalar)"
            case "<": "&lt;"
            case ">": "&gt;"
            case "&": "&amp;"
            default: nil
            }
        }
    }
}
