import Foundation

/// Holds an exported file against the published rules of those who read it, before it is written.
///
/// The text itself is read, not the examples: what is checked is what would be sent.
///
/// Sources, as published in 2025 and 2026:
/// - OpenAI: "Supervised fine-tuning" (at least 10 examples, 50 to 100 recommended, longer examples are cut to the training context),
///   the cookbook's "Data preparation and analysis for chat model fine-tuning" (keys, roles, contents), Files API (512 MB a file).
/// - Amazon Bedrock: "Preparing data for fine-tuning Understanding models" (roles, first and last turn, file names, reserved keywords,
///   100 samples recommended) and its sample record (`schemaVersion`).
/// - Vertex AI: "Prepare supervised fine-tuning data" and "About supervised fine-tuning for Gemini models" (1 GB, a million text
///   examples, 131,072 tokens an example, 100 examples recommended).
/// - TRL: "Dataset formats and types"; LLaMA-Factory: "data/README" (Alpaca and ShareGPT: order of speakers).
public enum ExportRules {
    /// Tokens of one example that the services train on.
    static let openAITokens = 65_536
    static let vertexTokens = 131_072

    /// - Parameters:
    ///   - text: JSON lines as `DatasetWriter` writes them.
    ///   - fileName: where it is to go.
    ///   - tokens: of each example, counted with any tokenizer: an estimate.
    public static func problems(in text: String, format: ExportFormat, fileName: String = "", tokens: [Int] = []) -> [ExportProblem] {
        var problems: [ExportProblem] = []
        var count = 0
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: true).enumerated() {
            count += 1
            let object = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
            let messages = object.map { LineRules.problems(in: $0, format) } ?? ["is not a JSON object"]
            problems += messages.map { ExportProblem(line: index + 1, message: $0, isRefusal: true) }
        }
        problems += sizes(format, count: count, bytes: text.utf8.count)
        problems += lengths(format, tokens)
        if format == .bedrock { problems += name(fileName) }
        return problems
    }

    private static func sizes(_ format: ExportFormat, count: Int, bytes: Int) -> [ExportProblem] {
        var problems: [ExportProblem] = []
        func refuse(_ isBroken: Bool, _ message: String) {
            if isBroken { problems.append(ExportProblem(line: nil, message: message, isRefusal: true)) }
        }
        func advise(_ isSo: Bool, _ message: String) {
            if isSo { problems.append(ExportProblem(line: nil, message: message, isRefusal: false)) }
        }
        refuse(count == 0, "there are no examples to export")
        switch format {
        case .openai:
            refuse((1..<10).contains(count), "OpenAI takes files of at least 10 examples, this one has \(count)")
            refuse(bytes > 512_000_000, "OpenAI takes files of up to 512 MB, this one has \(bytes / 1_000_000) MB")
            advise((10..<50).contains(count), "OpenAI recommends 50 to 100 examples to begin with, this file has \(count)")
        case .bedrock:
            advise((1..<100).contains(count), "Amazon recommends at least 100 examples for each task, this file has \(count)")
            advise(count > 20_000, "the usual quota of a Bedrock job is 20,000 records, this file has \(count): see Service Quotas")
        case .vertex:
            refuse(bytes > 1_000_000_000, "Vertex AI takes files of up to 1 GB, this one has \(bytes / 1_000_000) MB")
            refuse(count > 1_000_000, "Vertex AI takes up to 1,000,000 text examples, this file has \(count)")
            advise((1..<100).contains(count), "Google recommends at least 100 examples, this file has \(count)")
        case .trl, .alpaca, .sharegpt: break
        }
        return problems
    }

    /// Our count comes from another vocabulary than the service's: near the limit it is advice, at twice the limit it is certain.
    private static func lengths(_ format: ExportFormat, _ tokens: [Int]) -> [ExportProblem] {
        let limit: Int
        switch format {
        case .openai: limit = openAITokens
        case .vertex: limit = vertexTokens
        default: return []
        }
        return tokens.enumerated().filter { $0.element > limit }.map { index, count in
            ExportProblem(
                line: index + 1,
                message: "has about \(count) tokens, counted with this project's model; the service trains on \(limit) at most",
                isRefusal: count > 2 * limit)
        }
    }

    private static func name(_ path: String) -> [ExportProblem] {
        let name = (path as NSString).lastPathComponent
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
        guard !isPlain || !name.isEmpty && !name.hasSuffix(".jsonl") else { return [] }
        let rule = "Bedrock reads .jsonl files named with letters, digits, underscores, hyphens and dots"
        return [ExportProblem(line: nil, message: "\(rule); call it otherwise than \"\(name)\"", isRefusal: !isPlain)]
    }
}
