import TerminalCells
import Testing
import Workbench
import WorkbenchUI

/// What an arm does otherwise than the project says.
struct ArmSettingsTests {
    private static let project = {
        var project = Sample.project
        project.choices.hasForm = true
        project.choices.prompts = ["prompts/brief.toml", "prompts/fewshot.toml"]
        project.choices.adapters = ["concise-1", "concise-2"]
        return project
    }()

    static func answered(_ size: Size = Size(140, 45)) -> Script {
        var script = Script(size, start: .playground)
        script.receive(.project(project))
        script.press("LiWhat does the Team plan cost?<Enter>")
        for arm in [Arm.prompt, .fewshot, .rag, .ragLora] { script.receive(.answerFinished(turn: 1, Sample.answer(arm))) }
        return script
    }

    private static func settings(_ change: (inout ArmSettings) -> Void) -> ArmSettings {
        var settings = ArmSettings()
        change(&settings)
        return settings
    }

    @Test
    func theyCountFromTheNextQuestionOnAndAreSeen() {
        var script = Self.answered()
        script.press("<Right><Right>o")
        #expect(script.screen.contains("RAG: from the next question on"))
        #expect(script.press("<Down>5<Down>0.7<Enter>") == [])
        #expect(script.screen.contains("RAG with 5 passages · temperature 0.7, from the next question on"))
        #expect(script.screen.contains("RAG*") && !script.screen.contains("set here"))
        let used = Self.settings {
            $0.passages = 5
            $0.temperature = 0.7
        }
        #expect(
            script.press("r").first
                == .request(
                    .ask(
                        turn: 2, question: "What does the Team plan cost?", arms: [.prompt, .fewshot, .rag, .ragLora],
                        options: AskOptions(settings: [.rag: used]))))
        #expect(script.screen.contains("set here: 5 passages"))
        script.press("O")
        #expect(script.screen.contains("as the project says again, from the next question on: RAG"))
        #expect(!script.screen.contains("RAG*") && script.screen.contains("set here: 5 passages"), "this answer was made with them")
        #expect(script.press("O") == [] && script.screen.contains("All arms are as the project says."))
    }

    @Test
    func everySettingCanBeChosen() {
        var script = Self.answered()
        script.press("<Right><Right><Right>o")
        script.press("<Right><Down>2<Down><Right><Right><Down>0.5<Down><Right><Right><Down>30")
        #expect(script.screen.contains("assay ask QUESTION --arm rag+lora --prompt prompts/brief.toml"))
        #expect(script.screen.contains("--passages 2 --adapter concise-2 --temperature 0.5 --no-form"))
        script.press("<Enter>")
        let all = Self.settings {
            $0.prompt = "prompts/brief.toml"
            $0.passages = 2
            $0.adapter = "concise-2"
            $0.temperature = 0.5
            $0.imposesForm = false
            $0.maxTokens = 30
        }
        #expect(script.state.playground.settings == [.ragLora: all])
        script.press("o<Left><Down><Backspace><Down><Left><Left><Down><Backspace><Backspace><Backspace><Down><Right><Down>")
        script.press("<Backspace><Backspace><Enter>")
        #expect(script.state.playground.settings.isEmpty, "as the project says is no setting")
        #expect(script.screen.contains("RAG+LoRA is as the project says"))
    }

    @Test
    func whatIsOutOfRangeIsRefusedAndTheFormStays() {
        var script = Self.answered()
        for (keys, words) in [("<Down>9<Enter>", "between 0 and 2"), ("<Down><Down><Down>0<Enter>", "from 1 to 4096")] {
            script.press("o" + keys)
            #expect(script.screen.contains(words))
            #expect(script.state.overlays.count == 1)
            script.press("<Esc>")
        }
        #expect(script.state.playground.settings.isEmpty)
    }

    @Test
    func onlyWhatAnArmHasCanBeSet() {
        var script = Self.answered()
        script.press("o")
        #expect(!script.screen.contains("Passages ") && !script.screen.contains("Adapter "))
        script.receive(.project(Sample.project))
        script.press("<Esc><Right><Right>o")
        #expect(!script.screen.contains("Form  "))
    }

    @Test
    func theXrayTellsThem() {
        var script = Self.answered()
        var answer = Sample.answer(.rag)
        answer.settings = Self.settings { $0.passages = 5 }
        answer.leftOut = 2
        script.press("r")
        script.receive(.answerFinished(turn: 2, answer))
        script.press("<Right><Right>x")
        #expect(script.screen.contains("set here: 5 passages"))
        #expect(script.screen.contains("2 more passages were found, with no room"))
        #expect(script.screen.contains("--arm rag --passages 5 --json"))
        #expect(script.press("y") == [.copy(answer.prompt)], "the prompt alone is copied")
    }

    @Test
    func hiddenArmsKeepTheirSettingsToThemselves() {
        var script = Self.answered()
        script.press("<Right><Right>o<Down>5<Enter>br")
        for arm in [Arm.prompt, .fewshot, .rag] { script.receive(.answerFinished(turn: 2, Sample.answer(arm))) }
        script.receive(.answerFinished(turn: 2, Sample.answer(.ragLora)))
        #expect(!script.screen.contains("set here"))
        script.press("o")
        #expect(script.state.overlays.isEmpty && script.screen.contains("It would show which arm this is"))
        script.press("v")
        #expect(script.screen.contains("set here: 5 passages"))
    }
}
