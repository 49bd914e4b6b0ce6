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
