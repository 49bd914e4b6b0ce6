import Decision
import Foundation
import Retrieval
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
        var asked: [(item: Case, prompts: GapPrompts)] = []
        for item in chosen {
            guard let oracle = try oraclePassage(document: item.document, quote: item.quote) else { continue }
            asked.append((item, try gapPrompts(item, oracle: oracle)))
        }
        let watch = Stopwatch()
        let isAnswered = try answerAhead(asked.flatMap(\.prompts.all)) { done, total in
            let rate = done > 0 ? String(format: "%.1f answers/s", Double(done) / watch.seconds) : nil
            return progress(ProgressUpdate(fraction: Double(done) / Double(total), text: "answer \(done) of \(total)", rate: rate))
        }
        guard isAnswered else {
            throw WorkbenchError(.failed, "The probes were stopped.", next: "Run them again to go on: answers are kept.")
        }
        let scorer = CaseScorer()
        let probes = try asked.map { item, prompts in
            func score(_ prompt: PreparedPrompt) throws -> CaseScore {
                let answer = try cachedAnswer(prompt, isTimed: false, isCancelled: { false })
                return scorer.score(ArmOutput(text: answer?.text ?? ""), of: item, arm: prompt.arm)
            }
            return GapProbeResult(
                case: item.id, cluster: item.cluster, closed: try score(prompts.closed).fact, oracle: try score(prompts.shown).fact,
                retrieved: try score(prompts.retrieved).fact, compliant: try prompts.withExamples.map { try score($0).format } ?? true)
        }
        guard let gaps = Gaps.measured(probes) else {
            throw WorkbenchError(
                .badData, "No case's quote was found in the knowledge base.", next: "Sync it, and check the cases' quotes.")
        }
        try JSONFile.write(gaps, to: project.gapsFile)
        return gaps
    }

    func storedGaps() throws -> Gaps? { try JSONFile.read(Gaps.self, from: project.gapsFile) }

    /// What one case is asked for the probes.
    private struct GapPrompts {
        var closed: PreparedPrompt
        var shown: PreparedPrompt
        var retrieved: PreparedPrompt
        /// Only where the case demands a form.
        var withExamples: PreparedPrompt?

        var all: [PreparedPrompt] { [closed, shown, retrieved, withExamples].compactMap(\.self) }
    }

    private func gapPrompts(_ item: Case, oracle: Passage) throws -> GapPrompts {
        func prompt(_ arm: Arm, _ passages: [Passage]? = nil, withExamples: Bool = false) throws -> PreparedPrompt {
            try prepare(
                arm, question: item.question, input: item.input, format: item.format, passages: passages, withExamples: withExamples)
        }
        return GapPrompts(
            closed: try prompt(.prompt), shown: try prompt(.rag, [oracle]), retrieved: try prompt(.rag),
            withExamples: item.format == nil ? nil : try prompt(.rag, [oracle], withExamples: true))
    }
}
