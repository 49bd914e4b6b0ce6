import Decision
import Scoring
import Testing

/// Each state of the verdict on evidence made by hand.
struct VerdictTests {
    private func decide(
        _ results: [ArmCaseResult], answers: [Question: String] = [:], constraints: Constraints = Constraints(),
        parameters: DecisionParameters = DecisionParameters(resamples: 500), leaks: [String] = []
    ) -> DecisionReport {
        DecisionReport.make(
            DecisionInput(results: results, answers: answers, constraints: constraints, parameters: parameters, leaks: leaks))
    }

    @Test func aClearLeadIsRecommended() {
        let report = decide(.nested(120, [.prompt: 20, .fewshot: 25, .rag: 90, .lora: 30, .ragLora: 90]))
        #expect(report.state == .recommend && report.arm == .rag && report.neededCases == nil)
        #expect(report.reasons.first == "RAG passes 75 % (67–82 %) of 120 cases; the bar is 50 %.")
        #expect(report.reasons.contains { $0.hasPrefix("RAG beats Few-shot by 54 points") && $0.contains("p < 0.001") })
        #expect(report.reasons.contains { $0.hasPrefix("RAG+LoRA does not bring the 5 points that its price asks for: 0 points") })
        #expect(report.chanceWithinDelta.map { $0 > 0.99 } == true)
        #expect(report.contrasts.count == 10 && report.contrasts.filter(\.planned).count == 4)
        #expect(
            report.effects.map { abs($0.retrieval.estimate - 65.0 / 120) < 1e-9 && abs($0.interaction.estimate + 10.0 / 120) < 1e-9 }
                == true)
        #expect(report.wouldFlip.contains { $0.contains("cases that RAG passes and Few-shot fails were lost") })
        #expect(report.wouldFlip.contains("With a bar above 75 %, no arm would meet it."))
    }

    @Test func bothAreRecommendedOnlyWhenTheyBringDelta() {
        let worth = decide(.nested(200, [.prompt: 20, .rag: 110, .lora: 60, .ragLora: 150]))
        #expect(worth.state == .recommend && worth.arm == .ragLora)
        // Better by four points on every count, and surely so: less than δ.
        let notWorth = decide(.nested(400, [.prompt: 40, .rag: 240, .lora: 80, .ragLora: 256]))
        #expect(notWorth.arm != .ragLora)
    }

    @Test func equalRivalsTieAndTheCheaperIsTaken() {
        let report = decide(.nested(150, [.prompt: 15, .rag: 110, .lora: 110]))
        #expect(report.state == .tie && report.arm == .rag)
        #expect(report.reasons.contains("LoRA is as good within 5 points, and dearer: take the cheaper."))
        let all = decide(.nested(150, [.prompt: 110, .rag: 110, .lora: 110, .ragLora: 110]))
        #expect(all.state == .tie && all.arm == .prompt)
    }

    @Test func aCheapArmThatBeatsDearerOnesIsRecommended() {
        let report = decide(.nested(120, [.prompt: 100, .rag: 60, .lora: 50]))
        #expect(report.state == .recommend && report.arm == .prompt)
    }

    @Test func aLeadThatChanceExplainsIsInconclusiveWithTheCasesNeeded() {
        // Ten points on 40 cases with much disagreement.
        let results = (0..<40).flatMap { index in
            [ArmCaseResult.made(.prompt, "c\(index)", passed: index % 5 < 3), .made(.rag, "c\(index)", passed: index % 7 < 5)]
        }
        let report = decide(results)
        #expect(report.state == .inconclusive && report.arm == nil)
        #expect(report.neededCases.map { $0 > 100 && $0 < 2_000 } == true)
        #expect(report.reasons.first?.contains("which chance could explain") == true)
        #expect(report.reasons.contains { $0.contains("cases in all") && $0.contains("80 % chance") })
    }

    @Test func noSignificanceIsNotEquality() {
        // RAG leads RAG+LoRA by nothing on 40 cases that disagree a lot: neither a tie nor a recommendation.
        let results = (0..<40).flatMap { index in
            [
                ArmCaseResult.made(.prompt, "c\(index)", passed: false), .made(.rag, "c\(index)", passed: index % 4 != 0),
                .made(.ragLora, "c\(index)", passed: index % 4 != 1),
            ]
        }
        let report = decide(results)
        #expect(report.state == .inconclusive)
        #expect(report.reasons.contains { $0.hasPrefix("RAG+LoRA could still be better than RAG by more than 5 points: 0 points") })
        #expect(report.reasons.contains("Settled so far: RAG is better than Prompt."))
    }

    @Test func aTieIsSaidOnlyOfArmsShownToBeEqual() {
        // LoRA is eight points behind RAG and dearer: chance could explain that, but they are not equal.
        let results = (0..<100).flatMap { index -> [ArmCaseResult] in
            let lora = (12..<80).contains(index) || index >= 96
            return [
                .made(.prompt, "c\(index)", passed: false), .made(.rag, "c\(index)", passed: index < 80),
                .made(.lora, "c\(index)", passed: lora),
            ]
        }
        let report = decide(results)
        let contrast = report.contrasts.first { $0.a == .lora && $0.b == .rag }
        #expect((contrast?.clusterP ?? 0) > 0.05)
        #expect(report.state == .recommend && report.arm == .rag && report.tied.isEmpty, "\(report.reasons)")
        #expect(!report.reasons.contains { $0.contains("as good within") })
    }

    @Test func anArmThatMayBeFarBelowTheBarIsNotNamed() {
        // 54 % of 60 could be 43 %: more than δ below the bar.
        let report = decide(.nested(60, [.prompt: 2, .rag: 32]))
        #expect(report.state == .inconclusive && report.neededCases.map { $0 > 60 } == true)
        #expect(report.reasons.first?.contains("could still be below the bar of 50 % by more than 5 points") == true, "\(report.reasons)")
    }

    @Test func casesThatAllPassOrAllFailAreSaidToTellNothing() {
        let passed = decide(.nested(40, [.prompt: 40, .rag: 40]))
        #expect(passed.limits.contains { $0.contains("cases this easy") })
        let failed = decide(.nested(40, [.prompt: 0, .rag: 0]))
        #expect(failed.state == .noArmMeetsBar && failed.limits.contains { $0.hasPrefix("No answer of any arm passed") })
        #expect(failed.wouldFlip.allSatisfy { !$0.contains("With a bar of") })
    }

    @Test func anAnytimeVerdictAsksForMoreAndSaysSo() {
        let anytime = DecisionParameters(isAnytime: true, resamples: 200)
        let report = decide(.nested(120, [.prompt: 20, .rag: 90]), parameters: anytime)
        #expect(report.state == .recommend && report.arm == .rag)
        #expect(report.limits.contains { $0.contains("however often you look") })
        // Seven to nothing settles a test of a number of cases fixed before, not a bet.
        let results = [ArmCaseResult].nested(60, [.prompt: 40, .rag: 47])
        #expect(decide(results).state == .recommend)
        #expect(decide(results, parameters: anytime).state == .inconclusive)
    }

    @Test func noArmMeetsTheBar() {
        let report = decide(.nested(120, [.prompt: 2, .rag: 30, .lora: 10]))
        #expect(report.state == .noArmMeetsBar && report.arm == nil)
        #expect(report.reasons.first == "The best arm, RAG, passes 25 % (18–33 %) of 120 cases: below the bar of 50 %.")
        #expect(report.wouldFlip.contains("With a bar of 24 % or less, RAG would be recommended."))
    }

    @Test func aBarWithinReachIsInconclusive() {
        let report = decide(.nested(120, [.prompt: 2, .rag: 56]))
        #expect(report.state == .inconclusive && report.neededCases.map { $0 > 120 } == true)
        #expect(report.reasons.first?.contains("whether it meets the bar of 50 % is open") == true)
    }

    @Test(arguments: [
        ([ArmCaseResult](), "Nothing has been evaluated"), (.nested(8, [.prompt: 1, .rag: 8]), "8 cases answered by every arm"),
        (.nested(50, [.rag: 40]), "Only one arm"),
        (
            (0..<40).flatMap {
                [
                    ArmCaseResult.made(.prompt, "c\($0)", cluster: "k\($0 % 4)", passed: false),
                    .made(.rag, "c\($0)", cluster: "k\($0 % 4)", passed: true),
                ]
            }, "4 independent clusters"
        ),
    ])
    func anInstrumentThatCannotTellIsVoid(results: [ArmCaseResult], reason: String) {
        let report = decide(results)
        #expect(report.state == .void && report.arm == nil && report.contrasts.isEmpty)
        #expect(report.reasons.first?.contains(reason) == true, "\(report.reasons)")
    }

    @Test func leaksAndFalseAlarmsVoid() {
        let results = [ArmCaseResult].nested(120, [.prompt: 20, .rag: 90])
        let leaked = decide(results, leaks: ["Line 4 asks the question of case k.", "b", "c", "d"])
        #expect(leaked.state == .void && leaked.reasons.first?.hasPrefix("4 leaks between training and cases: Line 4") == true)
        let broken = DecisionReport.make(
            DecisionInput(
                results: results, parameters: DecisionParameters(resamples: 100),
                selfTest: .init(falseAlarmRate: 0.2, ignoringClusters: 0.3, experiments: 500, alpha: 0.05)))
        #expect(broken.state == .void && broken.reasons.first?.contains("20 % of 500 experiments") == true)
    }

    @Test func fewCasesOnlyDescribe() {
        let report = decide(.nested(20, [.prompt: 0, .rag: 20]))
        #expect(report.state == .inconclusive && report.neededCases == 30)
        #expect(report.reasons.first?.contains("20 cases are too few") == true)
    }

    @Test func attributionDropsArmsThatCannotCite() {
        let results = [ArmCaseResult].nested(120, [.prompt: 20, .rag: 80, .lora: 110])
        let free = decide(results)
        #expect(free.arm == .lora)
        #expect(free.wouldFlip.contains("If answers must show their sources, RAG would be recommended."))
        let bound = decide(results, answers: [.attribution: "yes"])
        #expect(bound.state == .recommend && bound.arm == .rag)
        #expect(bound.dropped.map(\.arm) == [.prompt, .lora])
        #expect(bound.reasons.contains("LoRA is out: answers must show their sources, and it cannot cite."))
        #expect(bound.wouldFlip.contains("If answers need not show their sources, LoRA would be recommended."))
    }

    @Test func attributionAsksForRightCitations() {
        let report = decide(.nested(120, [.prompt: 20, .rag: 80], cites: false), answers: [.attribution: "yes"])
        #expect(report.state == .noArmMeetsBar)
        #expect(report.conflicts.contains { $0.hasPrefix("You need sources; the best citing arm, RAG") })
    }

    @Test func latencyAndOtherReasonsDropArms() {
        let results = [ArmCaseResult].nested(120, [.prompt: 20, .rag: 80, .ragLora: 110], milliseconds: [.ragLora: 9_000])
        let slow = decide(results, constraints: Constraints(latencyMilliseconds: 2_000))
        #expect(slow.arm == .rag && slow.dropped.first?.reason.contains("9.0 s; the limit is 2.0 s") == true)
        #expect(slow.wouldFlip.contains("Without the limit on latency, RAG+LoRA would be recommended."))
        let none = decide(results, constraints: Constraints(excluded: [.prompt: "x", .rag: "y", .ragLora: "z"]))
        #expect(none.state == .noArmMeetsBar && none.reasons.first == "No arm is left after the hard constraints.")
        let failing = (0..<40).flatMap { index in
            [
                ArmCaseResult.made(.prompt, "c\(index)", passed: true),
                .made(.rag, "c\(index)", passed: false, error: index < 5 ? "no" : nil),
            ]
        }
        #expect(decide(failing).dropped.first?.reason == "RAG is out: 5 of its 40 answers failed technically.")
    }

    @Test func clustersAreNotCountedAsEvidenceTwice() {
        // Sixteen points in favour, all from five of thirty documents.
        let results = (0..<120).flatMap { index -> [ArmCaseResult] in
            let cluster = index / 4
            return [
                .made(.prompt, "c\(index)", cluster: "k\(cluster)", passed: cluster % 2 == 0),
                .made(.rag, "c\(index)", cluster: "k\(cluster)", passed: cluster % 2 == 0 || cluster < 9),
            ]
        }
        let report = decide(results)
        #expect(report.contrasts[0].p < 0.001 && report.contrasts[0].clusterP.map { $0 > 0.05 } == true)
        #expect(report.state == .inconclusive)
    }

    @Test func aNarrowerDeltaChangesTheChoice() {
        let report = decide(.nested(400, [.prompt: 40, .rag: 240, .ragLora: 256]))
        #expect(
            report.wouldFlip.contains {
                $0.hasPrefix("With δ = 3 points instead of 5 points") || $0.hasPrefix("With δ = 10 points instead of")
            })
    }

    @Test func limitsSayWhatIsNotShown() {
        var input = DecisionInput(
            results: .nested(120, [.prompt: 20, .rag: 64, .ragLora: 64]), split: .development,
            parameters: DecisionParameters(resamples: 100),
            model: "SmolLM2-135M", unanswerableCases: 0, adapterSawContext: false)
        let limits = DecisionReport.make(input).limits
        for part in [
            "Measured on SmolLM2-135M", "One adapter is one draw: it was trained with 1 seed", "trained without passages",
            "development cases",
            "No case is unanswerable", "reaches below the bar",
        ] { #expect(limits.contains { $0.contains(part) }, "\(part) is missing in \(limits)") }
        input.trainingSeeds = 3
        #expect(!DecisionReport.make(input).limits.contains { $0.contains("one draw") })
    }

    @Test func theSameEvidenceGivesTheSameReport() {
        let results = [ArmCaseResult].nested(60, [.prompt: 20, .rag: 50])
        #expect(decide(results) == decide(results))
    }
}

extension [ArmCaseResult] {
    static func nested(_ n: Int, _ passes: [Arm: Int], cites: Bool = true, milliseconds: [Arm: Double] = [:]) -> [ArmCaseResult] {
        ArmCaseResult.nested(n, passes, cites: cites, milliseconds: milliseconds)
    }
}
