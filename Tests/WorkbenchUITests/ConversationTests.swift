import TerminalCells
import Testing
import Workbench
import WorkbenchUI

/// Questions that go on from the one before.
struct ConversationTests {
    private func asked() -> Script {
        var script = Script(start: .playground)
        script.press("FLBiWhat does the Team plan cost?<Enter>")
        return script
    }

    private func answered() -> Script {
        var script = asked()
        for arm in [Arm.prompt, .rag] { script.receive(.answerFinished(turn: 1, Sample.answer(arm))) }
        return script
    }

    private static let first = PastTurn(question: "What does the Team plan cost?", answers: [Sample.answer(.prompt), Sample.answer(.rag)])

    private func ask(_ turn: Int, _ question: String, after earlier: [PastTurn]) -> Effect {
        .request(.ask(turn: turn, question: question, arms: [.prompt, .rag], options: AskOptions(earlier: earlier)))
    }

    @Test
    func theNextQuestionGoesOnFromTheOneOnTheScreen() {
        var script = answered()
        #expect(script.screen.contains("next: follow-up"))
        script.press("i")
        #expect(script.screen.contains("Follow-up to question 1"))
        #expect(script.press("And per year?<Enter>").first == ask(2, "And per year?", after: [Self.first]))
        for arm in [Arm.prompt, .rag] { script.receive(.answerFinished(turn: 2, Sample.answer(arm))) }
        #expect(script.screen.contains("follows question 1"))
        let second = PastTurn(question: "And per year?", answers: Self.first.answers, follows: Self.first.question)
        #expect(script.press("iFor ten?<Enter>").first == ask(3, "For ten?", after: [Self.first, second]))
        #expect(script.screen.contains("2 → And per year?"))
    }

    @Test
    func aKeyStartsANewConversation() {
        var script = answered()
        script.press("N")
        #expect(script.screen.contains("the next question begins a new conversation"))
        #expect(script.press("iWho are you?<Enter>").first == ask(2, "Who are you?", after: []))
        for arm in [Arm.prompt, .rag] { script.receive(.answerFinished(turn: 2, Sample.answer(arm))) }
        script.press("i<Ctrl-N>")
        #expect(!script.screen.contains("Follow-up to"))
        script.press("<Ctrl-N>")
        #expect(script.screen.contains("Follow-up to question 2"), "once more takes it back")
        script.press("<Esc>pi")
        #expect(script.screen.contains("Follow-up to question 1"), "what is on the screen is what it goes on from")
    }

    @Test
    func askedAgainItKeepsItsPlace() {
        var script = answered()
        script.press("iAnd per year?<Enter>")
        for arm in [Arm.prompt, .rag] { script.receive(.answerFinished(turn: 2, Sample.answer(arm))) }
        #expect(script.press("r").first == ask(3, "And per year?", after: [Self.first]))
        script.press("pp")
        #expect(script.press("r").first == ask(4, "What does the Team plan cost?", after: []))
    }

    @Test
    func itWaitsForTheAnswersThatItGoesOnFrom() {
        var script = asked()
        #expect(script.press("iAnd per year?<Enter>") == [])
        #expect(script.screen.contains("still being written"))
        #expect(script.state.playground.input.text == "And per year?")
        #expect(script.press("<Ctrl-N><Enter>").first == ask(2, "And per year?", after: []))
    }

    @Test
    func anArmThatCouldNotAnswerHasNothingToGoOnFrom() {
        var script = asked()
        script.receive(.answerFinished(turn: 1, Sample.answer(.prompt)), .answerFailed(turn: 1, .rag, "The knowledge base is empty."))
        let first = PastTurn(question: Self.first.question, answers: [Sample.answer(.prompt)])
        #expect(script.press("iAnd per year?<Enter>").first == ask(2, "And per year?", after: [first]))
    }

    @Test
    func blindQuestionsStandByThemselves() {
        var script = answered()
        script.press("bi")
        #expect(!script.screen.contains("Follow-up to"))
        script.press("And per year?<Enter>")
        #expect(script.state.playground.turns[1].follows == nil)
        script.press("N")
        #expect(script.screen.contains("Blind questions stand by themselves"))
    }

    @Test
    func aFollowUpIsNoExample() {
        var script = answered()
        script.press("iAnd per year?<Enter>")
        for arm in [Arm.prompt, .rag] { script.receive(.answerFinished(turn: 2, Sample.answer(arm))) }
        #expect(script.press("aA") == [])
        #expect(script.screen.contains("A follow-up says little by itself"))
    }

    @Test
    func cardAndXrayTellWhatTheAnswerGoesOnFrom() {
        var script = answered()
        script.press("iAnd per year?<Enter>")
        var answer = Sample.answer(.rag)
        answer.followUp = FollowUp(turns: 1, dropped: 2, search: "What does the Team plan cost?\nAnd per year?")
        script.receive(.answerFinished(turn: 2, answer))
        #expect(script.screen.contains("goes on from 1 earlier answer; 2 older left"))
        script.press("<Right>x")
        #expect(script.screen.contains("searched for: What does the Team plan cost? / And per year?"))
        #expect(!script.screen.contains("On the command line"), "the command asks single questions")
    }

    @Test
    func earlierSessionsKeepTheirConversationsAndTheNextQuestionBeginsANewOne() {
        var script = Script(start: .playground)
        script.press("FLB")
        let second = PastTurn(question: "And per year?", answers: Self.first.answers, follows: Self.first.question)
        script.receive(.history([Self.first, second]))
        #expect(script.screen.contains("2 → And per year?") && script.screen.contains("follows question 1"))
        #expect(script.press("iNew?<Enter>").first == ask(1, "New?", after: []))
        script.press("p")
        script.receive(.answerFinished(turn: 1, Sample.answer(.prompt)), .answerFinished(turn: 1, Sample.answer(.rag)))
        #expect(script.press("iFor ten?<Enter>").first == ask(2, "For ten?", after: [Self.first, second]))
    }
}
