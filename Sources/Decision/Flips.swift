import Scoring

/// What would change the verdict, each tried out.
struct Flips {
    private let input: DecisionInput
    private let evidence: Evidence
    private let evaluation: EvaluationReport
    private let verdict: Verdict
    private let arms: [Arm]

    init(_ input: DecisionInput, _ evidence: Evidence, _ evaluation: EvaluationReport, _ verdict: Verdict, arms: [Arm]) {
        self.input = input
        self.evidence = evidence
        self.evaluation = evaluation
        self.verdict = verdict
        self.arms = arms
    }

    func sentences() -> [String] { lostCases() + otherDelta() + otherBar() + otherConstraints() }

    /// How many of the cases that carry the lead would have to be lost: the thinnest lead over a cheaper arm.
    private func lostCases() -> [String] {
        guard verdict.state == .recommend || verdict.state == .tie, let candidate = verdict.candidate else { return [] }
        let leads = arms.filter { $0 < candidate }.compactMap { thinness(of: candidate, over: $0) }
        guard let thinnest = leads.min(by: { $0.lost < $1.lost }) else { return [] }
        return [
            "If \(thinnest.lost) of the \(thinnest.carrying) cases that \(candidate.title) passes and \(thinnest.cheaper.title) fails were "
                + "lost, \(candidate.title)'s lead would no longer be beyond chance."
        ]
    }

    private func thinness(of candidate: Arm, over cheaper: Arm) -> (cheaper: Arm, lost: Int, carrying: Int)? {
        guard let pair = evidence.comparisons.comparison(candidate, cheaper) else { return nil }
        let factor = pair.decisiveP > 0 ? evidence.p(candidate, cheaper, among: arms) / pair.decisiveP : 1
        // Positive where the candidate leads.
        var leads = pair.a == candidate ? pair.clusterDifferences : pair.clusterDifferences.map { -$0 }
        let carrying = pair.a == candidate ? pair.cells.aOnly : pair.cells.bOnly
        for lost in 1...max(1, carrying) {
            guard let strongest = leads.indices.max(by: { leads[$0] < leads[$1] }), leads[strongest] > 0 else { return nil }
            leads[strongest] -= 1
            if pair.paired.decisiveP(leads) * factor > input.parameters.alpha || leads.reduce(0, +) <= 0 {
                return (cheaper, lost, carrying)
            }
        }
        return nil
    }

    private func otherDelta() -> [String] {
        let delta = input.parameters.delta
        return [2 * delta, delta / 2].compactMap { other in
            guard other > 0 else { return nil }
            let changed = Verdict.decide(evidence, among: arms, delta: other, bar: input.parameters.minimumRate)
            return outcome(changed).map { "With δ = \(Words.points(other)) instead of \(Words.points(delta)), \($0)." }
        }
    }

    private func otherBar() -> [String] {
        guard let best = verdict.best else { return [] }
        let rate = evidence.rate(best)
        switch verdict.state {
        case .noArmMeetsBar where rate > 0:
            let delta = input.parameters.delta
            let low = evidence.rateInterval(best, level: 2 * input.parameters.assurance - 1).low
            // In whole percent, as it is written: the highest bar that the best arm reaches, and is shown not to miss by more than δ.
            let bar = (min(rate, low + delta - 1e-9) * 100).rounded(.down) / 100
            guard bar > 0 else { return [] }
            let changed = Verdict.decide(evidence, among: arms, delta: delta, bar: bar)
            return outcome(changed).map { ["With a bar of \(Words.percent(bar)) or less, \($0)."] } ?? []
        case .recommend, .tie: return ["With a bar above \(Words.percent(rate)), no arm would meet it."]
        default: return []
        }
    }

    private func otherConstraints() -> [String] {
        var sentences: [String] = []
        var free = input.constraints
        free.latencyMilliseconds = nil
        if input.constraints.latencyMilliseconds != nil {
            sentences += tried(free, attribution: input.needsAttribution).map { ["Without the limit on latency, \($0)."] } ?? []
        }
        let condition = input.needsAttribution ? "If answers need not show their sources" : "If answers must show their sources"
        sentences += tried(input.constraints, attribution: !input.needsAttribution).map { ["\(condition), \($0)."] } ?? []
        return sentences
    }

    /// The outcome under other constraints, in words, when it is another one.
    private func tried(_ constraints: Constraints, attribution: Bool) -> String? {
        // Without a single missing citation the outcomes are the same either way.
        let same = attribution == input.needsAttribution || !input.results.contains { $0.score.citation == false }
        let other = same ? evidence : Evidence(input.results, attribution: attribution, parameters: input.parameters)
        let dropped = constraints.dropped(evaluation, attribution: attribution)
        let standing = evidence.table.arms.filter { arm in !dropped.contains { $0.arm == arm } }
        return outcome(Verdict.decide(other, among: standing, delta: input.parameters.delta, bar: input.parameters.minimumRate))
    }

    /// nil when it is the same verdict.
    private func outcome(_ other: Verdict) -> String? {
        func named(_ verdict: Verdict) -> Arm? { verdict.state == .recommend || verdict.state == .tie ? verdict.candidate : nil }
        guard other.state != verdict.state || named(other) != named(verdict) else { return nil }
        switch other.state {
        case .recommend: return "\(other.candidate?.title ?? "no arm") would be recommended"
        case .tie:
            return "\(other.candidate?.title ?? "no arm") would tie with \(Words.list(other.tied.map(\.title))) and be taken as the cheaper"
        case .inconclusive: return "the result would be inconclusive"
        case .noArmMeetsBar: return "no arm would meet the bar"
        case .void: return "the result would be void"
        }
    }
}
