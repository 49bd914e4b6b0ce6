extension EvaluationReport {
    /// The report of a run's results.  Everything is over the cases that all arms answered.
    public static func make(
        run: String, results: [ArmCaseResult], resamples: Int = ClusterBootstrap.defaultResamples, seed: UInt64 = 1
    ) -> EvaluationReport {
        let table = OutcomeTable(results)
        let kept = Set(table.cases)
        let used = results.filter { kept.contains($0.case) }
        let graded = GradedTable(table, used)
        return EvaluationReport(
            run: run, n: table.n, clusters: table.clusters, arms: table.arms.map { armResult($0, table, used, graded) },
            contrasts: contrasts(ComparisonSet(table, resamples: resamples, seed: seed)), flips: flips(table, used),
            notes: notes(table, used),
            graded: graded.map { graded in
                PlannedContrasts.pairs(table.arms, rate: table.rate).flatMap { a, b in
                    ReferenceOverlap.Metric.allCases.map { graded.contrast(a, b, $0, resamples: resamples, seed: seed) }
                }
            })
    }

    private static func armResult(_ arm: Arm, _ table: OutcomeTable, _ results: [ArmCaseResult], _ graded: GradedTable?) -> ArmResult {
        var newest: [String: ArmCaseResult] = [:]
        for result in results where result.arm == arm { newest[result.case] = result }
        // In the order of the cases: sums in a dictionary's order would differ in their last digit from one reading to the next.
        let own = table.cases.compactMap { newest[$0] }
        func mean(_ value: (ArmCaseResult) -> Double) -> Double {
            own.isEmpty ? 0 : own.map(value).reduce(0, +) / Double(own.count)
        }
        let passed = table.passes(arm)
        let wilson = Wilson.interval(successes: passed, of: table.n)
        let cited = own.compactMap(\.score.citation)
        let named = own.filter { $0.score.citedRightly != nil }
        let documents = named.compactMap(\.score.cited).reduce(0, +)
        let right = named.compactMap(\.score.citedRightly).reduce(0, +)
        let times = own.map(\.output.milliseconds).sorted()
        return ArmResult(
            arm: arm, passed: passed, rate: table.rate(arm), low: wilson.low, high: wilson.high,
            fact: mean { $0.score.fact ? 1 : 0 }, format: mean { $0.score.format ? 1 : 0 },
            citation: cited.isEmpty ? nil : Double(cited.count(where: \.self)) / Double(cited.count),
            milliseconds: mean(\.output.milliseconds),
            tokens: mean { Double($0.output.promptTokens + $0.output.completionTokens) },
            clusterInterval: table.isClustered
                ? ClusteredRate.interval(passes: table.clusterPasses(arm), sizes: table.clusterSizes) : nil,
            slowMilliseconds: times.isEmpty ? 0 : times[(times.count * 95 + 99) / 100 - 1],
            words: mean { Double($0.score.words) }, errors: own.count { $0.error != nil },
            referenced: graded?.cases, overlap: graded?.means(arm),
            citationPrecision: documents > 0 ? Double(right) / Double(documents) : nil,
            citationRecall: named.isEmpty ? nil : Double(right) / Double(named.count))
    }

    /// Every pair of arms, the planned ones first.
    package static func contrasts(_ set: ComparisonSet) -> [Contrast] {
        let planned = set.adjusted(among: set.table.arms)
        let all = Holm.adjust(set.comparisons.map(\.paired.decisiveP))
        func isPlanned(_ pair: PairedComparison) -> Bool { planned.contains { $0.comparison.a == pair.a && $0.comparison.b == pair.b } }
        return planned.map { contrast($0.comparison, adjusted: $0.p, planned: true) }
            + zip(set.comparisons, all).filter { !isPlanned($0.0) }.map { contrast($0.0, adjusted: $0.1, planned: false) }
    }

    private static func contrast(_ pair: PairedComparison, adjusted: Double, planned: Bool) -> Contrast {
        let interval = pair.interval()
        return Contrast(
            a: pair.a, b: pair.b, difference: pair.difference, low: interval.low, high: interval.high, p: pair.mcNemarP,
            adjustedP: adjusted, aOnly: pair.cells.aOnly, bOnly: pair.cells.bOnly, both: pair.cells.both,
            neither: pair.cells.neither, clusterP: pair.clusterP, planned: planned)
    }

    private static func flips(_ table: OutcomeTable, _ results: [ArmCaseResult]) -> [Flip] {
        var questions: [String: String] = [:]
        for result in results { questions[result.case] = result.question }
        return table.cases.enumerated().compactMap { index, id in
            let passed = table.arms.filter { table.outcomes($0)[index] }
            let failed = table.arms.filter { !table.outcomes($0)[index] }
            return passed.isEmpty || failed.isEmpty ? nil : Flip(case: id, question: questions[id] ?? "", passed: passed, failed: failed)
        }
    }

    private static func notes(_ table: OutcomeTable, _ results: [ArmCaseResult]) -> [String] {
        var notes: [String] = []
        if !table.incomplete.isEmpty {
            notes.append("\(table.incomplete.count) cases are left out: not every arm has answered them.")
        }
        let failed = results.count { $0.error != nil }
        if failed > 0 { notes.append("\(failed) answers failed technically and count as not passed.") }
        let passes = table.arms.map(table.passes)
        if table.n > 0, passes.allSatisfy({ $0 == table.n }) {
            notes.append("Every answer of every arm passed: cases this easy can't tell the arms apart.")
        } else if table.n > 0, passes.allSatisfy({ $0 == 0 }) {
            notes.append("No answer of any arm passed: look at a few answers and their reasons before comparing arms.")
        }
        if table.isClustered {
            notes.append(
                "\(table.n) cases in \(table.clusters) clusters: intervals of differences and adjusted p take clusters as the unit.")
        }
        return notes
    }
}
