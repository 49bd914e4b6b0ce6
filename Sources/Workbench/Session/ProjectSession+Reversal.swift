import Scoring

/// A fact to be asked as it was trained, "A is B", and the other way round: a line of `probes/reversal.jsonl`.
struct ReversalFact: Codable, Sendable, Identifiable {
    var id: String
    var question: String
    /// As in a case: each member needs one of its aliases in the answer.
    var facts: [[String]]
    var reversed: String
    var reversedFacts: [[String]]
}

extension ProjectSession {
    /// Asks every plain arm that can answer each fact in both directions; nothing where the project brings no facts for it.
    ///
    /// The program can't turn a fact round by itself and be sure that the turned question has one answer: so they are written by people.
    func measureReversal(progress: (_ done: Int, _ of: Int) -> Bool) throws -> ReversalReport? {
        guard let facts = try ProbeFile.read(ReversalFact.self, Project.reversalProbes, in: project), !facts.isEmpty else { return nil }
        if let empty = facts.first(where: { $0.facts.isEmpty || $0.reversedFacts.isEmpty }) {
            throw WorkbenchError(.badData, "\(Project.reversalProbes): \(empty.id) has no facts to look for in an answer.")
        }
        let cases = facts.map { fact in
            [
                Case(id: fact.id, question: fact.question, facts: fact.facts),
                Case(id: fact.id, question: fact.reversed, facts: fact.reversedFacts),
            ]
        }
        // Few-shot's worked examples are none of the facts: it knows what the prompt knows.
        let arms = try [Arm.prompt, .rag, .lora, .ragLora].filter { try obstacle(for: $0) == nil }
        let prompts = try arms.map { arm in try cases.map { try $0.map { try prepare(arm, question: $0.question) } } }
        guard try answerAhead(prompts.flatMap { $0.flatMap(\.self) }, progress: progress) else { throw Self.probesStopped }
        let scorer = CaseScorer()
        let rows = try arms.indices.compactMap { index -> ReversalProbe? in
            let right = try zip(cases, prompts[index]).map { pair, prompts in
                try zip(pair, prompts).map { item, prompt in
                    let answer = try cachedAnswer(prompt, isTimed: false, isCancelled: { false })
                    return scorer.score(ArmOutput(text: answer?.text ?? ""), of: item, arm: arms[index]).fact
                }
            }
            return ReversalProbe(arm: arms[index], forward: right.map { $0[0] }, reversed: right.map { $0[1] })
        }
        return ReversalReport(trained: try trainedCount(facts), arms: rows)
    }

    /// How many facts some training example states, both ends of it.
    private func trainedCount(_ facts: [ReversalFact]) throws -> Int {
        let examples = splitDataset(try loadDataset().examples).train.map { FoldedText("\($0.prompt) \($0.completion)") }
        func states(_ text: FoldedText, _ facts: [[String]]) -> Bool {
            facts.allSatisfy { aliases in aliases.contains { text.contains(FoldedText($0)) } }
        }
        return facts.count { fact in examples.contains { states($0, fact.facts) && states($0, fact.reversedFacts) } }
    }
}
