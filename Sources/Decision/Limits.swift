import Scoring

/// What the result does not show.
enum Limits {
    static func sentences(
        _ input: DecisionInput, _ evidence: Evidence, arms: [Arm], named: Arm? = nil, seeds: SeedEvidence? = nil
    ) -> [String] {
        let table = evidence.table
        var limits: [String] = []
        if let model = input.model {
            limits.append(
                "Measured on \(model): which facts are missing carries over to a larger model; how well passages are read and formats "
                    + "are kept may not.")
        }
        if arms.contains(where: \.adapts) {
            if let seeds {
                for arm in arms where arm.adapts {
                    let rates = seeds.rates(arm).map { Words.percent($0) }
                    limits.append("\(arm.title) passes \(Words.list(rates)) with its \(seeds.trainings) trainings.")
                }
            }
            if input.trainingSeeds < 3 {
                limits.append(
                    "One adapter is one draw: it was trained with \(Words.count(input.trainingSeeds, "seed")); three or more show the spread."
                )
            }
            if arms.contains(.ragLora), input.adapterSawContext == false {
                limits.append("RAG+LoRA uses an adapter trained without passages, which can hurt: train one with context to judge it.")
            }
        }
        if input.split == .development {
            limits.append("These are development cases, on which prompts may have been tuned; confirm on the test cases.")
        }
        if table.isClustered {
            limits.append("\(table.n) cases in \(table.clusters) clusters: the evidence is that of the clusters.")
        }
        if table.n > 0, let smallest = McNemarPower.smallestDetectable(cases: table.n, discordance: 0.3) {
            limits.append(
                "With \(table.n) independent cases and 30 % disagreement, differences below \(Words.points(smallest)) are likely to be missed."
            )
        }
        if table.n > 0, arms.count > 1 {
            let passes = arms.map(table.passes)
            if passes.allSatisfy({ $0 == table.n }) {
                limits.append("Every answer of every arm passed: cases this easy can't tell the arms apart. Add harder ones.")
            } else if passes.allSatisfy({ $0 == 0 }) {
                limits.append(
                    "No answer of any arm passed: look at a few answers and their reasons; the cases or their format may ask for too much.")
            }
        }
        if input.parameters.isAnytime, table.n > 0 {
            limits.append("p and intervals of this verdict hold however often you look while cases are added; they are wider for it.")
        }
        if let unanswerable = input.unanswerableCases, unanswerable == 0 {
            limits.append("No case is unanswerable: nothing here shows whether an arm invents answers.")
        }
        if input.needsAttribution {
            for arm in arms where arm.retrieves {
                let answers = input.results.filter { $0.arm == arm && $0.error == nil && $0.score.factsAsked > 0 }
                guard !answers.isEmpty, answers.allSatisfy({ $0.score.citation == nil }) else { continue }
                limits.append(
                    "No answer of \(arm.title) was asked for its source, as its form has no room for one: the product must show the passages "
                        + "beside the answer.")
            }
        }
        if let gaps = input.gaps, gaps.reader.estimate >= 0.3 {
            limits.append(
                "The reader gap is \(Words.points(gaps.reader.estimate)): this model misreads even the right passage, which holds RAG down."
            )
        }
        if let named, evidence.rateInterval(named).low < input.parameters.minimumRate {
            limits.append(
                "\(named.title)'s interval (\(Words.percentRange(evidence.rateInterval(named)))) reaches below the bar of "
                    + "\(Words.percent(input.parameters.minimumRate)).")
        }
        if !table.incomplete.isEmpty {
            limits.append("\(Words.count(table.incomplete.count, "case")) without answers of every arm are left out.")
        }
        return limits
    }
}
