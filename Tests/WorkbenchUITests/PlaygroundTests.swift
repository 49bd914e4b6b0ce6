import TerminalCells
import Testing
import Workbench
import WorkbenchUI

struct PlaygroundTests {
    private func asked(_ size: Size = Size(140, 45)) -> Script {
        var script = Script(size, start: .playground)
        script.press("iWhat does the Team plan cost?<Enter>")
        return script
    }

    private func answered(_ size: Size = Size(140, 45)) -> Script {
        var script = asked(size)
        for arm in Arm.plain { script.receive(.answerFinished(turn: 1, Sample.answer(arm))) }
        return script
    }

    @Test
    func enterSendsToTheChosenArms() {
        var script = Script(start: .playground)
        script.press("LB")
        #expect(
            script.press("<Enter>Hello there<Enter>") == [
                .request(.ask(turn: 1, question: "Hello there", arms: [.prompt, .fewshot, .rag])), .tick(true),
            ])
        #expect(!script.state.playground.isTyping)
    }

    @Test
    func armsWithAFormAreAskedOnceTheyAreChosen() {
        var script = Script(start: .playground)
        script.press("C")
        #expect(script.screen.contains("The project has no form"))
        var project = Sample.project
        project.arms = (Arm.plain + [.prompt.constrained, .rag.constrained]).sorted()
        script.receive(.project(project))
        script.press("FLB")
        #expect(script.screen.contains("with the form too"))
        script.press("C")
        #expect(
            script.press("iHello<Enter>") == [
                .request(.ask(turn: 1, question: "Hello", arms: [.prompt, .prompt.constrained, .rag, .rag.constrained])), .tick(true),
            ])
        #expect(script.screen.contains("RAG+form"))
    }

    /// Keys pressed while the editor was open are taken before what it wrote.
    @Test
    func aQuestionFromTheEditorIsShownWherePeopleCanLeaveIt() {
        var script = Script(start: .playground)
        script.press("e2")
        script.send(.edited("a question"))
        #expect(script.state.focus == .playground && script.state.playground.isTyping)
        script.press("<Esc>")
        #expect(!script.state.playground.isTyping)
    }

    @Test
    func everyLetterIsTextWhileTyping() {
        var script = Script(start: .playground)
        script.press("iq1?:PJxy /")
        #expect(script.state.playground.input.text == "q1?:PJxy /")
    }

    @Test
    func ctrlJMakesALineAndAPasteNeverSubmits() {
        var script = Script(start: .playground)
        script.press("ione<Ctrl-J>two")
        #expect(script.state.playground.input.text == "one\ntwo")
        #expect(script.send(.input(.paste("three\nfour\n"))) == [])
        #expect(script.state.playground.input.text == "one\ntwothree\nfour\n")
        #expect(script.state.playground.turns.isEmpty)
    }

    @Test
    func aPasteOutsideTheBoxOpensIt() {
        var script = Script(start: .playground)
        script.send(.input(.paste("pasted\nquestion")))
        #expect(script.state.playground.isTyping)
        #expect(script.state.playground.input.text == "pasted\nquestion")
    }

    @Test
    func anEmptyQuestionIsNotSent() {
        var script = Script(start: .playground)
        #expect(script.press("i   <Enter>") == [])
        #expect(script.screen.contains("Type a question first."))
    }

    @Test
    func escLeavesTheBoxAndKeepsTheDraft() {
        var script = Script(start: .playground)
        script.press("idraft<Esc>")
        #expect(!script.state.playground.isTyping)
        script.press("i")
        #expect(script.state.playground.input.text == "draft")
    }

    @Test
    func answersStreamSideBySide() {
        var script = asked()
        script.receive(.answerStarted(turn: 1, .rag), .answerDelta(turn: 1, .rag, "The Team "), .answerDelta(turn: 1, .prompt, "Plans are"))
        script.receive(.answerDelta(turn: 1, .rag, "plan"))
        #expect(script.screen.contains("The Team plan▌"))
        #expect(script.screen.contains("Plans are▌"))
    }

    @Test
    func deltasOfAnotherTurnDoNotMix() {
        var script = answered()
        script.press("r")
        script.receive(.answerDelta(turn: 1, .prompt, "LATE"))
        script.receive(.answerDelta(turn: 2, .prompt, "new"))
        #expect(script.state.playground.turns[0].columns[0].text == "The Team plan is $49 per month.")
        #expect(script.state.playground.turns[1].columns[0].text == "new")
    }

    @Test
    func anArmThatCannotAnswerSaysWhatToDo() {
        var script = asked()
        script.receive(.answerFailed(turn: 1, .lora, "There is no adapter yet: press 2, then t, to train one."))
        #expect(script.screen.contains("cannot answer"))
        #expect(script.screen.contains("There is no adapter yet"))
    }

    @Test
    func stoppingKeepsWhatWasWritten() {
        var script = asked()
        script.receive(.job(Sample.job(.ask)))
        script.receive(.answerDelta(turn: 1, .prompt, "half an ans"))
        #expect(script.press("s") == [.request(.cancel(JobID(1)))])
        script.receive(.job(Sample.job(.ask, .cancelled)))
        #expect(script.state.playground.turns[0].columns[0].text == "half an ans")
        #expect(script.screen.contains("(stopped here)"))
        #expect(script.effects.contains(.tick(false)))
    }

    /// The workbench hands over what was written, and why it is not whole.
    @Test
    func anAnswerThatIsNotWholeSaysWhyAndIsNoExample() {
        for (ending, word, place) in [(ArmAnswer.Ending.stopped, "stopped", "(stopped here)"), (.cut, "cut off", "(the program ended")] {
            var script = Script(start: .playground)
            script.press("FRLBiWhat does the Team plan cost?<Enter>")
            var answer = Sample.answer(.prompt)
            answer.ending = ending
            script.receive(.answerFinished(turn: 1, answer))
            #expect(script.screen.contains("○ \(word)") && script.screen.contains(place), "\(script.screen)")
            #expect(!script.screen.contains("closed book"))
            #expect(script.press("a") == [])
            #expect(script.screen.contains("This answer is not whole"))
            script.press("x")
            #expect(script.screen.contains("X-ray"))
        }
    }

    @Test
    func onlyWholeAnswersAreVotedOn() {
        var script = Script(start: .playground)
        script.press("RLBbiWhat does the Team plan cost?<Enter>")
        var answer = Sample.answer(.prompt)
        answer.ending = .stopped
        script.receive(.answerFinished(turn: 1, answer), .answerFinished(turn: 1, Sample.answer(.fewshot)))
        #expect(script.press("v") == [])
        #expect(script.screen.contains("There are not two answers to choose between."))
    }

    @Test
    func enterOnACitationOpensThePassageAndEscComesBack() {
        var script = answered()
        script.press("<Right><Right>")
        #expect(script.screen.contains("Enter open [1]"))
        script.press("<Enter>")
        #expect(script.state.focus == .knowledge)
        #expect(script.state.knowledge.passageList.selected == 1)
        let grid = view(script.state, size: script.state.size)
        let match = Theme.builtIn.style("match")
        #expect(
            grid.cells.filter { $0.style.attributes == match.attributes && $0.style.foreground == match.foreground }.map(\.text).joined()
                == "The Team plan costs €29 a seat each month")
        script.press("<Esc>")
        #expect(script.state.focus == .playground)
    }

    @Test
    func aCitationOfADocumentThatIsGoneSaysSo() {
        var script = answered()
        script.receive(.documents([]))
        script.press("<Right><Right><Enter>")
        #expect(script.state.focus == .playground)
        #expect(script.screen.contains("is not in the knowledge base any more"))
    }

    @Test
    func xrayShowsTheExactPrompt() {
        var script = answered()
        script.press("x")
        #expect(script.screen.contains("<|im_start|>assistant"))
        #expect(script.press("y") == [.copy(Sample.answer(.prompt).prompt)])
    }

    @Test
    func copyTakesTheSelectedAnswer() {
        var script = answered()
        #expect(script.press("<Right><Right>y") == [.copy("The Team plan costs €29 a seat each month [1].")])
    }

    @Test
    func streamsFollowTheTailOnlyWhenTheViewIsThere() {
        var script = asked(Size(80, 24))
        let line = "word word word word word word word word word word word word word word\n"
        for _ in 0..<60 { script.receive(.answerDelta(turn: 1, .prompt, line)) }
        #expect(script.state.playground.turns[0].columns[0].offset == nil)
        script.press("<Up><Up>")
        let offset = script.state.playground.turns[0].columns[0].offset
        #expect(offset != nil)
        for _ in 0..<20 { script.receive(.answerDelta(turn: 1, .prompt, line)) }
        #expect(script.state.playground.turns[0].columns[0].offset == offset, "reading is not yanked away")
        script.press("<End>")
        #expect(script.state.playground.turns[0].columns[0].offset == nil, "the end takes hold again")
    }

    @Test
    func historyIsKeptForTheSession() {
        var script = answered()
        script.press("iSecond?<Enter>")
        #expect(script.state.playground.turnIndex == 1)
        script.press("p")
        #expect(script.screen.contains("Question 1 of 2"))
        script.press("i<Up>")
        #expect(script.state.playground.input.text == "Second?")
        script.press("<Up>")
        #expect(script.state.playground.input.text == "What does the Team plan cost?")
    }

    @Test
    func questionsOfEarlierSessionsStandBeforeThoseOfThisOne() {
        var script = Script(start: .playground)
        let past = [
            PastTurn(question: "First ever?", answers: [Sample.answer(.prompt)]),
            PastTurn(question: "Second?", answers: [Sample.answer(.prompt), Sample.answer(.rag)]),
        ]
        script.press("iThird?")
        script.receive(.history(past))
        #expect(script.state.playground.isTyping && script.state.playground.input.text == "Third?")
        script.press("<Enter>")
        #expect(script.state.playground.turns.map(\.id) == [-1, 0, 1])
        script.receive(.answerFinished(turn: 1, Sample.answer(.prompt)))
        #expect(script.screen.contains("Question 3 of 3"))
        script.press("p")
        #expect(script.screen.contains("Second?") && script.screen.contains("The Team plan costs €29"))
        script.press("i<Backspace><Up><Up><Up>")
        #expect(script.state.playground.input.text == "First ever?")
        script.receive(.history(past))
        #expect(script.state.playground.turns.count == 3, "told again, they are there once")
    }

    @Test
    func theEditorGetsTheDraftAndGivesItBack() {
        var script = Script(start: .playground)
        #expect(script.press("idraft<Esc>e") == [.edit("draft")])
        script.send(.edited("better draft\nof two lines"))
        #expect(script.state.playground.input.text == "better draft\nof two lines")
        #expect(script.state.playground.isTyping)
    }

    @Test
    func aHostileAnswerCannotSpeakToTheTerminal() {
        var script = asked()
        script.receive(.answerDelta(turn: 1, .prompt, "\u{1B}]52;c;ZXZpbA==\u{07}\u{1B}[2J\u{9B}31m\u{202E}done"))
        for cell in view(script.state, size: script.state.size).cells {
            for scalar in cell.text.unicodeScalars {
                #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar.value != 0x202E)
            }
        }
    }

    @Test
    func anAnswerBecomesAnExampleWithItsOrigin() {
        var script = Script(start: .playground)
        script.press("iWhat does the Team plan cost?<Enter>")
        script.receive(.answerFinished(turn: 1, Sample.answer(.rag)))
        script.press("<Right><Right>")
        let example = NewExample(
            prompt: "What does the Team plan cost?", completion: "The Team plan costs €29 a seat each month.", document: "plans/pricing.md",
            quote: "The Team plan costs €29 a seat each month",
            origin: ExampleOrigin(arm: "rag", model: "SmolLM2-135M-Instruct", sources: ["plans/pricing.md"]))
        #expect(script.press("a") == [.request(.addExample(example))])
    }

    @Test
    func aCorrectedAnswerIsMarkedAsEditedAndTheQuestionBoxIsLeftAlone() {
        var script = Script(start: .playground)
        script.press("iWhat does the Team plan cost?<Enter>")
        script.receive(.answerFinished(turn: 1, Sample.answer(.prompt)))
        #expect(script.press("A") == [.edit("The Team plan is $49 per month.")])
        let effects = script.send(.edited("The Team plan is €29 a seat.\n"))
        let example = NewExample(
            prompt: "What does the Team plan cost?", completion: "The Team plan is €29 a seat.",
            origin: ExampleOrigin(arm: "prompt", model: "SmolLM2-135M-Instruct", isEdited: true))
        #expect(effects == [.request(.addExample(example))])
        #expect(!script.state.playground.isTyping)
        #expect(script.press("A").count == 1)
        #expect(script.send(.edited(nil)) == [])
        #expect(script.screen.contains("a adds it as it stands"))
        #expect(script.send(.edited("A question?")) == [])
        #expect(script.state.playground.input.text == "A question?")
    }

    @Test func theEndOfALongFinishedAnswerStaysInView() {
        var script = Script(Size(80, 24), start: .playground)
        script.press("iWhat?<Enter>")
        for arm in Arm.plain {
            var answer = Sample.answer(arm)
            answer.text = (1...60).map { "line \($0)" }.joined(separator: "\n")
            script.receive(.answerFinished(turn: 1, answer))
        }
        #expect(script.screen.contains("line 1 "), "from its beginning")
        script.press("G")
        #expect(script.screen.contains("line 60"))
        script.press("k")
        #expect(!script.screen.contains("line 60") && script.screen.contains("line 59"))
    }
}
