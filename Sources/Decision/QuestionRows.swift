import Scoring

/// Holds each of the team's answers against what was measured.
struct QuestionRows {
    private let input: DecisionInput
    private let report: EvaluationReport
    private let evidence: Evidence

    init(_ input: DecisionInput, _ report: EvaluationReport, _ evidence: Evidence) {
        self.input = input
        self.report = report
        self.evidence = evidence
    }

    /// Rows of all five, and a sentence for each conflict.
    func make() -> (rows: [DecisionReport.QuestionRow], conflicts: [String]) {
        var rows: [DecisionReport.QuestionRow] = []
        var conflicts: [String] = []
        for question in Question.allCases {
            let answer = input.answers[question]
            let finding = finding(question)
            let conflict = answer.flatMap { answer in answer == "unsure" ? nil : finding?.conflict(answer) }
            rows.append(.init(question: question, answer: answer, measured: finding?.measured, conflict: conflict != nil))
            if let conflict { conflicts.append(conflict) }
        }
        return (rows, conflicts)
    }

    private struct Finding {
        var measured: String
        /// A sentence when the answer and the measurement disagree.
        var conflict: (String) -> String?
    }

    private func finding(_ question: Question) -> Finding? {
        switch question {
        case .gap: gap()
        case .change: change()
        case .attribution: attribution()
        case .examples: examples()
        case .prompting: prompting()
        }
    }

    /// A gap counts from ten points on, when its interval excludes none.
    private static let material = 0.1

    private func gap() -> Finding? {
        guard let gaps = input.gaps else { return nil }
        func counts(_ gap: Estimate) -> Bool { gap.estimate >= Self.material && gap.low > 0 }
        let found =
            switch (counts(gaps.knowledge), counts(gaps.behaviour)) {
            case (true, true): "both"
            case (true, false): "knowledge"
            case (false, true): "behaviour"
            case (false, false): "neither"
            }
        let numbers =
            "knowledge gap \(Words.points(gaps.knowledge.estimate)), behaviour gap \(Words.points(gaps.behaviour.estimate)), "
            + "retrieval gap \(Words.points(gaps.retrieval.estimate)), reader gap \(Words.points(gaps.reader.estimate))"
        return Finding(measured: "\(found): \(numbers) (n = \(gaps.n))") { answer in
            guard answer != found else { return nil }
            let said = answer == "both" ? "a knowledge and a behaviour gap" : "a \(answer) gap"
            return "You said \(said); measured: behaviour gap \(Words.points(gaps.behaviour.estimate)), knowledge gap "
                + "\(Words.points(gaps.knowledge.estimate))."
        }
    }

    private func change() -> Finding? {
        let fresh = input.measurements.freshness.flatMap { $0.facts > 0 ? $0 : nil }
        let followed = fresh.map {
            "after \(Words.count($0.facts, "changed fact")) RAG followed \($0.followed) times, LoRA repeated the old one \($0.stale) times"
        }
        guard let churn = input.measurements.churn, churn.watchedDays > 0 else {
            return followed.map { words in Finding(measured: words) { _ in nil } }
        }
        let monthly = Double(churn.changeDays) / churn.watchedDays * 30
        let scale = ["rarely", "monthly", "weekly", "daily"]
        let found = monthly >= 20 ? 3 : monthly >= 4 ? 2 : monthly >= 1 ? 1 : 0
        let words =
            "\(scale[found]): documents changed on \(Words.count(churn.changeDays, "day")) of \(Int(churn.watchedDays.rounded()))"
        return Finding(measured: [words, followed].compactMap { $0 }.joined(separator: "; ")) { answer in
            // One step apart is a matter of words; and a short history proves nothing.
            guard let said = scale.firstIndex(of: answer), abs(said - found) >= 2, churn.watchedDays >= 30 else { return nil }
            return "You said the knowledge changes \(answer); measured: \(words)."
        }
    }

    private func attribution() -> Finding? {
        let citing = report.arms.compactMap { result in result.citation.map { (result.arm, $0) } }
        guard let best = citing.max(by: { $0.1 < $1.1 }) else { return nil }
        let words = Words.list(citing.map { "\($0.0.title) cites the right document in \(Words.percent($0.1)) of its answers" })
        return Finding(measured: words) { answer in
            guard answer == "yes", best.1 < 0.5 else { return nil }
            return
                "You need sources; the best citing arm, \(best.0.title), gets them right in only \(Words.percent(best.1)) of its answers."
        }
    }

    private func examples() -> Finding? {
        guard let count = input.measurements.effectiveExamples else { return nil }
        return Finding(measured: "\(count) examples, near duplicates counted once") { answer in
            switch answer {
            case "yes" where count < 200: "You said there are 200 good examples; measured: \(count), near duplicates counted once."
            case "no" where count >= 200: "You said there are fewer than 200 good examples; measured: \(count)."
            default: nil
            }
        }
    }

    private func prompting() -> Finding? {
        if let search = input.measurements.promptSearch { return prompting(search) }
        guard evidence.table.arms.contains(.fewshot), evidence.table.arms.contains(.prompt), evidence.table.n > 0 else { return nil }
        let interval = evidence.gap(.fewshot, over: .prompt)
        let difference = evidence.rate(.fewshot) - evidence.rate(.prompt)
        let words = "few-shot against the plain prompt: \(Words.gain(difference)) (\(Words.range(interval)))"
        return Finding(measured: "not searched; \(words)") { answer in
            guard answer == "yes", interval.low > 0, difference >= input.parameters.delta else { return nil }
            return "You said prompting is exhausted; \(words)."
        }
    }

    /// Exhausted is prompting once the last tries brought nothing and the best one found is in use.
    private func prompting(_ search: Measurements.PromptSearch) -> Finding {
        let gain = search.best - search.first
        let isBetterUnused = !search.isInUse && gain >= input.parameters.delta
        let isExhausted = search.plateau && !isBetterUnused
        let tried = Words.count(search.tried, "prompt")
        var words = "\(isExhausted ? "exhausted" : "not exhausted"): \(tried) tried"
        if search.cases > 0 { words += " on \(Words.count(search.cases, "development case"))" }
        words += ", \(Words.gain(gain)) over the first"
        if let held = search.heldOut, gain > 0 {
            words +=
                " (\(Words.gain(held.estimate)), \(Words.range(Interval(low: held.low, high: held.high))), on cases that had no say in the "
                + "choice)"
        }
        words += search.plateau ? "; the last tries brought nothing" : "; still improving, or too few tried, when the budget ended"
        if isBetterUnused { words += "; the better prompt is not in use" }
        return Finding(measured: words) { answer in
            switch answer {
            case "yes" where !search.plateau: "You said prompting is exhausted; the search over prompts was still improving."
            case "yes" where isBetterUnused:
                "You said prompting is exhausted; a search found a prompt that is better by \(Words.points(gain)) and not in use."
            case "no" where isExhausted: "You said prompting is not exhausted; \(tried) were tried and the last brought nothing."
            default: nil
            }
        }
    }
}
