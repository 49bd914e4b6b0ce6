import Foundation
import Retrieval
import Scoring

extension ProjectSession {
    /// Paraphrases and invention from the answers of the newest evaluation; distractors on the cases of a split whose oracle passage is
    /// known; trained facts the other way round, where the project brings some; forgetting for each adapter that an arm uses.
    public func measureProbes(split: String, limit: Int? = nil, progress: ProgressSink) throws -> ProbesReport {
        let all = try cases()
        let stored = try storedEvaluation(nil)
        let results = stored?.results ?? []
        let asked = Set(all.filter { $0.answerable && !$0.facts.isEmpty }.map(\.id))
        let unanswerable = all.filter { !$0.answerable }
        let chosen = Array(
            all.filter { $0.split.rawValue == split && $0.answerable && !$0.facts.isEmpty && $0.quote != nil }.prefix(limit ?? .max))
        let arms = try [Arm.rag, .ragLora].filter { try obstacle(for: $0) == nil }
        let distractors = try arms.enumerated().compactMap { index, arm in
            try measureDistractors(arm, chosen) { done, total in
                progress(
                    ProgressUpdate(
                        fraction: (Double(index) + Double(done) / Double(max(1, total))) / Double(arms.count),
                        text: "distractors · \(arm.rawValue) · answer \(done) of \(total)"))
            }
        }
        let reversal = try measureReversal { done, total in
            progress(ProgressUpdate(fraction: Double(done) / Double(max(1, total)), text: "reversal · answer \(done) of \(total)"))
        }
        let report = ProbesReport(
            run: stored?.run, split: split, paraphrase: ParaphraseProbe.run(results, asked: asked),
            invention: InventionProbe.run(
                results, unanswerable: Set(unanswerable.map(\.id)), nearness: try nearnessToTraining(unanswerable)),
            distractors: distractors, forgetting: try measureForgetting(progress), reversal: reversal)
        try JSONFile.write(report, to: project.probesFile)
        return report
    }

    public func storedProbes() throws -> ProbesReport? { try JSONFile.read(ProbesReport.self, from: project.probesFile) }

    static let probesStopped = WorkbenchError(.failed, "The probes were stopped.", next: "Run them again to go on: answers are kept.")

    /// How near each case's question is to the nearest trained one.
    private func nearnessToTraining(_ cases: [Case]) throws -> [String: Double] {
        let prompts = splitDataset(try loadDataset().examples).train.map(\.prompt)
        guard !prompts.isEmpty, !cases.isEmpty else { return [:] }
        let nearness = WordNearness.table(prompts, cases.map(\.question))
        return Dictionary(
            cases.indices.map { index in (cases[index].id, nearness.map { $0[index] }.max() ?? 0) }, uniquingKeysWith: { first, _ in first }
        )
    }

    // MARK: Distractors

    /// The passage that answers at a place that depends on the case, among the passages that retrieval puts first.
    private func measureDistractors(
        _ arm: Arm, _ cases: [Case], progress: (Int, Int) -> Bool
    ) throws -> ProbesReport.Distractors? {
        let levels = Set([0, 1, max(2, configuration.passages - 1)]).sorted()
        var asked: [(item: Case, prompts: [PreparedPrompt])] = []
        for item in cases {
            guard let oracle = try oraclePassage(document: item.document, quote: item.quote) else { continue }
            let others = try retrieve(item.question, input: item.input, limit: levels[levels.count - 1] + 4).map(\.passage).filter {
                passage in
                passage.id != oracle.id && item.quote.map { !passage.text.contains($0) } != false
            }
            guard others.count >= levels[levels.count - 1] else { continue }
            let prompts = try levels.map { level in
                var random = CounterRandom(seed: configuration.splitSeed, text: item.id)
                var passages = Array(others.prefix(level))
                passages.insert(oracle, at: random.next(below: level + 1))
                return try prepare(arm, question: item.question, input: item.input, format: item.format, passages: passages)
            }
            // Passages that don't fit would make a level what it is not.
            guard zip(levels, prompts).allSatisfy({ $0 + 1 == $1.passages.count }) else { continue }
            asked.append((item, prompts))
        }
        guard !asked.isEmpty else { return nil }
        guard try answerAhead(asked.flatMap(\.prompts), progress: progress) else { throw Self.probesStopped }
        let scorer = CaseScorer()
        var right = [[Bool]](repeating: [], count: levels.count)
        for (item, prompts) in asked {
            for (level, prompt) in prompts.enumerated() {
                let answer = try cachedAnswer(prompt, isTimed: false, isCancelled: { false })
                right[level].append(scorer.score(ArmOutput(text: answer?.text ?? ""), of: item, arm: arm).fact)
            }
        }
        let clusterOfCase = Self.clusters(asked.map(\.item))
        return ProbesReport.Distractors(
            arm: arm, n: asked.count, clusters: (clusterOfCase.max() ?? -1) + 1,
            levels: levels.indices.map { Self.level(levels[$0], right[$0], none: right[0], clusterOfCase) })
    }

    private static func level(
        _ distractors: Int, _ right: [Bool], none: [Bool], _ clusterOfCase: [Int]
    ) -> ProbesReport.Distractors.Level {
        var passes = [Int](repeating: 0, count: (clusterOfCase.max() ?? -1) + 1)
        var sizes = passes
        for (index, cluster) in clusterOfCase.enumerated() {
            passes[cluster] += right[index] ? 1 : 0
            sizes[cluster] += 1
        }
        let interval = ClusteredRate.interval(passes: passes, sizes: sizes)
        let change = distractors == 0 ? nil : PairedDifference(right, none, clusterOfCase: clusterOfCase)
        let range = change?.interval()
        return .init(
            distractors: distractors, right: right.count(where: \.self), rate: Double(right.count(where: \.self)) / Double(right.count),
            low: interval.low, high: interval.high,
            change: change.flatMap { change in
                range.map { Estimate(estimate: change.difference, low: $0.low, high: $0.high) }
            })
    }

    // MARK: Forgetting

    private func measureForgetting(_ progress: ProgressSink) throws -> [ProbesReport.Forgetting] {
        var armsOf: [String: [Arm]] = [:]
        for arm in [Arm.lora, .ragLora] { if let run = adapterRun(for: arm) { armsOf[run, default: []].append(arm) } }
        guard !armsOf.isEmpty else { return [] }
        let model = try languageModel()
        let tokens = model.tokenizer.encode(GeneralText.text)
        func perplexity(_ run: String?) throws -> Double {
            var isStopped = false
            let value = try model.perplexity(tokens: tokens, adapter: try run.map { try adapter(run: $0).prepared }) { read in
                let text = "forgetting · \(run ?? "no adapter") · \(read) of \(tokens.count) tokens"
                isStopped = !progress(ProgressUpdate(fraction: nil, text: text))
                return isStopped ? .stop : .more
            }
            guard !isStopped else { throw Self.probesStopped }
            return value
        }
        let before = try perplexity(nil)
        return try armsOf.keys.sorted().map { run in
            let after = try perplexity(run)
            return .init(run: run, arms: armsOf[run] ?? [], tokens: tokens.count, before: before, after: after, ratio: after / before)
        }
    }
}
