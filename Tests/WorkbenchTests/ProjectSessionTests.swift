import Foundation
import Testing
import Workbench

/// The main job end to end on the real models, on a project of two documents.
@Suite(.serialized) struct ProjectSessionTests {
    @Test func documentsGoInAreFoundAndFollowAnEdit() throws {
        let small = try SmallProject()
        let session = small.session
        #expect(try session.documents().allSatisfy { $0.status == .new })
        let first = try session.sync()
        #expect(first.added.sorted() == ["knowledge/hours.md", "knowledge/prices.md"])
        #expect(first.failed.isEmpty)

        let hit = try #require(try session.search("price of Osprey", mode: .hybrid, limit: 3, filters: []).hits.first)
        #expect(hit.passage.document == "knowledge/prices.md")
        let preview = try session.context(for: "What does the Heron plan cost?")
        #expect(preview.prompt.contains("37 euros"))
        #expect(preview.prompt.contains("[1]"))

        try small.scratch.write("knowledge/prices.md", SmallProject.prices.replacingOccurrences(of: "37", with: "43"))
        #expect(try session.documents().first { $0.path == "knowledge/prices.md" }?.status == .stale)
        let second = try session.sync()
        #expect(second.updated == ["knowledge/prices.md"])
        #expect(second.unchanged == 1)
        #expect(try session.context(for: "What does the Heron plan cost?").prompt.contains("43 euros"))
    }

    @Test func aRemovedDocumentStaysOutUntilItIsNamedAgain() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        try small.session.removeDocuments(["knowledge/hours.md"])
        _ = try small.session.sync()
        #expect(try small.session.documents().map(\.path) == ["knowledge/prices.md"])
        try small.session.addSources([small.scratch.path("knowledge/hours.md")])
        _ = try small.session.sync()
        #expect(try small.session.documents().count == 2)
    }

    @Test func documentsAreRemovedAndTakenBackTogether() throws {
        let small = try SmallProject()
        let extra = try Scratch()
        try extra.write("more.md", "# More\n\nThe Merlin plan costs 12 euros.\n")
        let added = extra.path("more.md")
        try small.session.addSources([added])
        _ = try small.session.sync()
        let all = try small.session.documents().map(\.path)
        #expect(all.count == 3)
        #expect(throws: WorkbenchError.self) { try small.session.removeDocuments(["knowledge/hours.md", "knowledge/none.md"]) }
        #expect(try small.session.documents().count == 3, "all or none")
        // What no sync has read yet can be left out as well.
        try small.scratch.write("knowledge/new.md", "# New\n\nNothing yet.\n")
        let left = ["knowledge/hours.md", "knowledge/new.md", added]
        try small.session.removeDocuments(left)
        _ = try small.session.sync()
        #expect(try small.session.documents().map(\.path) == ["knowledge/prices.md"])
        try small.session.restoreDocuments(left)
        #expect(try small.session.sync().added.sorted() == left.sorted())
    }

    @Test func theProjectsOwnExamplesAndCasesAreNoKnowledgeUnlessTheyAreNamed() throws {
        let small = try SmallProject()
        try small.session.addSources([small.scratch.root])
        _ = try small.session.sync()
        #expect(try small.session.documents().map(\.path) == ["knowledge/hours.md", "knowledge/prices.md"])
        try small.session.addSources([small.scratch.path("training/examples.jsonl")])
        _ = try small.session.sync()
        #expect(try small.session.documents().map(\.path).contains("training/examples.jsonl"))
    }

    @Test func armsThatCannotAnswerSayWhatToDo() throws {
        let small = try SmallProject()
        let outcomes = try small.session.ask("What does the Heron plan cost?", arms: [.prompt, .rag, .lora], onDelta: { _, _ in true })
        for (arm, outcome) in outcomes {
            switch (arm, outcome) {
            case (.prompt, .success(let answer)):
                #expect(!answer.text.isEmpty)
                #expect(answer.grounding == .none)
            case (.rag, .failure(let error)): #expect(error.description.contains("kb"))
            case (.lora, .failure(let error)): #expect(error.description.contains("train start"))
            default: Issue.record("\(arm): \(outcome)")
            }
        }
        #expect(throws: WorkbenchError.self) { try small.session.ask("  \n", arms: [.prompt], onDelta: { _, _ in true }) }
    }

    @Test func theWholeJobRunsToAVerdict() throws {
        let small = try SmallProject()
        let session = small.session
        _ = try session.sync()

        // A training that is stopped keeps a checkpoint and resumes to its end.
        var choice = TrainingChoice(name: "first", rank: 2, epochs: 4, learningRate: 2e-3)
        choice.batchSize = 4
        var steps = 0
        let stopped = try session.train(choice) { update in
            if update.event.event == "step" { steps += 1 }
            return steps < 2
        }
        #expect(stopped.state == .stopped)
        #expect(throws: WorkbenchError.self) { try session.train(choice) { _ in true } }
        let done = try session.resumeTraining("first") { _ in true }
        #expect(done.state == .done)
        #expect(done.adapter != nil)
        let losses = try session.curve(of: "first").compactMap(\.loss)
        #expect(try #require(losses.last) < losses[0])

        let report = try session.evaluate(arms: [.prompt, .rag, .lora], split: "test") { _ in true }
        #expect(report.n == 5)
        #expect(report.arms.map(\.arm) == [.prompt, .rag, .lora])
        let prompt = try #require(report.arms.first { $0.arm == .prompt })
        let rag = try #require(report.arms.first { $0.arm == .rag })
        #expect(rag.fact > prompt.fact)
        #expect(try session.evaluation(nil) == report)

        let gaps = try session.measureGaps(split: "development") { _ in true }
        #expect(gaps.n == 5)
        #expect(gaps.knowledge.estimate > 0)

        let freshness = try session.measureFreshness(arms: [.prompt, .rag]) { _ in true }
        #expect(freshness.arms.first { $0.arm == .rag }?.followed == 1)
        #expect(freshness.arms.first { $0.arm == .prompt }?.followed == 0)
        #expect(try session.documents().allSatisfy { $0.status == .fresh })

        // Five cases are too few for any verdict, and the report says so.
        let decision = try session.decide(answersFile: nil, evaluation: nil)
        #expect(decision.state == .void)
        #expect(try session.report(.md).contains("VOID"))

        try session.deleteRun("first")
        #expect(try session.runs().isEmpty)
    }

    @Test func aStoppedEvaluationGoesOnWhereItWas() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        var answers = 0
        #expect(throws: WorkbenchError.self) {
            try small.session.evaluate(arms: [.prompt, .rag], split: "test") { _ in
                answers += 1
                return answers < 4
            }
        }
        #expect(try small.session.evaluations().isEmpty)
        let report = try small.session.evaluate(arms: [.prompt, .rag], split: "test") { _ in true }
        #expect(report.n == 5)
    }

    @Test func aFormIsImposedOnTheArmsThatAreNamed() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        #expect(throws: WorkbenchError.self) { try small.session.evaluate(arms: [.prompt.constrained], split: "test") { _ in true } }
        let pattern = "[A-Z][a-z ]+: [0-9:]{1,5}\\."
        let session = try small.reopened(adding: "[form]\nregex = '\(pattern)'\narms = ['prompt', 'rag']\n")
        #expect(session.arms == [.prompt, .prompt.constrained, .fewshot, .rag, .rag.constrained, .lora, .ragLora])
        let report = try session.evaluate(split: "test") { _ in true }
        #expect(report.arms.map(\.arm) == [.prompt, .prompt.constrained, .fewshot, .rag, .rag.constrained])
        #expect(report.contrasts.contains { $0.a == .rag.constrained && $0.b == .rag })
        let answers = try session.caseDetail(run: report.run, case: "heron-test").answers
        for answer in answers {
            #expect((answer.text.wholeMatch(of: try Regex(pattern)) != nil) == answer.arm.isConstrained, "\(answer)")
        }
        let asked = try session.ask("When does the workshop open?", arms: [.prompt.constrained], onDelta: { _, _ in true })
        #expect(try asked[0].1.get().text.wholeMatch(of: try Regex(pattern)) != nil)
    }

    @Test func aFormThatCannotBeImposedIsToldBeforeAnythingIsAsked() throws {
        let small = try SmallProject()
        let session = try small.reopened(adding: "[form]\nregex = 'a(?s)b'\narms = ['prompt']\n")
        defer { withExtendedLifetime(small) {} }
        let error = #expect(throws: WorkbenchError.self) { try session.evaluate(split: "test") { _ in true } }
        #expect(error?.kind == .badData && error?.description.contains("a(?s)b") == true)
        #expect(try session.evaluations().isEmpty)
    }

    @Test func theFormsOfAllSamplesCanBeImposed() throws {
        let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "sample-projects")
        var forms = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: samples.path).sorted() {
            let folder = samples.appending(path: name).path
            guard FileManager.default.fileExists(atPath: folder + "/assay.toml") else { continue }
            let session = ProjectSession(project: try Project(at: folder))
            try session.checkForm(of: session.arms)
            forms += session.arms.contains(where: \.isConstrained) ? 1 : 0
        }
        #expect(forms == 5)
    }

    @Test func answersMadeTogetherAreThoseMadeAlone() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        let arms: [Arm] = [.prompt, .fewshot, .rag]
        func texts(_ session: ProjectSession) throws -> [String] {
            let run = try session.evaluate(arms: arms, split: "test") { _ in true }.run
            return try ["heron", "heron-2", "osprey", "opens", "closes"].flatMap { id in
                try session.caseDetail(run: run, case: "\(id)-test").answers.map { "\(id) \($0.arm) \($0.text)" }
            }
        }
        let together = try texts(small.session)
        // A time limit needs the time of an answer that had the machine to itself.
        let limited = try small.reopened(adding: "[decision]\nlatencyMilliseconds = 60000\n")
        #expect(try texts(limited) == together)
        let kept = try small.scratch.text(".assay/answers.jsonl").split(separator: "\n")
        #expect(kept.count == 2 * together.count && kept.count { $0.contains("\"isShared\":true") } == together.count)
    }
}
