import Foundation
import LoRATraining

/// Training runs side by side: what they differ in, and what came of it. `assay train compare --json` prints it.
public struct RunComparison: Codable, Equatable, Sendable {
    public struct Run: Codable, Equatable, Sendable {
        public var name: String
        public var state: String
        public var step: Int
        public var steps: Int
        /// The lowest validation loss and the step it was measured after; nil without a validation.
        public var bestValidationLoss: Double?
        public var bestStep: Int?
        public var lastLoss: Double?
        /// Wall seconds, over all resumptions.
        public var seconds: Double
        /// Of the last process that trained it.
        public var tokensPerSecond: Double?
        /// The most memory that a process held which trained it.
        public var memoryBytes: Int?
        public var trainingExamples: Int
        public var dataHash: String
        public var baseHash: String
        public var version: String
    }

    /// A choice that the runs don't share.
    public struct Difference: Codable, Equatable, Sendable {
        /// As in the run's record.
        public var parameter: String
        /// In the order of the runs; nil where it is not set.
        public var values: [String?]
    }

    public var runs: [Run]
    public var differences: [Difference]
    /// Whether all runs saw the same tokens and labels.
    public var sameData: Bool
    public var sameBase: Bool

    init(_ runs: [(record: RunRecord, state: String, points: [TrainingPoint])]) throws {
        self.runs = runs.map { record, state, points in
            let best = points.filter { $0.validationLoss != nil }.min { ($0.validationLoss ?? 0) < ($1.validationLoss ?? 0) }
            return Run(
                name: record.name, state: state, step: points.last?.step ?? 0, steps: record.steps,
                bestValidationLoss: best?.validationLoss, bestStep: best?.step, lastLoss: points.last { $0.loss != nil }?.loss,
                seconds: record.seconds, tokensPerSecond: points.last { $0.tokensPerSecond > 0 }?.tokensPerSecond,
                memoryBytes: points.compactMap(\.memoryBytes).max(), trainingExamples: record.trainingExamples, dataHash: record.dataHash,
                baseHash: record.baseHash, version: record.version)
        }
        let choices = try runs.map { try Self.choices($0.record) }
        differences = Set(choices.flatMap(\.keys)).sorted().compactMap { name in
            let values = choices.map { $0[name] }
            return Set(values).count > 1 ? Difference(parameter: name, values: values) : nil
        }
        sameData = Set(runs.map(\.record.dataHash)).count == 1
        sameBase = Set(runs.map(\.record.baseHash)).count == 1
    }

    /// Every parameter of a run by its name in the record: none can be forgotten here when one is added there.
    static func choices(_ record: RunRecord) throws -> [String: String] {
        let object = try JSONSerialization.jsonObject(with: try JSONFile.encoder.encode(record.parameters)) as? [String: Any]
        var choices = (object ?? [:]).mapValues { value in
            (value as? [Any])?.map { "\($0)" }.joined(separator: ",") ?? text(value)
        }
        choices["withContext"] = record.withContext ? "yes" : "no"
        return choices
    }

    /// Numbers as people write them: single precision leaves a tail of digits, and a truth value is no number.
    private static func text(_ value: Any) -> String {
        guard let number = value as? NSNumber else { return "\(value)" }
        // JSON's truth values come as numbers of the type char.
        if String(cString: number.objCType) == "c" { return number.boolValue ? "yes" : "no" }
        return String(format: "%.7g", number.doubleValue)
    }
}

extension RunComparison {
    /// A table with one column a run, as it is printed and shown.
    public var text: String {
        func number(_ value: Double?, _ format: String) -> String { value.map { String(format: format, $0) } ?? "–" }
        var rows: [[String]] = [[""] + runs.map(\.name)]
        func row(_ title: String, _ cell: (Run) -> String) { rows.append([title] + runs.map(cell)) }
        row("state") { "\($0.state), step \($0.step) of \($0.steps)" }
        row("best validation loss") { run in
            number(run.bestValidationLoss, "%.4f") + (run.bestStep.map { " at step \($0)" } ?? "")
        }
        row("last training loss") { number($0.lastLoss, "%.4f") }
        row("seconds") { number($0.seconds, "%.0f") }
        row("tokens a second") { number($0.tokensPerSecond, "%.0f") }
        row("memory at most") { number($0.memoryBytes.map { Double($0) / 1e9 }, "%.2f GB") }
        row("examples") { "\($0.trainingExamples)" }
        row("data") { $0.dataHash.isEmpty ? "–" : String($0.dataHash.prefix(12)) }
        if !sameBase { row("base model") { String($0.baseHash.prefix(12)) } }
        if Set(runs.map(\.version)).count > 1 { row("version", \.version) }
        for difference in differences { rows.append([difference.parameter] + difference.values.map { $0 ?? "–" }) }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            let padded = zip(row, widths).dropLast().map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
            return (padded + row.suffix(1)).joined(separator: "  ")
        }
        lines.append("")
        lines.append(sameData ? "All saw the same data." : "They saw different data: their losses can't be held against each other.")
        if !sameBase { lines.append("They adapt different base models.") }
        if differences.isEmpty { lines.append("No parameter differs.") }
        return lines.joined(separator: "\n")
    }
}
