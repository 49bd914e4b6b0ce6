import Testing
import Workbench

/// Follow-up questions and settings of arms, on the real models.
@Suite(.serialized) struct ConversationTests {
    private func answer(
        _ session: ProjectSession, _ question: String, _ arm: Arm, _ options: AskOptions = AskOptions()
    ) throws -> ArmAnswer {
        let outcome = try #require(try session.ask(question, arms: [arm], options: options, onDelta: { _, _ in true }).first)
        return try outcome.1.get()
    }

    private func settings(_ arm: Arm, _ change: (inout ArmSettings) -> Void) -> AskOptions {
        var settings = ArmSettings()
        change(&settings)
        return AskOptions(settings: [arm: settings])
    }

    @Test func aFollowUpGoesOnFromTheArmsOwnAnswersAndSearchesWithBothQuestions() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        let question = "What does the Osprey plan cost?"
        let first = try small.session.ask(question, arms: [.prompt, .rag], onDelta: { _, _ in true })
        let turn = PastTurn(question: question, answers: try first.map { try $0.1.get() })
        let (said, found) = (turn.answers[0], turn.answers[1])

        let alone = try answer(small.session, "And how long is it valid?", .rag)
        #expect(alone.followUp == nil)
        let followUp = try answer(small.session, "And how long is it valid?", .rag, AskOptions(earlier: [turn]))
        #expect(followUp.followUp == FollowUp(turns: 1, dropped: 0, search: "\(question)\nAnd how long is it valid?"))
        #expect(followUp.prompt.contains("81 euros"), "the question before says what it is about")
        let before = "<|im_start|>user\n\(question)<|im_end|>\n<|im_start|>assistant\n"
        #expect(followUp.prompt.contains(before + CitationRow.unmarked(found.text)))

        let plain = try answer(small.session, "And how long is it valid?", .prompt, AskOptions(earlier: [turn]))
        #expect(plain.followUp == FollowUp(turns: 1, dropped: 0))
        #expect(plain.prompt.hasPrefix(said.prompt + said.text + "<|im_end|>\n<|im_start|>user\nAnd how long is it valid?"))
        #expect(!plain.prompt.contains("\(found.text)"))

        let past = try small.session.history()
        #expect(past.map(\.follows) == [nil, nil, question, question])
    }

    @Test func whatHasNoRoomIsLeftOutOldestFirst() throws {
        let small = try SmallProject()
        let model = try answer(small.session, "Which bird?", .prompt)
        let long = PastTurn(question: Array(repeating: "heron", count: 3000).joined(separator: " "), answers: [model])
        let turns = [long, long, long, PastTurn(question: "Which bird is it?", answers: [model])]
        let next = try answer(small.session, "And the other?", .prompt, AskOptions(earlier: turns))
        let followUp = try #require(next.followUp)
        #expect(followUp.dropped > 0 && followUp.turns + followUp.dropped == 4)
        #expect(next.prompt.contains("Which bird is it?"))
    }

    @Test func settingsChangeThePromptTheDecodingAndTheForm() throws {
        let small = try SmallProject()
        try small.scratch.write(
            "prompts/brief.toml",
            """
            instructions = "Say one word."
            [[example]]
            question = "Which bird dives?"
            answer = "Kingfisher."
            """)
        let session = try small.reopened(adding: "[form]\nregex = '(yes|no)'\n")
        _ = try session.sync()
        let question = "What does the Heron plan cost?"

        let brief = try answer(
            session, question, .rag,
            settings(.rag) {
                $0.prompt = "prompts/brief.toml"
                $0.passages = 2
            })
        #expect(brief.prompt.contains("Say one word.") && brief.prompt.contains("Kingfisher."))
        #expect(!brief.prompt.contains("Answer in one short sentence."))
        #expect(brief.prompt.contains("[2]"), "the project retrieves one passage")
        #expect(brief.settings?.passages == 2 && brief.leftOut == nil)
        #expect(try session.history().last?.answers.first?.settings == brief.settings)

        let formed = try answer(session, question, .prompt, settings(.prompt) { $0.imposesForm = true })
        #expect(["yes", "no"].contains(formed.text))
        let free = try answer(session, question, .prompt.constrained, settings(.prompt.constrained) { $0.imposesForm = false })
        #expect(!["yes", "no"].contains(free.text))

        let short = try answer(session, question, .prompt, settings(.prompt) { $0.maxTokens = 3 })
        #expect(short.completionTokens <= 3)
        #expect(short.settings == settings(.prompt) { $0.maxTokens = 3 }.settings[.prompt])

        var hot = settings(.prompt) { $0.temperature = 1.5 }
        let drawn = try [UInt64](1...3).map { seed in
            hot.seed = seed
            return try answer(session, question, .prompt, hot).text
        }
        #expect(Set(drawn).count > 1, "another seed, another answer")
        #expect(try answer(session, question, .prompt, hot).text == drawn[2], "the same seed, the same answer")
        let plain = try answer(session, question, .prompt)
        #expect(plain.settings == nil)
        #expect(try answer(session, question, .prompt, settings(.prompt) { $0.passages = 9 }).settings == nil, "it does not retrieve")
    }

    @Test func settingsThatCannotBeAreRefused() throws {
        let small = try SmallProject()
        func reason(_ arm: Arm, _ change: (inout ArmSettings) -> Void) throws -> String {
            let outcome = try #require(
                try small.session.ask("Which?", arms: [arm], options: settings(arm, change), onDelta: { _, _ in true }).first)
            if case .failure(let error) = outcome.1 { return error.description }
            return ""
        }
        #expect(try reason(.prompt) { $0.imposesForm = true }.contains("no form"))
        #expect(try reason(.lora) { $0.adapter = "gone" }.contains("There is no run gone"))
        #expect(try reason(.prompt) { $0.maxTokens = 0 }.contains("1 to 4096"))
        #expect(try reason(.prompt) { $0.prompt = "prompts/gone.toml" }.contains("prompts/gone.toml"))
        try small.scratch.write("prompts/broken.toml", "instructions = 3\n")
        #expect(try reason(.prompt) { $0.prompt = "prompts/broken.toml" }.contains("The prompt prompts/broken.toml cannot be used"))
    }

    /// What a conversation said is not processed again where its keys and values are still there; that changes no answer.
    @Test func whatIsKnownOfAConversationChangesNoAnswer() throws {
        let small = try SmallProject()
        let long = "Tell me about these birds: " + Array(repeating: "heron, osprey, kestrel, merlin", count: 60).joined(separator: "; ")
        let first = try answer(small.session, long, .prompt)
        let turn = PastTurn(question: long, answers: [first])
        let second = try answer(small.session, "And the first?", .prompt, AskOptions(earlier: [turn]))
        #expect(second.promptTokens > first.promptTokens)
        let fresh = try answer(
            ProjectSession(project: small.session.project), "And the first?", .prompt, AskOptions(earlier: [turn]))
        #expect(fresh.text == second.text)
    }
}
