import Datasets
import Foundation

/// What an export did.
public struct ExportResult: Codable, Equatable, Sendable {
    public var examples: Int
    /// What the readers of the format recommend otherwise.
    public var advice: [String]
}

extension ProjectSession {
    /// Writes the dataset in another shape, held against the published rules of its readers first.
    /// - Throws: `.badData` with every broken rule; then nothing is written.
    public func exportExamples(format: String, to path: String) throws -> ExportResult {
        guard let format = ExportFormat(rawValue: format) else {
            throw WorkbenchError(
                .usage, "There is no format \"\(format)\".",
                next: "Known: \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let examples = try loadDataset().examples
        let text = DatasetWriter.write(examples, format: format)
        let problems = ExportRules.problems(in: text, format: format, fileName: path, tokens: try exportTokens(examples, format))
        let refusals = problems.filter(\.isRefusal)
        guard refusals.isEmpty else {
            // A line of the file is one of the examples, which people know by its own line.
            let words = refusals.prefix(5).map { problem in
                guard let line = problem.line, examples.indices.contains(line - 1) else { return problem.message }
                return "Example \(examples[line - 1].id) (line \(examples[line - 1].line)) \(problem.message)"
            }
            let more = refusals.count > 5 ? " And \(refusals.count - 5) more." : ""
            throw WorkbenchError(
                .badData, "This would be refused as \(format.rawValue): \(words.joined(separator: ". ")).\(more) Nothing was written.",
                next: "Correct the examples, or choose another format.")
        }
        try Files.writeAtomically(Data(text.utf8), to: URL(fileURLWithPath: path).path)
        return ExportResult(examples: examples.count, advice: problems.map(\.text))
    }

    /// Only where a limit depends on it: counting takes the model's vocabulary.
    private func exportTokens(_ examples: [Example], _ format: ExportFormat) throws -> [Int] {
        // A token is a byte at least: texts below the limit in bytes need no counting.
        let longest = examples.map { $0.messages.reduce(0) { $0 + $1.content.utf8.count } }.max() ?? 0
        guard format == .openai || format == .vertex, longest > 60_000 else { return [] }
        let tokenizer = try languageModel().tokenizer
        return examples.map { $0.messages.reduce(0) { $0 + tokenizer.encode($1.content).count } }
    }
}
