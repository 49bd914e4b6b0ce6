import Scoring
import Testing

@Suite struct ProbeTests {
    private func result(_ arm: Arm, _ id: String, cluster: String, fact: Bool, abstained: Bool = false) -> ArmCaseResult {
        ArmCaseResult(
            arm: arm, case: id, question: id, cluster: cluster, output: ArmOutput(text: ""),
            score: CaseScore(fact: fact, format: true, citation: nil, passed: fact, reasons: [], abstained: abstained))
    }

    @Test func aFactIsKnownInEveryWordingOrOnlyInSome() {
        let results = [
            result(.lora, "a1", cluster: "a", fact: true), result(.lora, "a2", cluster: "a", fact: true),
            result(.lora, "b1", cluster: "b", fact: true), result(.lora, "b2", cluster: "b", fact: false),
            result(.lora, "c1", cluster: "c", fact: false), result(.lora, "c2", cluster: "c", fact: false),
            result(.lora, "d1", cluster: "d", fact: true), result(.lora, "u1", cluster: "a", fact: false),
            result(.prompt, "a1", cluster: "a", fact: false), result(.prompt, "a2", cluster: "a", fact: false),
        ]
        let probes = ParaphraseProbe.run(results, asked: ["a1", "a2", "b1", "b2", "c1", "c2", "d1"])
        #expect(probes.map(\.arm) == [.prompt, .lora])
        #expect(probes[0].clusters == 1 && probes[0].right == 0 && probes[0].consistency == nil)
        #expect(probes[1].clusters == 3 && probes[1].right == 2 && probes[1].alwaysRight == 1 && probes[1].consistency == 0.5)
        let wilson = Wilson.interval(successes: 1, of: 2)
        #expect(probes[1].low == wilson.low && probes[1].high == wilson.high)
    }

    @Test func inventionIsCountedNextToTrainedQuestionsAndOverTheBase() throws {
        let ids = ["u1", "u2", "u3", "u4"]
        var results: [ArmCaseResult] = []
        for (index, id) in ids.enumerated() {
            results.append(result(.prompt, id, cluster: id, fact: index > 0, abstained: index > 0))
            results.append(result(.lora, id, cluster: id, fact: index > 2, abstained: index > 2))
        }
        results.append(result(.lora, "other", cluster: "other", fact: false))
        let probes = InventionProbe.run(
            results, unanswerable: Set(ids), nearness: ["u1": 0.9, "u2": 0.8, "u3": 0.1, "u4": 0])
        let lora = try #require(probes.first { $0.arm == .lora })
        #expect(lora.all.invented == 3 && lora.all.n == 4)
        #expect(lora.near?.invented == 2 && lora.near?.n == 2 && lora.far?.invented == 1 && lora.far?.n == 2)
        #expect(lora.overBase?.arm == .prompt && lora.overBase?.difference == 0.5)
        #expect(
            lora.overBase?.p
                == PairedDifference([true, true, true, false], [true, false, false, false], clusterOfCase: [0, 1, 2, 3]).clusterP)
        #expect(probes[0].overBase == nil)
        #expect(InventionProbe.run(results, unanswerable: [], nearness: [:]).isEmpty)
        #expect(InventionProbe.run(results, unanswerable: Set(ids), nearness: [:])[0].near == nil)
    }

    /// Newcombe's interval and McNemar's p are held against SciPy elsewhere; here their cells count.
    @Test func aFactThatIsKnownOneWayOnlyIsCountedOnce() throws {
        let forward = [true, true, true, true, true, true, true, false, false, true]
        let reversed = [true, false, false, false, false, false, false, true, false, false]
        let probe = try #require(ReversalProbe(arm: .lora, forward: forward, reversed: reversed))
        #expect(probe.n == 10 && probe.forward == 8 && probe.reversed == 2 && probe.both == 1)
        #expect(abs(probe.difference + 0.6) < 1e-12 && probe.low < -0.6 && probe.high < 0)
        // 7 against 1 discordant facts: 2 × (1 + 8) / 2⁸.
        #expect(abs(probe.p - 0.0703125) < 1e-12)
        #expect(ReversalProbe(arm: .lora, forward: [], reversed: []) == nil)
    }
}
