import Foundation
import Synchronization
import Testing
import Workbench

@Suite struct HistoryTests {
    @Test func whatWasAskedIsThereInTheNextSession() throws {
        let small = try SmallProject()
        try small.session.ask("Which bird?", arms: [.prompt, .fewshot], onDelta: { _, _ in true })
        try small.session.ask("Which bird?", arms: [.prompt], onDelta: { _, _ in true })
        let past = try ProjectSession(project: small.session.project).history()
        #expect(past.map(\.question) == ["Which bird?", "Which bird?"])
        #expect(past.map { $0.answers.map(\.arm) } == [[.prompt, .fewshot], [.prompt]])
        #expect(past[1].answers[0].prompt.contains("Which bird?"))
        #expect(try small.session.history(limit: 1).count == 1)
    }

    /// What lies in the project while an answer is written is all that a killed program leaves behind.
    @Test func whatAKilledProgramHadWrittenIsInTheHistory() throws {
        let small = try SmallProject()
        let (project, folder) = (small.session.project, small.scratch.path(".assay/answering"))
        @Sendable func files() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }
        let copied = Atomic<Bool>(false)
        let outcome = try small.session.ask(
            "Tell of the heron.", arms: [.prompt],
            onDelta: { _, _ in
                let other = ProjectSession(project: project)
                other.recoverAnswers()
                // Its first text is there before the second comes. A copy has no lock, as a file whose writer is gone.
                for name in files() where !copied.load(ordering: .relaxed) {
                    guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8),
                        text.split(separator: "\n").count > 1
                    else { continue }
                    let left =
                        text.replacingOccurrences(of: "Tell of the heron.", with: "Tell of the osprey.")
                        + #"{"text":" and a piece that was"#
                    try? Data(left.utf8).write(to: URL(fileURLWithPath: "\(folder)/left.jsonl"))
                    copied.store(true, ordering: .relaxed)
                }
                return true
            })
        let whole = try #require(outcome.first).1.get()
        #expect(copied.load(ordering: .relaxed) && whole.ending == nil)
        #expect(files() == [], "the answer is in the history, and what another program writes is left alone until it has ended")
        let past = try ProjectSession(project: project).history()
        #expect(past.map(\.question).sorted() == ["Tell of the heron.", "Tell of the osprey."])
        let left = try #require(past.first { $0.question == "Tell of the osprey." }?.answers.first)
        #expect(left.ending == .cut && left.arm == .prompt && left.prompt.contains("Tell of the osprey."))
        #expect(!left.text.isEmpty && whole.text.hasPrefix(left.text))
        small.session.recoverAnswers()
        #expect(try small.session.history().count == 2, "once")
    }

    @Test func aStoppedAnswerSaysSoAndAnArmThatHadNotBegunSaysNothing() throws {
        let small = try SmallProject()
        let calls = Atomic<Int>(0)
        let outcomes = try small.session.ask(
            "Tell of the heron.", arms: [.prompt],
            onDelta: { _, text in
                if !text.isEmpty { calls.add(1, ordering: .relaxed) }
                return calls.load(ordering: .relaxed) < 3
            })
        let answer = try #require(outcomes.first).1.get()
        #expect(answer.ending == .stopped && !answer.text.isEmpty)
        #expect(try small.session.history().last?.answers.first == answer)
        #expect(try small.session.ask("Which bird?", arms: [.prompt, .fewshot], onDelta: { _, _ in false }).isEmpty)
    }

    @Test func aLineThatWasCutOffCostsNothingElse() throws {
        let small = try SmallProject()
        #expect(try small.session.history().isEmpty)
        try small.session.ask("One?", arms: [.prompt], onDelta: { _, _ in true })
        let path = ".assay/turns.jsonl"
        let line = try small.scratch.text(path)
        try small.scratch.write(path, String(line.dropFirst(20)) + line + String(line.prefix(90)))
        #expect(try small.session.history().map(\.question) == ["One?"])
    }
}
