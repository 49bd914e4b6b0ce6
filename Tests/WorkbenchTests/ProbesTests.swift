import Foundation
import Testing
import Workbench

@Suite struct ProbesTests {
    @Test func trainedFactsAreAskedTheOtherWayRound() throws {
        let small = try SmallProject()
        try small.scratch.write(
            "probes/reversal.jsonl",
            """
            {"id":"heron","question":"What does the Heron plan cost a month?","facts":[["37"]],"reversed":"Which plan costs 37 euros a month?","reversedFacts":[["Heron"]]}

            {"id":"skua","question":"What does the skua eat?","facts":[["fish"]],"reversed":"Which bird eats fish?","reversedFacts":[["skua"]]}
            """)
        _ = try small.session.sync()
        let report = try small.session.measureProbes(split: "development", limit: 1) { _ in true }
        let reversal = try #require(report.reversal)
        #expect(reversal.trained == 1 && reversal.arms.map(\.arm) == [.prompt, .rag] && reversal.arms.allSatisfy { $0.n == 2 })
        for probe in reversal.arms {
            #expect(probe.both <= min(probe.forward, probe.reversed) && max(probe.forward, probe.reversed) <= 2)
            #expect(abs(probe.difference - Double(probe.reversed - probe.forward) / 2) < 1e-12)
        }
        #expect(try small.session.report(.md).contains("the other way round; 1 of them in training examples"))
        for (line, part) in [("{", "line 1 is not a probe"), (#"{"id":"a"}"#, "\"question\" is missing")] {
            try small.scratch.write("probes/reversal.jsonl", line + "\n")
            #expect { try small.session.measureProbes(split: "development") { _ in true } } throws: { "\($0)".contains(part) }
        }
    }

    /// A limit on answer times is for the verdict's answers; those of the gaps are only read.
    @Test func underATimeLimitGapsAnswerOnce() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        let session = try small.reopened(adding: "[decision]\nlatencyMilliseconds = 5000")
        _ = try session.measureGaps(split: "development", limit: 2) { _ in true }
        let lines = try small.scratch.text(".assay/answers.jsonl").split(separator: "\n")
        let keys = lines.compactMap { $0.firstMatch(of: /"key":"(\w+)"/)?.output.1 }
        #expect(keys.count == lines.count && !keys.isEmpty && Set(keys).count == keys.count)
    }

    @Test func probesReadTheEvaluationAndRunTheirExperiments() throws {
        let small = try SmallProject()
        let unanswerable = ["What does the Falcon plan cost?", "Who painted the door?"].enumerated().map { index, question in
            #"{"id":"none-\#(index)","question":"\#(question)","answerable":false,"split":"test"}"#
        }
        try small.scratch.write(
            "cases/cases.jsonl", try small.scratch.text("cases/cases.jsonl") + unanswerable.joined(separator: "\n") + "\n")
        try small.scratch.write("knowledge/birds.md", "# Birds\n\nThe heron and the osprey are birds of the workshop's sign.\n")
        let session = small.session
        _ = try session.sync()
        // Nothing to look at yet: no adapter, no evaluation.
        let empty = try session.measureProbes(split: "development") { _ in true }
        #expect(empty.run == nil && empty.paraphrase.isEmpty && empty.invention.isEmpty && empty.forgetting.isEmpty)

        var choice = TrainingChoice(name: "first", rank: 2, epochs: 2, learningRate: 2e-3)
        choice.batchSize = 4
        _ = try session.train(choice) { _ in true }
        let run = try session.evaluate(arms: [.prompt, .rag, .lora], split: "test") { _ in true }.run
        let report = try session.measureProbes(split: "development") { _ in true }
        #expect(report.run == run && report.paraphrase.map(\.arm) == [.prompt, .rag, .lora])
        // "heron" is asked in two wordings.
        #expect(report.paraphrase.allSatisfy { $0.clusters == 1 })
        #expect(report.invention.allSatisfy { $0.all.n == 2 && $0.near?.n == 1 && $0.far?.n == 1 })
        #expect(report.invention.last?.overBase?.arm == .prompt)

        #expect(report.distractors.map(\.arm) == [.rag, .ragLora])
        for probe in report.distractors {
            #expect(probe.n > 0 && probe.levels.map(\.distractors) == [0, 1, 2])
            #expect(probe.levels[0].change == nil && probe.levels[1].change != nil)
        }
        let forgetting = try #require(report.forgetting.first)
        #expect(forgetting.run == "first" && forgetting.arms == [.lora, .ragLora] && forgetting.tokens > 800)
        #expect(forgetting.before > 5 && forgetting.before < 60 && forgetting.after != forgetting.before)
        #expect(abs(forgetting.ratio - forgetting.after / forgetting.before) < 1e-12)
        #expect(try session.storedProbes() == report)
        #expect(try session.report(.md).contains("Perplexity of a general text"))
        #expect(throws: WorkbenchError.self) { try session.measureProbes(split: "development") { _ in false } }
    }
}
