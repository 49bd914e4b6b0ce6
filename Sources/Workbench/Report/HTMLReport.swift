import Decision
import Scoring

/// The report as one file that needs nothing else: no script, no network, style and drawings inside.
struct HTMLReport {
    private let document: ReportDocument

    init(_ document: ReportDocument) { self.document = document }

    func text() -> String {
        // The policy forbids whatever could still be smuggled in: it allows nothing but the style sheet above the text.
        let head = [
            "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", "<title>\(escaped(document.title))</title>",
            "<style>", ReportStyle.css, "</style>", "</head>", "<body>", "<main>",
        ]
        let opening = ["<h1>\(escaped(document.title))</h1>"] + (document.summary.isEmpty ? [] : ["<p>\(escaped(document.summary))</p>"])
        return (head + opening + document.blocks.map(block) + ["</main>", "</body>", "</html>"]).joined(separator: "\n")
    }

    private func escaped(_ text: String) -> String { HTMLText.escaped(text) }

    private func block(_ block: ReportBlock) -> String {
        switch block {
        case .heading(let text): "<h2>\(escaped(text))</h2>"
        case .verdict(let state, let headline, let facts):
            "<section class=\"verdict \(state.rawValue)\">\n<p class=\"state\">Verdict: \(escaped(state.words))</p>\n"
                + "<p class=\"headline\">\(escaped(headline))</p>\n<ul class=\"facts\">"
                + facts.map { "<li>\(escaped($0))</li>" }.joined() + "</ul>\n</section>"
        case .paragraph(let text): "<p>\(escaped(text))</p>"
        case .list(let title, let items):
            (title.map { "<h3>\(escaped($0))</h3>\n" } ?? "")
                + (items.isEmpty ? "" : "<ul>\n" + items.map(item).joined(separator: "\n") + "\n</ul>")
        case .table(let table): self.table(table)
        case .intervals(let chart): "<figure>\n\(chart.svg())\n</figure>"
        case .curve(let chart): "<figure>\n\(chart.svg())\n</figure>"
        case .disagreement(let value): disagreement(value)
        case .commands(let lines): "<pre>" + lines.map(escaped).joined(separator: "\n") + "</pre>"
        }
    }

    private func item(_ item: ReportItem) -> String { "<li><bdi>\(escaped(item.text))</bdi>\(mark(item.claim))</li>" }

    private func mark(_ claim: Int?) -> String { claim.map { " <a class=\"claim\" href=\"#claim-\($0)\">[\($0)]</a>" } ?? "" }

    private func table(_ table: ReportTable) -> String {
        var lines = [
            "<div class=\"wide\"><table\(table.isAppendix ? " class=\"appendix\"" : "")>", "<caption>\(escaped(table.caption))</caption>",
        ]
        func style(_ column: Int) -> String { table.numeric.contains(column) ? " class=\"number\"" : "" }
        let number = table.isAppendix ? "<th scope=\"col\">no.</th>" : ""
        lines.append(
            "<thead><tr>\(number)"
                + table.columns.enumerated().map { "<th scope=\"col\"\(style($0))>\(escaped($1))</th>" }.joined() + "</tr></thead>")
        lines.append("<tbody>")
        for row in table.rows {
            let cells = row.cells.enumerated().map { column, text in
                column == 0
                    ? "<th scope=\"row\">\(escaped(text))\(table.isAppendix ? "" : mark(row.claim))</th>"
                    : "<td\(style(column))>\(escaped(text))</td>"
            }
            let id = table.isAppendix ? row.claim.map { " id=\"claim-\($0)\"" } ?? "" : ""
            let first = table.isAppendix ? "<td class=\"number\">\(row.claim.map(String.init) ?? "")</td>" : ""
            lines.append("<tr\(id)\(row.isEmphasised ? " class=\"front\"" : "")>\(first)\(cells.joined())</tr>")
        }
        return (lines + ["</tbody>", "</table></div>"]).joined(separator: "\n")
    }

    private func disagreement(_ value: Disagreement) -> String {
        var lines = ["<article>", "<h3><bdi>\(escaped(value.question))</bdi></h3>"]
        let expected = value.expected.isEmpty ? "" : " · expected: <bdi>\(escaped(value.expected.joined(separator: "; ")))</bdi>"
        lines.append("<p class=\"note\">case <bdi>\(escaped(value.case))</bdi>\(expected)</p>")
        lines.append("<div class=\"answers\">")
        for answer in value.answers {
            lines.append("<section class=\"answer \(answer.passed ? "right" : "wrong")\">")
            lines.append("<h4>\(escaped(answer.arm.title)) <span>\(answer.passed ? "✓ right" : "✗ wrong")</span></h4>")
            lines.append("<blockquote dir=\"auto\">\(escaped(answer.text))\(answer.isCut ? "…" : "")</blockquote>")
            for note in answer.notes { lines.append("<p class=\"note\"><bdi>\(escaped(note))</bdi></p>") }
            lines.append("</section>")
        }
        return (lines + ["</div>", "</article>"]).joined(separator: "\n")
    }
}

extension Disagreement.Answer {
    /// Why it failed, what it cites and what it was shown.
    var notes: [String] {
        func sources(_ paths: [String]) -> String {
            paths.isEmpty ? "none" : paths.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: ", ")
        }
        var notes = passed ? [] : reasons
        if arm.retrieves {
            if let context { notes.append("was shown: \(sources(context))") }
            notes.append("cites: \(sources(cited))")
        }
        return notes
    }
}
