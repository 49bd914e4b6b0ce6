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

    func sentences() -> [String] {
        var sentences: [String]
        switch verdict.state {
        case .recommend, .tie: sentences = settled()
        case .inconclusive: sentences = unsettled()
        case .noArmMeetsBar: sentences = belowBar()
        case .void: sentences = []
        }
        sentences += dropped.map(\.reason)
        if let effects {
            sentences.append(
                "On average retrieval adds \(Words.points(effects.retrieval.estimate)) (\(range(effects.retrieval))) and the adapter "
                    + "\(Words.points(effects.adapter.estimate)) (\(range(effects.adapter))); together they bring "
                    + "\(Words.points(effects.interaction.estimate)) beyond the sum (\(range(effects.interaction))).")
        }
        return sentences
    }

    private func settled() -> [String] {
        guard let candidate = verdict.candidate else { return [] }
        let name = candidate.title
        var sentences = ["\(name) passes \(rate(candidate)) of \(evidence.table.n) cases\(measure); the bar is \(bar)."]
        let cheaper = arms.filter { $0 < candidate }
        sentences += cheaper.reversed().map { lead(candidate, $0) }
        if arms.count == 1 { sentences.append("No other arm is left after the hard constraints.") }
        if verdict.state == .tie {
            sentences.append(
                "\(Words.list(verdict.tied.map(\.title))) \(verdict.tied.count == 1 ? "is" : "are") as good within \(delta), and dearer: "
                    + "take the cheaper.")
        }
        for dearer in arms where dearer > candidate && !verdict.tied.contains(dearer) {
            let gap = evidence.gap(dearer, over: candidate)
            let difference = evidence.rate(dearer) - evidence.rate(candidate)
            sentences.append(
                "\(dearer.title) does not bring the \(delta) that its price asks for: \(Words.gain(difference)) (\(Words.range(gap))).")
        }
        if let chance { sentences.append("The chance that \(name) is within \(delta) of the best arm is \(Words.chance(chance)).") }
        return sentences
    }

    private func unsettled() -> [String] {
        var sentences: [String] = []
        if verdict.open.contains(.fewCases) {
            sentences.append(
                "\(evidence.table.n) cases are too few to conclude anything: below \(input.parameters.fewCases) results only describe.")
        }
        for open in verdict.open {
            switch open {
            case .fewCases: break
            case .bar:
                if let best = verdict.best {
                    sentences.append(
                        "The best arm, \(best.title), passes \(rate(best)) of \(evidence.table.n) cases\(measure); whether it meets the bar of \(bar) is open."
                    )
                }
            case .notShownBetter(let cheaper):
                if let candidate = verdict.candidate {
                    let gap = evidence.gap(candidate, over: cheaper)
                    let difference = evidence.rate(candidate) - evidence.rate(cheaper)
                    sentences.append(
                        "\(candidate.title) leads \(cheaper.title) by \(Words.points(difference)), which chance could explain "
                            + "(\(Words.range(gap)), \(Words.p(evidence.p(candidate, cheaper, among: arms)))).")
                }
            case .couldBeBeaten(let dearer):
                if let candidate = verdict.candidate {
                    let gap = evidence.gap(dearer, over: candidate)
                    let difference = evidence.rate(dearer) - evidence.rate(candidate)
                    sentences.append(
                        "\(dearer.title) could still be better than \(candidate.title) by more than \(delta): \(Words.gain(difference)) "
                            + "(\(Words.range(gap))).")
                }
            }
        }
        if let candidate = verdict.candidate {
            let beaten = arms.filter { $0 < candidate && evidence.beats(candidate, $0, among: arms) }
            if !beaten.isEmpty, !verdict.open.contains(.fewCases) {
                sentences.append("Settled so far: \(candidate.title) is better than \(Words.list(beaten.map(\.title))).")
            }
        }
        if let needed = verdict.neededCases {
            let more = max(0, needed - evidence.table.n)
            sentences.append(
                "About \(needed) cases in all (\(more) more) would settle it with \(Words.percent(input.parameters.power)) chance, if the "
                    + "differences are as they look now.")
        } else {
            sentences.append("No affordable number of cases would settle it: the difference is too close to \(delta).")
        }
        return sentences
    }

    private func belowBar() -> [String] {
        guard let best = verdict.best else { return ["No arm is left after the hard constraints."] }
        var sentences = [
            "The best arm, \(best.title), passes \(rate(best)) of \(evidence.table.n) cases\(measure): below the bar of \(bar)."
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
                sentences.append("Most points are lost in the \(largest.0) gap (\(Words.points(largest.2))): \(advice).")
            }
        }
        return sentences
    }

    private func share(of arm: Arm, where holds: (ArmCaseResult) -> Bool) -> Double {
        let own = input.results.filter { $0.arm == arm }
        return own.isEmpty ? 0 : Double(own.count { holds($0) }) / Double(own.count)
    }

    private func lead(_ candidate: Arm, _ cheaper: Arm) -> String {
        let difference = evidence.rate(candidate) - evidence.rate(cheaper)
        let pair = evidence.comparisons.comparison(candidate, cheaper)
        let cells = pair.map {
            " It alone passes \($0.a == candidate ? $0.cells.aOnly : $0.cells.bOnly) cases, \(cheaper.title) alone \($0.a == candidate ? $0.cells.bOnly : $0.cells.aOnly)."
        }
        return
            "\(candidate.title) beats \(cheaper.title) by \(Words.points(difference)) (\(Words.range(evidence.gap(candidate, over: cheaper))), "
            + "\(Words.p(evidence.p(candidate, cheaper, among: arms)))).\(cells ?? "")"
    }

    private func rate(_ arm: Arm) -> String { "\(Words.percent(evidence.rate(arm))) (\(Words.percentRange(evidence.rateInterval(arm))))" }

    private func range(_ estimate: Estimate) -> String { Words.range(Interval(low: estimate.low, high: estimate.high)) }
}
