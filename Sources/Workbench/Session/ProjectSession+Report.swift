import Foundation

extension ProjectSession {
    /// Everything a team needs to read: the verdict first, then what it rests on.
    public func report(json: Bool) throws -> String {
        let decision = try decide(answersFile: nil, evaluation: nil)
        let evaluation = try evaluation(nil)
        let freshness = try storedFreshness()
        if json {
            struct Everything: Encodable {
                var project: String
                var decision: DecisionReport
                var evaluation: EvaluationReport?
                var freshness: FreshnessReport?
                var training: [RunRecord]
                var version: String
            }
            let everything = Everything(
                project: configuration.name, decision: decision, evaluation: evaluation, freshness: freshness, training: usedRuns(),
                version: ProgramVersion.text)
            return String(decoding: try JSONFile.encoder.encode(everything), as: UTF8.self)
        }
        var parts = ["# \(configuration.name): prompt, RAG, fine-tune, or both?"]
        if !configuration.summary.isEmpty { parts.append(configuration.summary) }
        parts.append("## Verdict\n\n" + ReportText.decision(decision))
        if let evaluation { parts.append("## The arms on the same cases\n\n" + ReportText.evaluation(evaluation)) }
        if let freshness { parts.append("## When a fact changes\n\n" + ReportText.freshness(freshness)) }
        let runs = usedRuns()
        if !runs.isEmpty { parts.append("## Training\n\n" + runs.map(line).joined(separator: "\n")) }
        let times =
            answersAlone
            ? "one answer at a time" : "several answers at once, so that a time is the share of the machine's time that an answer costs"
        parts.append(
            "Made by assay \(ProgramVersion.text) with \((try? languageModelName()) ?? "no model"); greedy decoding, at most \(configuration.maxTokens) tokens; \(times)."
        )
        return parts.joined(separator: "\n\n")
    }

    public static func writeReport(_ text: String, to path: String) throws {
        try Files.writeAtomically(Data((text + "\n").utf8), to: URL(fileURLWithPath: path).path)
    }

    private func usedRuns() -> [RunRecord] {
        [Arm.lora, .ragLora].compactMap { adapterRun(for: $0) }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            .compactMap { try? runStore.record($0) }
    }

    private func line(_ run: RunRecord) -> String {
        let p = run.parameters
        let points = (try? runStore.points(run.name)) ?? []
        let validations = points.compactMap(\.validationLoss)
        let curve =
            validations.isEmpty ? "" : String(format: ", validation loss %.3f → %.3f", validations[0], validations[validations.count - 1])
        return
            "- \(run.name)\(run.withContext ? " (with retrieved context)" : " (closed book)"): \(run.trainingExamples) examples, rank \(p.rank), "
            + "\(p.epochs) epochs, learning rate \(p.learningRate), seed \(p.seed), \(run.steps) steps in "
            + String(format: "%.0f s", run.seconds) + curve
    }
}
