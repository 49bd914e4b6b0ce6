import Scoring

/// Why the verdict is what it is, most important first.
struct Reasons {
    let input: DecisionInput
    let evidence: Evidence
    let verdict: Verdict
    let arms: [Arm]
    let dropped: [DecisionReport.Dropped]
    let effects: Effects?
    let chance: Double?

    init(
        _ input: DecisionInput, _ evidence: Evidence, _ verdict: Verdict, arms: [Arm], dropped: [DecisionReport.Dropped],
        effects: Effects?, chance: Double?
    ) {
        self.input = input
        self.evidence = evidence
        self.verdict = verdict
        self.arms = arms
        self.dropped = dropped
        self.effects = effects
        self.chance = chance
    }

    private var delta: String { Words.points(input.parameters.delta) }
    private var bar: String { Words.percent(input.parameters.minimumRate) }

    /// Said where a pass asks for more than the table of the arms counts.
    private var measure: String { input.needsAttribution ? ", the right source cited" : "" }

    func sentences() -> [Statement] {
        var sentences: [Statement]
        switch verdict.state {
        case .recommend, .tie: sentences = settled()
        case .inconclusive: sentences = unsettled()
        case .noArmMeetsBar: sentences = belowBar()
        case .void: sentences = []
        }
        sentences += dropped.map { Statement($0.reason, arms: [$0.arm]) }
        if let effects {
            sentences.append(
                Statement(
                    "On average retrieval adds \(Words.points(effects.retrieval.estimate)) (\(range(effects.retrieval))) and the adapter "
                        + "\(Words.points(effects.adapter.estimate)) (\(range(effects.adapter))); together they bring "
                        + "\(Words.points(effects.interaction.estimate)) beyond the sum (\(range(effects.interaction))).", .factorial))
        }
        return sentences
    }

    private func settled() -> [Statement] {
        guard let candidate = verdict.candidate else { return [] }
        let name = candidate.title
        var sentences = [passes("\(name) passes \(rate(candidate)) of \(evidence.table.n) cases\(measure); the bar is \(bar).", candidate)]
        let cheaper = arms.filter { $0 < candidate }
        sentences += cheaper.reversed().map { lead(candidate, $0) }
        if arms.count == 1 { sentences.append(Statement("No other arm is left after the hard constraints.")) }
        if verdict.state == .tie {
            sentences.append(
                Statement(
                    "\(Words.list(verdict.tied.map(\.title))) \(verdict.tied.count == 1 ? "is" : "are") as good within \(delta), and "
                        + "dearer: take the cheaper.", .difference, arms: verdict.tied + [candidate]))
        }
        for dearer in arms where dearer > candidate && !verdict.tied.contains(dearer) {
            sentences.append(
                difference(dearer, candidate) {
                    "\(dearer.title) does not bring the \(delta) that its price asks for: \(Words.gain($0)) (\(Words.range($1)))."
                })
        }
        if let chance {
            sentences.append(
                Statement(
                    "The chance that \(name) is within \(delta) of the best arm is \(Words.chance(chance)).", .resampling,
                    arms: [candidate], estimate: chance))
        }
        return sentences
    }

    private func unsettled() -> [Statement] {
        var sentences: [Statement] = []
        if verdict.open.contains(.fewCases) {
            sentences.append(
                Statement(
                    "\(evidence.table.n) cases are too few to conclude anything: below \(input.parameters.fewCases) results only describe.")
            )
        }
        for open in verdict.open {
            switch open {
            case .fewCases: break
            case .seeds(let other):
                if let candidate = verdict.candidate {
                    sentences.append(
                        Statement(
                            "With other training seeds \(candidate.title) and \(other.title) could come out otherwise: the spread between "
                                + "trainings counts with that between cases.", .resampling, arms: [candidate, other]))
                }
            case .bar:
                if let candidate = verdict.candidate {
                    sentences.append(
                        passes(
                            "\(candidate.title) passes \(rate(candidate)) of \(evidence.table.n) cases\(measure); it could still be below the "
                                + "bar of \(bar) by more than \(delta).", candidate))
                } else if let best = verdict.best {
                    sentences.append(
                        passes(
                            "The best arm, \(best.title), passes \(rate(best)) of \(evidence.table.n) cases\(measure); whether it meets "
                                + "the bar of \(bar) is open.", best))
                }
            case .notShownBetter(let cheaper):
                if let candidate = verdict.candidate {
                    let p = evidence.p(candidate, cheaper, among: arms)
                    sentences.append(
                        difference(candidate, cheaper, p: p) {
                            "\(candidate.title) leads \(cheaper.title) by \(Words.points($0)), which chance could explain (\(Words.range($1)), "
                                + "\(Words.p(p)))."
                        })
                }
            case .couldBeBeaten(let dearer):
                if let candidate = verdict.candidate {
                    sentences.append(
                        difference(dearer, candidate) {
                            "\(dearer.title) could still be better than \(candidate.title) by more than \(delta): \(Words.gain($0)) "
                                + "(\(Words.range($1)))."
                        })
                }
            }
        }
        if let candidate = verdict.candidate {
            let beaten = arms.filter { $0 < candidate && evidence.beats(candidate, $0, among: arms) }
            if !beaten.isEmpty, !verdict.open.contains(.fewCases) {
                sentences.append(
                    Statement(
                        "Settled so far: \(candidate.title) is better than \(Words.list(beaten.map(\.title))).", .difference,
                        arms: [candidate] + beaten))
            }
        }
        if verdict.open.contains(where: { if case .seeds = $0 { true } else { false } }) {
            sentences.append(Statement("More trainings with other seeds would settle it, not more cases alone."))
        } else if let needed = verdict.neededCases {
            let more = max(0, needed - evidence.table.n)
            sentences.append(
                Statement(
                    "About \(needed) cases in all (\(more) more) would settle it with \(Words.percent(input.parameters.power)) chance, if the "
                        + "differences are as they look now.", .power, estimate: Double(needed)))
        } else {
            sentences.append(Statement("No affordable number of cases would settle it: the difference is too close to \(delta).", .power))
        }
        return sentences
    }

    private func belowBar() -> [Statement] {
        guard let best = verdict.best else { return [Statement("No arm is left after the hard constraints.")] }
        var sentences = [
            passes(
                "The best arm, \(best.title), passes \(rate(best)) of \(evidence.table.n) cases\(measure): below the bar of \(bar).", best)
        ]
        if let gaps = input.gaps {
            // The probe asks the base model for the form; what the best arm itself misses of it may be less.
            let formMissed = share(of: best) { !$0.score.format }
            let named = [
                ("reader", gaps.reader, gaps.reader.estimate), ("retrieval", gaps.retrieval, gaps.retrieval.estimate),
                ("behaviour", gaps.behaviour, min(gaps.behaviour.estimate, formMissed)),
            ].filter { best.retrieves || $0.0 == "behaviour" }
            if let largest = named.max(by: { $0.2 < $1.2 }), largest.1.low > 0, largest.2 > 0 {
                let advice =
                    switch largest.0 {
                    case "reader": "this model misreads what it is shown, so try a larger one before any of the arms"
                    case "behaviour": "the answers miss the asked form, which more or better training examples address"
                    default: "the right passage is not found, so work on the documents and the search"
                    }
                sentences.append(
                    Statement(
                        "Most points are lost in the \(largest.0) gap (\(Words.points(largest.2))): \(advice).", .gaps, estimate: largest.2,
                        interval: Interval(low: largest.1.low, high: largest.1.high)))
            }
        }
        return sentences
    }

    private func share(of arm: Arm, where holds: (ArmCaseResult) -> Bool) -> Double {
        let own = input.results.filter { $0.arm == arm }
        return own.isEmpty ? 0 : Double(own.count { holds($0) }) / Double(own.count)
    }

    private func lead(_ candidate: Arm, _ cheaper: Arm) -> Statement {
        let pair = evidence.comparisons.comparison(candidate, cheaper)
        let cells = pair.map {
            " It alone passes \($0.a == candidate ? $0.cells.aOnly : $0.cells.bOnly) cases, \(cheaper.title) alone \($0.a == candidate ? $0.cells.bOnly : $0.cells.aOnly)."
        }
        let p = evidence.p(candidate, cheaper, among: arms)
        return difference(candidate, cheaper, p: p) {
            "\(candidate.title) beats \(cheaper.title) by \(Words.points($0)) (\(Words.range($1)), \(Words.p(p))).\(cells ?? "")"
        }
    }

    private func passes(_ text: String, _ arm: Arm) -> Statement {
        Statement(text, .rate, arms: [arm], estimate: evidence.rate(arm), interval: evidence.rateInterval(arm))
    }

    /// What `words` say of rate(a) − rate(b) and its interval.
    private func difference(_ a: Arm, _ b: Arm, p: Double? = nil, words: (Double, Interval) -> String) -> Statement {
        let difference = evidence.rate(a) - evidence.rate(b)
        let gap = evidence.gap(a, over: b)
        return Statement(words(difference, gap), .difference, arms: [a, b], estimate: difference, interval: gap, p: p)
    }

    private func rate(_ arm: Arm) -> String { "\(Words.percent(evidence.rate(arm))) (\(Words.percentRange(evidence.rateInterval(arm))))" }

    private func range(_ estimate: Estimate) -> String { Words.range(Interval(low: estimate.low, high: estimate.high)) }
}
