import Datasets
import Testing
import Tokenization

@Suite("Reading examples")
struct DatasetReaderTests {
    private let turns: [ChatMessage] = [.system("Be brief."), .user("Where?"), .assistant("Here."), .user("When?"), .assistant("Now.")]

    @Test func messagesAreReadAsTheyStand() throws {
        let file = DatasetReader.read(
            #"{"id":"a","topic":"t","document":"d.md","quote":"q","#
                + #""messages":[{"role":"user","content":"Where?\n"},{"role":"assistant","content":"Here."}]}"#
        )
        #expect(file.problems.isEmpty)
        #expect(file.format == .messages)
        let expected = Example(
            id: "a", messages: [.user("Where?\n"), .assistant("Here.")], topic: "t", document: "d.md", quote: "q", line: 1)
        #expect(file.examples == [expected])
    }

    @Test func aConversationOfSeveralTurnsKeepsThemAll() {
        let text = """
            {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Where?"},{"role":"assistant","content":"Here."},\
            {"role":"user","content":"When?"},{"role":"assistant","content":"Now."}]}
            """
        #expect(DatasetReader.read(text).examples.map(\.messages) == [turns])
    }

    @Test(arguments: [
        #"{"prompt":"Where?","completion":"Here."}"#,
        #"{"question":"Where?","answer":"Here."}"#,
        #"{"input":"Where?","output":"Here."}"#,
        #"{"prompt":[{"role":"user","content":"Where?"}],"completion":[{"role":"assistant","content":"Here."}]}"#,
    ])
    func aPromptAndItsCompletionAreAUserAndAnAssistantTurn(line: String) {
        let file = DatasetReader.read(line)
        #expect(file.examples.map(\.messages) == [[.user("Where?"), .assistant("Here.")]])
        #expect(file.format == .promptCompletion)
        #expect(file.problems.isEmpty)
    }

    @Test func alpacaJoinsInstructionAndInput() {
        let file = DatasetReader.read(
            """
            {"instruction":"Translate.","input":"chien","output":"dog"}
            {"instruction":"Say hello.","input":"","output":"Hello."}
            {"instruction":"Say bye.","output":"Bye."}
            {"instruction":"When?","output":"Now.","system":"Be brief.","history":[["Where?","Here."]]}
            """)
        #expect(file.problems.isEmpty)
        #expect(file.format == .alpaca)
        #expect(
            file.examples.map(\.messages) == [
                [.user("Translate.\n\nchien"), .assistant("dog")], [.user("Say hello."), .assistant("Hello.")],
                [.user("Say bye."), .assistant("Bye.")], turns,
            ])
    }

    @Test func shareGPTNamesAreRoles() {
        let file = DatasetReader.read(
            """
            {"conversations":[{"from":"system","value":"Be brief."},{"from":"human","value":"Where?"},{"from":"gpt","value":"Here."},\
            {"from":"human","value":"When?"},{"from":"gpt","value":"Now."}]}
            {"system":"Be brief.","conversations":[{"from":"human","value":"Where?"},{"from":"gpt","value":"Here."},\
            {"from":"user","value":"When?"},{"from":"assistant","value":"Now."}]}
            """)
        #expect(file.examples.map(\.messages) == [turns, turns])
        #expect(file.format == .sharegpt)
    }

    @Test func eachLineIsRecognisedByItself() {
        let file = DatasetReader.read(
            """
            {"prompt":"a","completion":"b"}
            {"instruction":"c","output":"d"}
            {"instruction":"e","output":"f"}
            {"conversations":[{"from":"human","value":"g"},{"from":"gpt","value":"h"}]}
            {"messages":[{"role":"user","content":"i"},{"role":"assistant","content":"j"}]}
            """)
        #expect(file.problems.isEmpty)
        #expect(file.examples.map(\.prompt) == ["a", "c", "e", "g", "i"])
        #expect(file.examples.map(\.completion) == ["b", "d", "f", "h", "j"])
        #expect(file.format == .alpaca)
    }

    @Test func aChosenFormatMakesProblemsOfOtherShapes() {
        let file = DatasetReader.read(
            """
            {"prompt":"a","completion":"b"}
            {"messages":[{"role":"user","content":"i"},{"role":"assistant","content":"j"}]}
            """, format: .messages)
        #expect(file.examples.map(\.line) == [2])
        #expect(file.problems.map(\.line) == [1])
        #expect(file.problems[0].message.contains("\"messages\" is missing"))
        #expect(DatasetReader.read("", format: .sharegpt).format == .sharegpt)
    }

    @Test func byteOrderMarkAndWindowsLineEndsAndBlankLinesMakeNoDifference() {
        let file = DatasetReader.read(
            "\u{feff}\r\n{\"prompt\":\"a\",\"completion\":\"b\"}\r\n\r\n  \t\r\n{\"prompt\":\"c\",\"completion\":\"d\"}\r\n\n")
        #expect(file.problems.isEmpty)
        #expect(file.examples.map(\.line) == [2, 5])
        #expect(file.examples.map(\.completion) == ["b", "d"])
    }

    @Test(arguments: ["", "\u{feff}", "\n\n", "  \r\n", "[]"])
    func nothingGivesNothing(text: String) {
        let file = DatasetReader.read(text)
        #expect(file == DatasetFile(examples: [], problems: [], format: nil))
    }

    @Test func oneArrayIsReadWithTheLineOfEachElement() {
        let file = DatasetReader.read(
            """
            [
              {
                "instruction": "a [b] {c} \\"d\\", e",
                "output": "f"
              },
              {"instruction": "bad"},
              {"instruction": "g", "output": "h"}
            ]

            """)
        #expect(file.examples.map(\.line) == [2, 7])
        #expect(file.examples.first?.prompt == "a [b] {c} \"d\", e")
        #expect(file.problems.map(\.line) == [6])
        #expect(DatasetReader.read(#"[{"prompt":"a","completion":"b"},{"prompt":"c","completion":"d"}]"#).examples.count == 2)
    }

    @Test func anArrayThatIsCutOffKeepsItsWholeElements() {
        let file = DatasetReader.read("[\n{\"prompt\":\"a\",\"completion\":\"b\"},\n{\"prompt\":\"c\",\"compl")
        #expect(file.examples.map(\.prompt) == ["a"])
        #expect(file.problems.map(\.line) == [1, 3])
        #expect(file.problems[0].message.contains("never closed"))
    }

    @Test func aFirstLineThatLooksLikeAnArrayDoesNotHideTheLinesAfterIt() {
        let file = DatasetReader.read("[{\"prompt\"\n{\"prompt\":\"a\",\"completion\":\"b\"}\n[1]\n")
        #expect(file.examples.map(\.line) == [2])
        #expect(file.problems.map(\.line) == [1, 3])
    }

    @Test func anIDIsKeptOrDerivedFromTheContent() {
        let text = """
            {"id":"x","prompt":"a","completion":"b"}
            {"id":7,"prompt":"a","completion":"b"}
            {"prompt":"a","completion":"b"}
            {"prompt":"a","completion":"b","topic":"other"}
            {"id":null,"prompt":"ab","completion":""}
            {"prompt":"a","completion":"c"}
            """
        let ids = DatasetReader.read(text).examples.map(\.id)
        let hash = Example.contentID([.user("a"), .assistant("b")])
        #expect(ids.prefix(4) == ["x", "7", hash, hash + "-2"])
        #expect(Set(ids).count == 5)
        #expect(DatasetReader.read(text).examples.map(\.id) == ids)
        // Pinned: ids end up in stores, so a change of the hash would lose what hangs on them.
        #expect(hash == "7ded39b6814b32f3")
        #expect(Example.contentID([.user("ab"), .assistant("")]) != hash)
    }
}
