import Datasets
import Scoring
import Testing
import Tokenization
import Workbench

@Suite struct PromptVariantsTests {
    private let text =
        "You are the desk of Lumbry. Be short. If it is not there, say: I don't know. End with a last line like \"Topic: Setup\". Be kind."

    @Test func sentencesAndListsAreTakenApart() {
        #expect(
            InstructionVariants.split(text) == [
                "You are the desk of Lumbry.", "Be short.", "If it is not there, say: I don't know.",
                "End with a last line like \"Topic: Setup\".", "Be kind.",
            ])
        #expect(
            InstructionVariants.split("Rules:\n- one thing\n- another.\n2. a third\n\nThe end,\nat last.")
                == ["Rules:", "one thing", "another.", "a third", "The end, at last."])
        #expect(InstructionVariants.split("It costs 3.5 euros, e.g. here.") == ["It costs 3.5 euros, e.g. here."])
    }

    @Test func rewritesAreMadeByRuleAndNoneTwice() throws {
        let labels = try FormatDemand(labels: ["bug", "question"])
        let variants = InstructionVariants.of(text, formats: [labels, labels, try FormatDemand(maxWords: 5)])
        #expect(variants[0].text == text)
        #expect(Set(variants.map(\.text)).count == variants.count)
        func named(_ name: String) -> String? { variants.first { $0.name == name }?.text }
        #expect(named("form first")?.hasPrefix("End with a last line like \"Topic: Setup\". You are") == true)
        #expect(named("form last")?.hasSuffix("Be kind. End with a last line like \"Topic: Setup\".") == true)
        #expect(
            named("shortened to its beginning and the form") == "You are the desk of Lumbry. End with a last line like \"Topic: Setup\".")
        #expect(named("as a list of rules")?.hasPrefix("You are the desk of Lumbry.\nRules:\n- Be short.\n- If") == true)
        #expect(named("with the form of the cases stated")?.hasSuffix("one of these labels and nothing else: bug, question.") == true)
        #expect(named("without “Be short.”")?.contains("Be short") == false)
        // One sentence gives little to rewrite.
        #expect(InstructionVariants.of("Answer.", formats: []).map(\.name) == ["the instructions", "answer only"])
        // Demands that most cases don't share are not stated.
        #expect(InstructionVariants.stated([labels, try FormatDemand(maxWords: 5)]) == nil)
    }

    private func example(_ prompt: String, _ completion: String, topic: String) -> Example {
        Example(
            messages: [ChatMessage(role: .user, content: prompt), ChatMessage(role: .assistant, content: completion)], topic: topic, line: 1
        )
    }

    @Test func setsCoverKindsAndComeNearTheQuestions() {
        let examples = (0..<40).map {
            example(
                "Question \($0) about \($0 % 2 == 0 ? "herons" : "plovers")", "Answer \($0)\nTopic: \(["A", "B", "C", "D"][$0 % 4])",
                topic: "t")
        }
        let sets = ExampleSets(examples, questions: ["All about herons?", "More about herons"], seed: 3)
        let choices = sets.choices(sizes: [2, 4, 50], draws: 2)
        #expect(choices.map(\.examples.count) == [2, 2, 2, 2, 4, 4, 4, 4], "a set larger than the pool is none")
        let varied = choices.first { $0.name == "4 examples of different kinds" }!
        #expect(Set(varied.examples.map { $0.answer.suffix(1) }).count == 4)
        let near = choices.first { $0.name == "2 examples near the questions" }!
        #expect(near.examples.allSatisfy { $0.question.hasSuffix("herons") })
        #expect(
            ExampleSets(examples, questions: ["All about herons?", "More about herons"], seed: 3).choices(sizes: [4], draws: 2)
                == sets.choices(sizes: [4], draws: 2))
        #expect(ExampleSets([], questions: ["Q"], seed: 1).choices(sizes: [2], draws: 2).isEmpty)
    }

    @Test func candidatesBeginWithWhatIsThereAndNeverRepeat() {
        let current = SearchedPrompt(instructions: text, examples: [.init(question: "Q", answer: "A")], isConstrained: false)
        let variants = InstructionVariants.of(text, formats: [])
        let set = ExampleSets.Choice(
            name: "two", examples: [.init(question: "1", answer: "long answer"), .init(question: "2", answer: "x")])
        func list(hasForm: Bool, count: Int) -> [PromptCandidate] {
            PromptCandidate.list(
                current: current, instructions: variants, own: [.init(name: "mine", text: "Mine.")], sets: [set], hasForm: hasForm,
                count: count,
                seed: 1)
        }
        let candidates = list(hasForm: true, count: 30)
        #expect(candidates.prefix(4).map(\.name) == ["the prompt as it is", "the question alone", "the instructions alone", "mine"])
        #expect(candidates.count == 30 && candidates == list(hasForm: true, count: 30))
        for (index, one) in candidates.enumerated() {
            #expect(!candidates[..<index].contains { $0.prompt == one.prompt })
        }
        #expect(candidates.contains { $0.prompt.isConstrained })
        #expect(!list(hasForm: false, count: 30).contains { $0.prompt.isConstrained })
    }

    @Test func draftsThatAreNoneAreThrownAway() {
        let cases = [Case(id: "c", question: "What is it?", facts: [["49 euros", "€49"], ["bug"]])]
        func fault(_ draft: String, isWhole: Bool = true) -> DraftedInstructions.Fault? {
            DraftedInstructions.fault(
                in: draft, isWhole: isWhole, known: ["Be short and kind."], instructions: "Answer with bug or question.", cases: cases)
        }
        #expect(fault("Reply with one word: bug or question.") == nil, "what the instructions say is no leak")
        #expect(fault("  \n") == .empty && fault("Sure!") == .empty)
        #expect(fault("Answer with one of the", isWhole: false) == .unfinished)
        #expect(fault("be short and KIND") == .copy, "case and punctuation make no other text")
        #expect(fault("Say that it costs €49 a month.") == .leak)
        #expect(DraftedInstructions.trimmed(" \"Be short and kind.\"\n") == "Be short and kind.")
        #expect(DraftedInstructions.trimmed("Say \"yes\" or \"no\"") == "Say \"yes\" or \"no\"")
        let asked = Set((0..<4).map { DraftedInstructions.messages("Be short.", attempt: $0)[1].content })
        #expect(asked.count == 4 && asked.allSatisfy { $0.contains("Be short.") && !$0.contains("What is it?") })
    }
}
