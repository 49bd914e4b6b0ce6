import TerminalCells
import Testing
import Workbench
import WorkbenchUI

/// Votes among answers whose arms are hidden.
struct BlindTests {
    private static let question = "What does the Team plan cost?"

    private func asked(_ size: Size = Size(140, 45)) -> Script {
        var script = Script(size, start: .playground)
        script.press("bi\(Self.question)<Enter>")
        return script
    }

    private func answered(_ size: Size = Size(140, 45)) -> Script {
        var script = asked(size)
        for arm in Arm.plain where arm != .lora { script.receive(.answerFinished(turn: 1, Sample.answer(arm))) }
        script.receive(.answerFailed(turn: 1, .lora, "There is no adapter yet."))
        return script
    }

    /// Selects an arm's column.
    private func select(_ arm: Arm, _ script: inout Script) throws {
        let column = try #require(script.state.playground.turns[0].columns.firstIndex { $0.arm == arm })
        for _ in 0..<column { script.press("<Right>") }
    }

    @Test
    func columnsAreShuffledByTheSeedAndTheTurn() {
        var orders: Set<[Arm]> = []
        for seed in 1...40 as ClosedRange<UInt64> {
            let order = BlindOrder.shuffled(Arm.plain, seed: seed)
            #expect(order.sorted() == Arm.plain)
            #expect(order == BlindOrder.shuffled(Arm.plain, seed: seed))
            orders.insert(order)
        }
        #expect(orders.count > 25, "120 orders are possible")
        var script = asked()
        script.press("r")
        let turns = script.state.playground.turns
        #expect(turns[0].columns.map(\.arm) == BlindOrder.shuffled(Arm.plain, seed: turns[0].ballot?.seed ?? 0))
        #expect(turns[0].ballot?.seed != turns[1].ballot?.seed)
    }

    /// Each arm comes to each place equally often: 5 × 400 expected, χ² with 16 degrees of freedom stays below 39.3 at p = 0.001.
    @Test
    func noArmHasAPlace() {
        var counts: [Arm: [Int]] = [:]
        for seed in 1...2000 as ClosedRange<UInt64> {
            for (place, arm) in BlindOrder.shuffled(Arm.plain, seed: seed).enumerated() {
                counts[arm, default: [0, 0, 0, 0, 0]][place] += 1
            }
        }
        let chiSquared = counts.values.joined().reduce(0.0) { $0 + Double(($1 - 400) * ($1 - 400)) / 400 }
        #expect(chiSquared < 39.3, "\(counts)")
    }

    @Test
    func nothingTellsTheArmsApartBeforeTheVote() {
        var script = asked()
        let names = [
            "━ Prompt", "─ Prompt", "Few-shot ─", "RAG ─", "RAG ━", "closed book", "cited", "[1]", "tok", "cites",
        ]
        func check(_ moment: String) {
            // The names of the arms to choose stand above the answers, in the row of the chips.
            for name in names { #expect(!script.screen.contains(name), "\(moment): \(name)") }
        }
        script.receive(.answerStarted(turn: 1, .rag), .answerDelta(turn: 1, .rag, "The Team plan costs [1]"))
        check("while one writes")
        #expect(!script.screen.contains("The Team plan costs"), "the fastest arm would give itself away")
        script.receive(.answerFinished(turn: 1, Sample.answer(.rag)))
        check("when one has answered")
        #expect(script.screen.contains("shown when all have answered"))
        for arm in Arm.plain where arm != .rag { script.receive(.answerFinished(turn: 1, Sample.answer(arm))) }
        check("when all have answered")
        #expect(script.screen.contains("which is the best?"))
        #expect(script.screen.contains("The Team plan costs €29"))
        script.press("<Right><Right><Enter>")
        #expect(script.state.focus == .playground, "a citation would tell")
        script.press("<Esc>x")
        #expect(script.state.overlays.isEmpty)
        #expect(script.screen.contains("It would show which arm this is"))
        script.press("y")
        check("when it was copied")
    }

    @Test
    func aVoteIsKeptWithItsAnswersAndShowsTheNames() throws {
        var script = answered()
        try select(.rag, &script)
        let turn = script.state.playground.turns[0]
        let vote = NewVote(
            question: Self.question, answers: turn.columns.compactMap(\.answer), winner: .rag, seed: try #require(turn.ballot?.seed))
        #expect(vote.answers.count == 4, "an arm that could not answer is no candidate")
        #expect(script.press("v") == [.request(.vote(vote))])
        #expect(script.screen.contains("is RAG. E makes"))
        #expect(script.screen.contains("you chose RAG"))
        #expect(script.screen.contains("✓ your vote"))
        #expect(script.screen.contains("· Few-shot"))
        #expect(script.press("v") == [], "one vote a question")
        #expect(script.screen.contains("You have voted here"))
    }

    @Test
    func noneCanBeTheBest() {
        var script = answered()
        script.press("t")
        #expect(script.requests.count == 1)
        guard case .vote(let vote)? = script.requests.first else {
            Issue.record("no vote")
            return
        }
        #expect(vote.winner == nil)
        #expect(script.screen.contains("none was the best"))
    }

    @Test
    func aVoteTakenBackLeavesTheNamesInSight() throws {
        var script = answered()
        script.press("t")
        #expect(script.press("u") == [.request(.withdrawVote)])
        #expect(script.screen.contains("vote taken back"))
        #expect(script.screen.contains("· Few-shot"))
        #expect(script.press("v") == [])
        #expect(script.screen.contains("The names are known here"))
    }

    @Test
    func thereIsNothingToVoteOnBeforeTwoHaveAnswered() {
        var script = asked()
        #expect(script.press("v") == [])
        #expect(script.screen.contains("still being written"))
        script.receive(.job(Sample.job(.ask)))
        script.receive(.answerFinished(turn: 1, Sample.answer(.prompt)))
        script.receive(.job(Sample.job(.ask, .cancelled)))
        #expect(script.press("t") == [])
        #expect(script.screen.contains("There are not two answers"))
        #expect(script.screen.contains("· Prompt"), "and nothing to hide")
    }

    @Test
    func anOpenQuestionSaysHowToVote() {
        var script = Script(start: .playground)
        script.press("iHello<Enter>")
        for arm in Arm.plain { script.receive(.answerFinished(turn: 1, Sample.answer(arm))) }
        #expect(script.press("v") == [])
        #expect(script.screen.contains("Votes are blind: b hides the names"))
    }

    @Test
    func theTallyAndTheExamplesAreAskedFor() {
        var script = Script(start: .playground)
        #expect(script.press("E") == [.request(.addVotedExamples)])
        script.receive(.votes(VoteTally([])))
        #expect(script.state.overlays.isEmpty, "nobody asked")
        #expect(script.press("V") == [.request(.votes)])
        script.receive(.votes(VoteTally([])))
        #expect(script.screen.contains("No blind votes yet."))
        #expect(script.screen.contains("assay eval votes"))
    }
}
