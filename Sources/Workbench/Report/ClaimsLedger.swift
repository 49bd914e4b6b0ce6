import Decision
import Scoring

/// Traces every sentence and row with a number to the run, the test, the seeds, the hashes and the commands behind it.
struct ClaimsLedger {
    private let report: ProjectReport
    private var claims: [Claim] = []

    static func make(_ report: ProjectReport) -> [Claim] {
        var ledger = ClaimsLedger(report)
        ledger.addVerdict()
        ledger.addEvaluation()
        ledger.addGaps()
        ledger.addQuestions()
        ledger.addProbes()
        ledger.addPrompts()
        return ledger.claims
    }

    private init(_ report: ProjectReport) { self.report = report }

    /// Where a kind of number comes from.
    private enum Source {
        case decision, evaluation, gaps, freshness, curve, prompts, examples, configuration
    }

    private var evaluationCommand: String { "assay eval run" + (report.record.split.map { " --split \($0)" } ?? "") }

    private func commands(_ source: Source) -> (command: String, remeasure: String) {
        let run = report.record.evaluation.map { " \($0)" } ?? ""
        switch source {
        case .decision: return ("assay decide" + (run.isEmpty ? "" : " --run\(run)"), evaluationCommand)
        case .evaluation: return ("assay eval show\(run)", evaluationCommand)
        case .gaps: return ("assay report --format json --out -", "assay eval gaps")
        case .freshness: return ("assay report --format json --out -", "assay eval freshness")
        case .curve: return ("assay report --format json --out -", "assay eval curve" + (report.curve.map { " --split \($0.split)" } ?? ""))
        case .prompts:
            return (
                "assay eval prompt-search --show",
                "assay eval prompt-search" + (report.promptSearch.map { " \($0.flags)" } ?? "")
            )
        case .examples: return ("assay data check", "assay data check")
        case .configuration: return ("assay decide", "assay decide")
        }
    }

    private mutating func add(
        _ section: Claim.Section, _ index: Int, _ text: String, test: String, from source: Source, arms: [Arm] = [],
        estimate: Double? = nil, interval: (low: Double, high: Double)? = nil, p: Double? = nil, n: Int? = nil, clusters: Int? = nil
    ) {
        let measured = source == .decision || source == .evaluation
        var seeds: [String: UInt64] = [:]
        var hashes: [String: String] = [:]
        if source != .examples, source != .configuration { hashes["model"] = report.record.modelHash }
        if measured || source == .gaps { seeds["resampling"] = report.record.resamplingSeed }
        for adapter in report.record.adapters where measured && (arms.isEmpty || arms.contains(adapter.arm)) {
            seeds["training \(adapter.arm.rawValue)"] = adapter.seed
            hashes["adapter \(adapter.arm.rawValue)"] = adapter.weightsHash
            hashes["examples \(adapter.arm.rawValue)"] = adapter.dataHash
        }
        if source == .examples, let file = report.record.files.first(where: { $0.path.contains("example") }) {
            hashes[file.path] = file.sha256
        }
        let (command, remeasure) = commands(source)
        claims.append(
            Claim(
                id: claims.count + 1, section: section, index: index, text: text, test: test, arms: arms, estimate: estimate,
                low: interval?.low, high: interval?.high, p: p, run: measured ? report.record.evaluation : nil,
                n: n ?? (measured ? report.decision.n : nil), clusters: clusters ?? (measured && n == nil ? report.decision.clusters : nil),
                seeds: seeds, hashes: hashes, command: command, remeasure: remeasure))
    }

    private func hasNumber(_ text: String) -> Bool { text.contains(where: \.isNumber) }

    private mutating func addVerdict() {
        let decision = report.decision
        for (index, s) in decision.statements.enumerated() where hasNumber(s.text) {
            let interval = s.low.flatMap { low in s.high.map { (low, $0) } }
            let n = s.test == .gaps ? decision.gaps?.n : nil
            add(
                .reasons, index, s.text, test: Self.words(s.test), from: s.test == .gaps ? .gaps : .decision, arms: s.arms,
                estimate: s.estimate, interval: interval, p: s.p, n: n)
        }
        for (index, text) in decision.wouldFlip.enumerated() where hasNumber(text) {
            add(.wouldFlip, index, text, test: "the verdict's rule tried again with that change", from: .decision)
        }
        let conflicting = decision.questions.filter(\.conflict)
        for (index, text) in decision.conflicts.enumerated() where hasNumber(text) {
            let question = conflicting.indices.contains(index) ? conflicting[index].question : .gap
            let (test, source) = basis(question)
            add(.conflicts, index, text, test: test, from: source, n: source == .gaps ? decision.gaps?.n : nil)
        }
        for (index, text) in decision.limits.enumerated() where hasNumber(text) {
            add(.limits, index, text, test: "what this evaluation can show", from: .decision)
        }
    }

    private mutating func addQuestions() {
        for (index, row) in report.decision.questions.enumerated() {
            guard let measured = row.measured, hasNumber(measured) else { continue }
            let (test, source) = basis(row.question)
            add(
                .questions, index, "\(row.question.title) \(measured)", test: test, from: source,
                n: source == .gaps ? report.decision.gaps?.n : nil)
        }
    }

    private func basis(_ question: Question) -> (test: String, source: Source) {
        switch question {
        case .gap: ("gap probes on the same cases, bootstrap over clusters", .gaps)
        case .change: ("the documents' history, and facts changed and asked again", .freshness)
        case .attribution: ("share of answers whose citation resolves to the case's document", .evaluation)
        case .examples: ("count of usable examples without near duplicates", .examples)
        case .prompting:
            report.promptSearch == nil ? (Self.words(.difference), .decision) : ("prompts raced on the development cases", .prompts)
        }
    }

    private mutating func addEvaluation() {
        let decision = report.decision
        for (index, rate) in decision.rates.enumerated() {
            add(
                .arms, index, "\(rate.arm.title) passes \(rate.passed) of \(decision.n) cases", test: Self.words(.rate), from: .decision,
                arms: [rate.arm], estimate: rate.rate, interval: (rate.low, rate.high))
        }
        for (index, c) in report.shownContrasts.enumerated() {
            add(
                .contrasts, index, "\(c.a.title) − \(c.b.title): \(Figures.points(c.difference)) points", test: Self.words(.difference),
                from: decision.contrasts.isEmpty ? .evaluation : .decision, arms: [c.a, c.b], estimate: c.difference,
                interval: (c.low, c.high), p: c.adjustedP)
        }
    }

    private mutating func addGaps() {
        if let gaps = report.decision.gaps {
            for (index, row) in gaps.rows.enumerated() {
                add(
                    .gaps, index, "\(row.name) gap: \(Figures.points(row.gap.estimate)) points", test: basis(.gap).test, from: .gaps,
                    estimate: row.gap.estimate, interval: (row.gap.low, row.gap.high), n: gaps.n)
            }
        }
    }

    private mutating func addProbes() {
        for (index, arm) in (report.freshness?.arms ?? []).enumerated() {
            add(
                .freshness, index,
                "\(arm.arm.title) followed \(arm.followed) of \(arm.n) changed facts, repeated the old one \(arm.stale) times",
                test: "each fact changed in a copy of the documents and asked again", from: .freshness, arms: [arm.arm],
                estimate: arm.n > 0 ? Double(arm.followed) / Double(arm.n) : nil, n: arm.n)
        }
        guard let curve = report.curve else { return }
        for (index, point) in curve.points.enumerated() {
            add(
                .curve, index, "\(point.examples) examples: success \(Figures.percent(point.success.rate))", test: Self.words(.rate),
                from: .curve, arms: [curve.arm], estimate: point.success.rate, interval: (point.success.low, point.success.high),
                n: curve.n, clusters: curve.clusters)
        }
        let gain = curve.gains.last { $0.metric == "success" }
        add(
            .curve, curve.points.count, curve.summary, test: Self.words(.difference), from: .curve, arms: [curve.arm],
            estimate: gain?.difference, interval: gain.map { ($0.low, $0.high) }, p: gain?.p, n: curve.n, clusters: curve.clusters)
    }

    private mutating func addPrompts() {
        guard let search = report.promptSearch else { return }
        for (index, step) in search.ladder.enumerated() {
            add(
                .prompts, index, "\(step.name): success \(Figures.percent(step.rate))", test: Self.words(.rate), from: .prompts,
                estimate: step.rate, interval: (step.low, step.high), n: search.n, clusters: search.clusters)
        }
        let gain = search.heldOut ?? search.gain
        add(
            .prompts, search.ladder.count, search.summary, test: Self.words(.difference), from: .prompts, estimate: gain.difference,
            interval: (gain.low, gain.high), p: gain.p, n: search.n, clusters: search.clusters)
    }

    private static func words(_ test: Statement.Test) -> String {
        switch test {
        case .rate: "share of cases, Wilson interval at the effective number of cases"
        case .difference: "paired difference, bootstrap over clusters; exact sign-flip p over clusters, Holm"
        case .factorial: "2×2 of retrieval and adapter on facts and format, bootstrap over clusters"
        case .resampling: "share of resampled clusters"
        case .power: "cases needed at the stated power, exact McNemar, times the design effect"
        case .gaps: "gap probes on the same cases, bootstrap over clusters"
        case .rule: "the verdict's rule"
        }
    }
}

extension ProjectReport {
    /// The contrasts that the verdict rests on; before it rests on any, the evaluation's planned ones.
    var shownContrasts: [EvaluationReport.Contrast] {
        decision.contrasts.isEmpty ? (evaluation?.contrasts ?? []).filter(\.planned) : decision.contrasts
    }

    func claim(_ section: Claim.Section, _ index: Int) -> Int? { claims.first { $0.section == section && $0.index == index }?.id }
}

extension Gaps {
    /// The four with their names and meanings, in the order shown.
    var rows: [(name: String, gap: Estimate, meaning: String)] {
        [
            ("knowledge", knowledge, "facts gained by showing the right passage"),
            ("retrieval", retrieval, "facts lost because retrieval brings another passage"),
            ("reader", reader, "facts missed although the right passage is shown"),
            ("behaviour", behaviour, "format demands missed although the right passage is shown"),
        ]
    }
}
