import Decision
import Foundation
import Scoring

extension ProjectSession {
    /// The four probes on the answerable cases of a split whose oracle passage is known: closed book, oracle passage, retrieved
    /// passages, and oracle passage with the worked examples (the best prompt there is) for the format demands.
    public func measureGaps(split: String, limit: Int? = nil, progress: ProgressSink) throws -> Gaps {
        let all = try cases()
        let chosen = Array(
            all.filter { $0.split.rawValue == split && $0.answerable && !$0.facts.isEmpty && $0.quote != nil }.prefix(limit ?? .max))
        guard !chosen.isEmpty else {
            throw WorkbenchError(
                .notFound, "No answerable case of the split \"\(split)\" names its oracle passage.",
                next: "Give cases a document and a quote.")
        }
        if let obstacle = try obstacle(for: .rag) { throw obstacle }
        let scorer = CaseScorer()
        let watch = Stopwatch()
        var probes: [GapProbeResult] = []
        for (index, item) in chosen.enumerated() {
            let rate = index > 0 ? String(format: "%.1f cases/s", Double(index) / watch.seconds) : nil
            let update = ProgressUpdate(
                fraction: Double(index) / Double(chosen.count), text: "case \(index + 1) of \(chosen.count) · \(item.id)", rate: rate)
            guard progress(update) else {
                throw WorkbenchError(.failed, "The probes were stopped.", next: "Run them again to go on: answers are kept.")
            }
            guard let oracle = try oraclePassage(document: item.document, quote: item.quote) else { continue }

            func score(_ prompt: PreparedPrompt) throws -> CaseScore {
                let answer = try cachedAnswer(prompt, isCancelled: { false })
                return scorer.score(ArmOutput(text: answer?.text ?? ""), of: item, arm: prompt.arm)
            }
            let closed = try score(prepare(.prompt, question: item.question, input: item.input))
            let shown = try score(prepare(.rag, question: item.question, input: item.input, passages: [oracle]))
            let retrieved = try score(prepare(.rag, question: item.question, input: item.input))
            var compliant = true
            if item.format != nil {
                compliant = try score(
                    prepare(.rag, question: item.question, input: item.input, passages: [oracle], withExamples: true)
                ).format
            }
            probes.append(
                GapProbeResult(
                    case: item.id, cluster: item.cluster, closed: closed.fact, oracle: shown.fact, retrieved: retrieved.fact,
                    compliant: compliant))
        }
        guard let gaps = Gaps.measured(probes) else {
            throw WorkbenchError(
                .badData, "No case's quote was found in the knowledge base.", next: "Sync it, and check the cases' quotes.")
        }
        try JSONFile.write(gaps, to: project.gapsFile)
        return gaps
    }

    func storedGaps() throws -> Gaps? { try JSONFile.read(Gaps.self, from: project.gapsFile) }
}
