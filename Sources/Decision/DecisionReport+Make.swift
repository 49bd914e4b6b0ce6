import Scoring

extension DecisionReport {
    /// The verdict on everything that was measured and answered.
    public static func make(_ input: DecisionInput) -> DecisionReport {
        let attribution = input.needsAttribution
        let evidence = Evidence(input.results, attribution: attribution, parameters: input.parameters)
        let evaluation = EvaluationReport.make(run: "", results: input.results, resamples: 1, seed: input.parameters.seed)
        let (rows, conflicts) = QuestionRows(input, evaluation, evidence).make()

        func report(_ state: State, arm: Arm? = nil, reasons: [Statement]) -> DecisionReport {
            DecisionReport(
                state: state, arm: arm, reasons: reasons.map(\.text), gaps: input.gaps, contrasts: [], neededCases: nil, wouldFlip: [],
                conflicts: conflicts, limits: [], questions: rows, n: evidence.table.n, clusters: evidence.table.clusters,
                statements: reasons,
                rates: evidence.table.arms.map(evidence.armRate))
        }

        let faults = Instrument.faults(input, evidence.table)
        guard faults.isEmpty else {
            var void = report(.void, reasons: faults.map { Statement($0) })
            if !input.results.isEmpty, evidence.table.n < input.parameters.leastCases { void.neededCases = input.parameters.fewCases }
            void.limits = Limits.sentences(input, evidence, arms: [])
            return void
        }

        let dropped = input.constraints.dropped(evaluation, attribution: attribution)
        let arms = evidence.table.arms.filter { arm in !dropped.contains { $0.arm == arm } }
        let seeds = SeedEvidence([input.results] + input.otherSeeds, attribution: attribution, parameters: input.parameters)
        let verdict = Verdict.decide(evidence, among: arms, delta: input.parameters.delta, bar: input.parameters.minimumRate)
            .confirmed(by: seeds, evidence, among: arms, delta: input.parameters.delta)
        let draws = RateDraws(evidence.table, input.parameters)
        // Factors are compared on facts and format alone: only half of the arms could cite.
        let plain = OutcomeTable(input.results) { $0.score.fact && $0.score.format }
        let effects = Effects.measured(plain, attribution ? RateDraws(plain, input.parameters) : draws)
        let chance = verdict.candidate.map { draws.chance($0, within: input.parameters.delta, of: arms) }

        let named = verdict.state == .recommend || verdict.state == .tie
        var result = report(
            verdict.state, arm: named ? verdict.candidate : nil,
            reasons: Reasons(input, evidence, verdict, arms: arms, dropped: dropped, effects: effects, chance: chance).sentences())
        result.contrasts = EvaluationReport.contrasts(evidence.comparisons.only(arms))
        result.neededCases = verdict.neededCases
        result.wouldFlip = Flips(input, evidence, evaluation, verdict, arms: arms).sentences()
        result.limits = Limits.sentences(input, evidence, arms: arms, named: result.arm, seeds: seeds)
        result.effects = effects
        result.chanceWithinDelta = chance
        result.dropped = dropped
        if verdict.state == .tie { result.tied = verdict.tied }
        return result
    }
}
