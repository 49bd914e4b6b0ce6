import Foundation
import Testing
import Workbench

@Suite(.serialized) struct PromptSearchTests {
    private static let form = "[form]\nregex = '[A-Z][a-z ]+: [0-9:]{1,5}\\.'\n"

    @Test func aSearchFindsAPromptThatBecomesTheFewShotArms() throws {
        let small = try SmallProject()
        var session = try small.reopened(adding: Self.form)
        let own = try small.scratch.write("mine.txt", "Say only the number.\n")
        let choice = PromptSearchChoice(budget: 60, patience: 4, variants: [own])

        // Stopped, it has kept what was answered, and says so.
        var updates = 0
        #expect(throws: WorkbenchError.self) {
            try session.searchPrompts(choice) { _ in
                updates += 1
                return updates < 60
            }
        }
        #expect(try session.storedPromptSearch() == nil)
        let kept = try small.scratch.text(".assay/answers.jsonl").split(separator: "\n")
        #expect(!kept.isEmpty)

        let report = try session.searchPrompts(choice) { _ in true }
        #expect(try small.scratch.text(".assay/answers.jsonl").split(separator: "\n").prefix(kept.count) == kept[...])
        #expect(report.n == 5 && report.spent <= 60 && report.tried >= 5)
        #expect(report.candidates[0].name == "the prompt as it is")
        #expect(report.candidates.contains { $0.name == "instructions of mine.txt" })
        #expect(report.ladder.map(\.name) == ["the question alone", "the instructions alone", "the prompt as it is", "the best found"])
        #expect(report.candidates[report.best - 1].passed >= report.candidates[0].passed)
        #expect(report.heldOut != nil && report.optimism != nil)
        #expect(try session.storedPromptSearch() == report)

        // The same again costs no answer and finds the same.
        let size = try small.scratch.text(".assay/answers.jsonl").count
        var again = try session.searchPrompts(choice) { _ in true }
        again.finished = report.finished
        #expect(again == report)
        #expect(try small.scratch.text(".assay/answers.jsonl").count == size)

        // Its winner, to the letter, is the few-shot arm's prompt once it is taken.
        #expect(try session.applyPromptSearch() == "prompts/fewshot.toml")
        session = ProjectSession(project: try Project(at: small.scratch.root))
        #expect(session.project.warning == nil && session.project.configuration.searched == report.winner)
        let asked = try session.ask("What does the Heron plan cost?", arms: [.fewshot], onDelta: { _, _ in true })
        let prompt = try asked[0].1.get().prompt
        for example in report.winner.examples { #expect(prompt.contains(example.question) && prompt.contains(example.answer)) }
        #expect(prompt.contains(report.winner.instructions))

        let row = try #require(session.decide(answersFile: nil, evaluation: nil).questions.first { $0.question == .prompting })
        #expect(row.measured?.contains("prompts tried on 5 development cases") == true, "\(row)")
        let text = try session.report(.md)
        #expect(text.contains("Has prompting been exhausted?") && text.contains("the question alone"))

        // Other cases: what was measured holds no longer.
        try small.scratch.write("cases/cases.jsonl", try small.scratch.text("cases/cases.jsonl").replacingOccurrences(of: "37", with: "38"))
        #expect(try session.isOutdated(report))
        #expect(throws: WorkbenchError.self) { try session.applyPromptSearch() }
    }

    @Test func theTestCasesAreNotLookedAt() throws {
        let small = try SmallProject()
        let lines = try small.scratch.text("cases/cases.jsonl").split(separator: "\n")
        try small.scratch.write("cases/cases.jsonl", lines.filter { $0.contains("\"test\"") }.joined(separator: "\n"))
        #expect(throws: WorkbenchError.self) { try small.session.searchPrompts { _ in true } }
    }

    @Test func aBudgetForNothingIsRefused() throws {
        let small = try SmallProject()
        #expect(throws: WorkbenchError.self) { try small.session.searchPrompts(PromptSearchChoice(budget: 9)) { _ in true } }
    }

    @Test func aPromptFileIsReadAsItWasWritten() throws {
        let scratch = try Scratch()
        try scratch.write("assay.toml", "[form]\nregex = 'a+'\n")
        try scratch.write(
            "prompts/fewshot.toml",
            """
            # by hand
            instructions = \"\"\"
            Say "a" \\\\ b.
            Twice.\"\"\"
            form = true
            [[example]]
            question = "Q"
            answer = "A"
            """)
        let configuration = try Project(at: scratch.root).configuration
        #expect(configuration.searched?.instructions == "Say \"a\" \\ b.\nTwice.")
        #expect(configuration.searched?.examples == [.init(question: "Q", answer: "A")])
        #expect(configuration.constrained.contains(.fewshot))

        try scratch.write("prompts/fewshot.toml", "instructions = oops\n")
        let damaged = try Project(at: scratch.root)
        #expect(damaged.configuration.searched == nil && damaged.warning?.contains("prompts/fewshot.toml: line 1") == true)
    }

    @Test func draftsOfTheModelAreRacedAndComeOutTheSameForASeed() throws {
        let small = try SmallProject()
        let choice = PromptSearchChoice(budget: 60, patience: 3, drafts: 2)
        let report = try small.session.searchPrompts(choice) { _ in true }
        let drafts = try #require(report.drafts)
        #expect(drafts.wanted == 2 && drafts.kept + drafts.rejected.values.reduce(0, +) <= 8 && drafts.kept <= 2)
        #expect(drafts.kept == 0 || report.candidates.contains { $0.name.hasPrefix("instructions drafted by the model") && $0.asked > 0 })
        #expect(ReportText.promptSearch(report).contains("that the model was to draft, \(drafts.kept) were raced"))
        #expect(report.spent <= 60, "drafting takes nothing from the budget of answers")

        let size = try small.scratch.text(".assay/answers.jsonl").count
        var again = try small.session.searchPrompts(choice) { _ in true }
        again.finished = report.finished
        #expect(again == report)
        #expect(try small.scratch.text(".assay/answers.jsonl").count == size, "drafts are kept like answers")
        #expect(throws: WorkbenchError.self) { try small.session.searchPrompts(choice) { _ in false } }
    }
}
