import Datasets
import Testing
import Tokenization

@Suite("Rules of exports")
struct ExportRulesTests {
    private func examples(_ count: Int, prompt: String = "Where is it?") -> [Example] {
        (0..<count).map { Example(messages: [.system("Be brief."), .user("\(prompt) \($0)"), .assistant("Here.")], line: $0 + 1) }
    }

    private func problems(_ examples: [Example], _ format: ExportFormat, name: String = "train.jsonl") -> [ExportProblem] {
        ExportRules.problems(in: DatasetWriter.write(examples, format: format), format: format, fileName: name)
    }

    @Test(arguments: ExportFormat.allCases)
    func whatIsWrittenKeepsTheRules(format: ExportFormat) {
        let turns: [ChatMessage] = [.user("Where?"), .assistant("Here."), .user("When?"), .assistant("Now.")]
        #expect(problems(examples(120) + [Example(messages: turns, line: 121)], format) == [])
    }

    @Test(arguments: ExportFormat.allCases)
    func anEmptyFileIsRefused(format: ExportFormat) {
        #expect(problems([], format).contains { $0.isRefusal && $0.message == "there are no examples to export" })
    }

    @Test func countsAreRefusedOrAdvisedAsEachServiceSays() {
        #expect(problems(examples(9), .openai).map(\.isRefusal) == [true])
        #expect(problems(examples(10), .openai).map(\.isRefusal) == [false])
        #expect(problems(examples(50), .openai).isEmpty)
        #expect(problems(examples(99), .bedrock).map(\.isRefusal) == [false])
        #expect(problems(examples(99), .vertex).map(\.isRefusal) == [false])
        #expect(problems(examples(1), .trl).isEmpty && problems(examples(1), .alpaca).isEmpty && problems(examples(1), .sharegpt).isEmpty)
    }

    @Test(arguments: ["User: hello", "See <image> here", "It ends with [EOS]"])
    func bedrocksReservedKeywordsAreRefused(prompt: String) {
        let found = problems(examples(100) + examples(1, prompt: prompt), .bedrock)
        #expect(found.map(\.line) == [101] && found.allSatisfy(\.isRefusal))
        #expect(problems(examples(100) + examples(1, prompt: prompt), .openai).isEmpty)
    }

    @Test func bedrocksFileNamesArePlain() {
        #expect(problems(examples(100), .bedrock, name: "out/my data.jsonl").map(\.isRefusal) == [true])
        #expect(problems(examples(100), .bedrock, name: "out/data.txt").map(\.isRefusal) == [false])
        #expect(problems(examples(100), .vertex, name: "out/my data.jsonl").isEmpty)
    }

    @Test(arguments: [
        (ExportFormat.openai, #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"id":"x"}"#, "\"id\""),
        (.openai, #"{"messages":[{"role":"human","content":"a"},{"role":"assistant","content":"b"}]}"#, "\"human\""),
        (.openai, #"{"messages":[{"role":"user","content":"a"}]}"#, "end with the assistant"),
        (.openai, #"{"messages":[{"role":"user","content":""},{"role":"assistant","content":"b"}]}"#, "without text"),
        (.openai, "nonsense", "not a JSON object"),
        (.trl, #"{"prompt":"a","completion":"b"}"#, "lists of messages"),
        (.trl, #"{"prompt":[{"role":"system","content":"a"}],"completion":[{"role":"assistant","content":"b"}]}"#, "end with the user"),
        (.alpaca, #"{"instruction":"","output":"b"}"#, "\"instruction\""),
        (.alpaca, #"{"instruction":"a","output":"b","history":["c"]}"#, "pairs"),
        (.sharegpt, #"{"conversations":[{"from":"gpt","value":"a"},{"from":"human","value":"b"}]}"#, "alternate"),
        (.sharegpt, #"{"conversations":[{"from":"human","value":"a"}]}"#, "does not end"),
        (.bedrock, #"{"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"text":"b"}]}]}"#, "schema"),
        (
            .bedrock,
            #"{"schemaVersion":"bedrock-conversation-2024","messages":[{"role":"assistant","content":[{"text":"a"}]},{"role":"user","content":[{"text":"b"}]}]}"#,
            "user first"
        ),
        (.vertex, #"{"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"assistant","parts":[{"text":"b"}]}]}"#, "alternate"),
        (.vertex, #"{"contents":[{"role":"user","parts":[]},{"role":"model","parts":[{"text":"b"}]}]}"#, "without text"),
    ])
    func aBrokenLineIsNamedWithItsRule(format: ExportFormat, line: String, rule: String) {
        let found = ExportRules.problems(in: line + "\n", format: format).filter { $0.line == 1 }
        #expect(!found.isEmpty && found.allSatisfy(\.isRefusal))
        #expect(found.contains { $0.message.contains(rule) }, "\(found)")
    }

    @Test func overLongExamplesAreAdvisedNearTheLimitAndRefusedFarBeyond() {
        let text = DatasetWriter.write(examples(50), format: .openai)
        let found = ExportRules.problems(in: text, format: .openai, tokens: [10, 65_536, 65_537, 200_000])
        #expect(found.map(\.line) == [3, 4] && found.map(\.isRefusal) == [false, true])
    }
}
