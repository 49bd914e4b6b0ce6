import Foundation
import Scoring

extension ReportText {
    public static func probes(_ report: ProbesReport) -> String {
        var lines: [String] = []
        func section(_ title: String, _ columns: [String], _ rows: [[String]]) {
            guard !rows.isEmpty else { return }
            if !lines.isEmpty { lines.append("") }
            lines += [title, "", "| \(columns.joined(separator: " | ")) |", "|" + columns.map { _ in "---|" }.joined()]
            lines += rows.map { "| \($0.joined(separator: " | ")) |" }
        }
        for table in report.tables { section(table.title, table.columns, table.rows) }
        return lines.isEmpty
            ? "Nothing to probe yet: run the arms with assay eval run, and train an adapter." : lines.joined(separator: "\n")
    }
}

extension ProbesReport {
    struct Table {
        var title: String
        var columns: [String]
        var rows: [[String]]
    }

    /// What was measured, one table a probe; those that measured nothing are left out.
    var tables: [Table] {
        [paraphraseTable, inventionTable, distractorTable, reversalTable, forgettingTable].filter { !$0.rows.isEmpty }
    }

    private var source: String { run.map { ", from the answers of \($0)" } ?? "" }

    private var paraphraseTable: Table {
        let rows = paraphrase.filter { $0.clusters > 0 }.map { probe -> [String] in
            [
                probe.arm.rawValue, "\(probe.clusters)", "\(probe.right)", "\(probe.alwaysRight)",
                probe.consistency.map(Figures.percent) ?? "–", range(probe.low, probe.high),
            ]
        }
        return Table(
            title: "The same question in other words\(source)",
            columns: ["arm", "clusters", "right in some wording", "right in every one", "of those right", "95 % interval"], rows: rows)
    }

    private var inventionTable: Table {
        let rows = invention.map { probe -> [String] in
            let over = probe.overBase.map { points($0.difference, $0.low, $0.high) }
            return [
                probe.arm.rawValue, share(probe.all), range(probe.all.low, probe.all.high), probe.near.map(share) ?? "–",
                probe.far.map(share) ?? "–", over ?? "–",
            ]
        }
        return Table(
            title: "Questions that the documents do not answer, answered all the same\(source)",
            columns: ["arm", "invented", "95 % interval", "next to trained questions", "the rest", "over the arm without its adapter"],
            rows: rows)
    }

    private var distractorTable: Table {
        let rows = distractors.flatMap { probe in
            probe.levels.map { level -> [String] in
                let change = level.change.map { points($0.estimate, $0.low, $0.high) }
                return [
                    probe.arm.rawValue, "\(level.distractors)", "\(level.right) of \(probe.n)", range(level.low, level.high), change ?? "–",
                ]
            }
        }
        return Table(
            title: "The passage that answers among others, \(split) cases",
            columns: ["arm", "others", "facts right", "95 % interval", "against none"], rows: rows)
    }

    private var reversalTable: Table {
        let rows = (reversal?.arms ?? []).map { probe -> [String] in
            [
                probe.arm.rawValue, "\(probe.forward) of \(probe.n)", range(probe.forwardRate.low, probe.forwardRate.high),
                "\(probe.reversed) of \(probe.n)", range(probe.reversedRate.low, probe.reversedRate.high),
                points(probe.difference, probe.low, probe.high),
            ]
        }
        let trained = reversal.map { "; \($0.trained) of them in training examples" } ?? ""
        return Table(
            title: "Facts asked as they were stated, and the other way round\(trained)",
            columns: ["arm", "as stated", "95 % interval", "reversed", "95 % interval", "reversed less as stated"], rows: rows)
    }

    private var forgettingTable: Table {
        let rows = forgetting.map { probe -> [String] in
            [
                probe.run, probe.arms.map(\.rawValue).joined(separator: ", "), "\(probe.tokens)", String(format: "%.2f", probe.before),
                String(format: "%.2f", probe.after), String(format: "%.3f", probe.ratio),
            ]
        }
        return Table(
            title: "Perplexity of a general text, with the adapter and without",
            columns: ["run", "arms", "tokens", "without", "with", "ratio"], rows: rows)
    }

    private func points(_ difference: Double, _ low: Double, _ high: Double) -> String {
        "\(Figures.points(difference)) points (\(Figures.pointsRange(low, high)))"
    }

    private func share(_ share: InventionProbe.Share) -> String { "\(share.invented) of \(share.n)" }

    private func range(_ low: Double?, _ high: Double?) -> String {
        guard let low, let high else { return "–" }
        return Figures.percentRange(low, high)
    }
}
