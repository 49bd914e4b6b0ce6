import TerminalCells
import Testing
import Workbench
import WorkbenchUI

/// Where the answers of a question differ.
struct DifferenceTests {
    private func answered(_ keys: String = "", _ size: Size = Size(140, 45)) -> Script {
        var script = Script(size, start: .playground)
        script.press("LB\(keys)iWhat does the Team plan cost?<Enter>")
        for arm in [Arm.prompt, .fewshot, .rag] { script.receive(.answerFinished(turn: 1, Sample.answer(arm))) }
        return script
    }

    /// The marked words, row after row.
    private func marked(_ script: Script) -> [String] {
        let style = Theme.builtIn.style("difference")
        let grid = view(script.state, size: script.state.size)
        var text = ""
        for cell in grid.cells {
            text += cell.style.attributes == style.attributes && cell.style.foreground == style.foreground ? cell.text : "\n"
        }
        return text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    @Test
    func wordsThatTheFirstAnswerDoesNotHaveAreUnderlined() {
        var script = answered()
        let plain = script.screen
        #expect(marked(script).isEmpty)
        script.press("d")
        #expect(marked(script) == ["costs", "€29", "a", "seat", "each", "[1]."])
        #expect(script.screen.contains("words that Prompt does not have are underlined"))
        #expect(script.screen.contains("the reference"))
        #expect(script.screen.contains("the same words"), "few-shot says what the prompt says")
        #expect(script.screen.contains("6 of 10 words differ"))
        script.press("d<Esc>")
        #expect(script.screen == plain)
    }

    @Test
    func theSelectedAnswerBecomesTheReferenceAndStaysItForLaterQuestions() {
        var script = answered("d")
        script.press("<Right><Right>D")
        #expect(script.screen.contains("words that RAG does not have"))
        #expect(marked(script).contains("$49"))
        script.press("<Esc>N")
        script.press("iAnother?<Enter>")
        for arm in [Arm.prompt, .fewshot] { script.receive(.answerFinished(turn: 2, Sample.answer(arm))) }
        #expect(marked(script).isEmpty, "until the reference is there, the first answer is it")
        script.receive(.answerFinished(turn: 2, Sample.answer(.rag)))
        #expect(marked(script).contains("$49"))
    }

    @Test
    func nothingIsMarkedBeforeTwoAnswersAreThere() {
        var script = Script(start: .playground)
        script.press("LBdiWhat does the Team plan cost?<Enter>")
        script.receive(.answerFinished(turn: 1, Sample.answer(.prompt)), .answerDelta(turn: 1, .rag, "Something else"))
        #expect(marked(script).isEmpty)
        script.press("<Right><Right>D")
        #expect(script.screen.contains("This arm has not answered."))
        script.receive(.answerFinished(turn: 1, Sample.answer(.rag)))
        #expect(!marked(script).isEmpty)
    }

    @Test
    func plainTerminalsGetSignsAroundTheWords() {
        var script = answered("d")
        script.state.configuration.symbols = .ascii
        script.press("<Right>")
        #expect(script.screen.contains("plan _costs €29"))
        #expect(script.screen.contains("_[1]._"))
    }

    @Test
    func whileArmsAreHiddenTheReferenceGivesNoneAway() {
        var script = answered("d")
        script.press("<Right><Right>D")
        script.press("biWhat does the Team plan cost?<Enter>")
        for arm in [Arm.prompt, .fewshot] { script.receive(.answerFinished(turn: 2, Sample.answer(arm))) }
        #expect(marked(script).isEmpty)
        script.receive(.answerFinished(turn: 2, Sample.answer(.rag)))
        #expect(script.screen.contains("╭─ A "))
        #expect(script.screen.contains("the reference"))
        script.press("<Left><Left><Left><Right>D")
        #expect(script.screen.contains("words that B does not have"))
    }

    @Test
    func longAnswersAreComparedUpToABound() {
        var script = Script(Size(200, 45), start: .playground)
        script.press("FLBdiTell me.<Enter>")
        for (arm, word) in [(Arm.prompt, "one"), (.rag, "two")] {
            var answer = Sample.answer(arm)
            answer.text = (0..<1200).map { "\(word)\($0 % 7)" }.joined(separator: " ")
            script.receive(.answerFinished(turn: 1, answer))
        }
        #expect(script.screen.contains("1000 of 1200 words differ, 1000 missing (the first 1000 compared)"))
    }
}
