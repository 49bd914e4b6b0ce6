import Scoring

extension PromptSearchReport {
    /// What the statistics are made of: a candidate's scored answers, by case; nil where it was not asked.
    struct Row {
        var candidate: PromptCandidate
        var results: [ArmCaseResult?]
    }

    struct Identity {
        var cases: String
        var examples: String
        var settings: String
    }

    static func make(
        _ race: CandidateRace.Result, rows: [Row], clusterOfCase: [Int], parameters: CandidateRace.Parameters,
        steps: [(name: String, candidate: Int)], identity: Identity, finished: Double
    ) -> PromptSearchReport {
        let n = clusterOfCase.count
        let leader = race.leader
        func passed(_ candidate: Int) -> [Bool] { race.outcomes[candidate].map { $0?.passed ?? false } }
        func gain(_ outcomes: [Bool]) -> Gain {
            let difference = PairedDifference(outcomes, passed(0), clusterOfCase: clusterOfCase, seed: parameters.seed)
            let interval = difference.interval()
            return Gain(difference: difference.difference, low: interval.low, high: interval.high, p: difference.clusterP)
        }
        let ladder = (steps + [(name: "the best found", candidate: leader)]).filter { step in
            race.outcomes.indices.contains(step.candidate) && race.outcomes[step.candidate].allSatisfy { $0 != nil }
        }
        let seen = gain(passed(leader))
        let held = race.crossOutcomes.map { gain($0.map(\.passed)) }
        let found = race.leaders.firstIndex(of: leader) ?? 0
        let uncounted = Set(steps.map(\.candidate))
        let sinceBest = race.leaders.indices.count { $0 > found && !uncounted.contains($0) }
        let conclusion: Conclusion = race.ending == .budget ? .notExhausted : .exhausted
        var report = PromptSearchReport(
            n: n, clusters: (clusterOfCase.max() ?? -1) + 1, budget: parameters.budget, spent: race.spent, seed: parameters.seed,
            candidates: race.outcomes.indices.map { candidate($0, rows[$0]) }, best: leader + 1,
            ladder: ladder.map { step($0.name, rows[$0.candidate], $0.candidate) }, gain: seen, heldOut: held,
            optimism: held.map { seen.difference - $0.difference }, spread: spread(race), ending: race.ending,
            patience: parameters.patience, worthwhile: parameters.worthwhile, sinceBest: sinceBest,
            improvementBound: CandidateRace.improvementBound(afterNoneOf: sinceBest), conclusion: conclusion, summary: "",
            winner: rows[leader].candidate.prompt, casesHash: identity.cases, examplesHash: identity.examples,
            settingsHash: identity.settings, finished: finished, version: ProgramVersion.text)
        report.summary = report.words()
        return report
    }

    private static func share(_ results: [ArmCaseResult], _ criterion: (ArmCaseResult) -> Bool) -> Double {
        results.isEmpty ? 0 : Double(results.count(where: criterion)) / Double(results.count)
    }

    private static func candidate(_ index: Int, _ row: Row) -> Candidate {
        let results = row.results.compactMap(\.self)
        return Candidate(
            number: index + 1, name: row.candidate.name, asked: results.count, passed: results.count { $0.score.passed },
            rate: share(results) { $0.score.passed }, fact: share(results) { $0.score.fact }, format: share(results) { $0.score.format },
            promptTokens: results.isEmpty ? 0 : Double(results.reduce(0) { $0 + $1.output.promptTokens }) / Double(results.count))
    }

    private static func step(_ name: String, _ row: Row, _ index: Int) -> Step {
        let own = candidate(index, row)
        let table = OutcomeTable(row.results.compactMap(\.self))
        let interval = table.arms.first.map { ClusteredRate.interval(passes: table.clusterPasses($0), sizes: table.clusterSizes) }
        return Step(
            name: name, candidate: index + 1, passed: own.passed, rate: own.rate, low: interval?.low ?? 0, high: interval?.high ?? 1,
            fact: own.fact, format: own.format)
    }

    private static func spread(_ race: CandidateRace.Result) -> Spread {
        let cases = race.firstStage
        let rates = race.outcomes.map { row in Double(cases.count { row[$0]?.passed == true }) / Double(max(1, cases.count)) }.sorted()
        return Spread(cases: cases.count, low: rates.first ?? 0, median: rates.isEmpty ? 0 : rates[rates.count / 2], high: rates.last ?? 0)
    }

    private func words() -> String {
        let best = candidates[self.best - 1]
        let first = candidates[0]
        var text: String
        switch ending {
        case .plateau:
            text = "Exhausted: the last \(patience) of \(tried) prompts did not improve the best by \(Figures.points(worthwhile)) points."
        case .allTried: text = "Exhausted: all \(tried) prompts that these rules make were tried."
        case .budget:
            text =
                "Not exhausted: the budget of \(budget) answers ended after \(tried) prompts, \(sinceBest) of them since the best was found."
        }
        if self.best == 1 {
            text += " None was better than the prompt as it is (\(Figures.percent(first.rate)) of \(n) cases)."
        } else {
            text +=
                " The best passes \(Figures.percent(best.rate)) of \(n) cases, the prompt as it is \(Figures.percent(first.rate)): "
                + "\(Figures.points(gain.difference)) points"
            if let heldOut {
                text +=
                    ", of which \(Figures.points(heldOut.difference)) (\(Figures.pointsRange(heldOut.low, heldOut.high))) hold on cases "
                    + "that had no say in the choice"
            }
            text += "."
        }
        if sinceBest > 0, ending != .allTried {
            text +=
                " After \(sinceBest) that were no better, at most \(Figures.percent(improvementBound)) of further ones of this kind would be "
                + "(95 % confidence)."
        }
        return text
    }
}
