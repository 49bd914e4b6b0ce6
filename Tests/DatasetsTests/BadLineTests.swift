import Datasets
import Testing

@Suite("Bad lines")
struct BadLineTests {
    /// A bad line, and words of what must be said about it.
    struct BadLine: CustomTestStringConvertible {
        let text: String
        let reason: String

        init(_ text: String, _ reason: String) { (self.text, self.reason) = (text, reason) }

        var testDescription: String { reason }
    }

    static let lines = [
        BadLine(#"{"prompt":"a","completion":"b""#, "not valid JSON"),
        BadLine("hello", "not valid JSON"),
        BadLine(#"{"prompt":"a\ud800","completion":"b"}"#, "not valid JSON"),
        BadLine("[1,2]", "not a JSON object"),
        BadLine("3", "not a JSON object"),
        BadLine("null", "not a JSON object"),
        BadLine("{}", "none of the known shapes"),
        BadLine(#"{"text":"a","label":"b"}"#, #"has "label", "text""#),
        BadLine(#"{"prompt":"a"}"#, #""completion" is missing"#),
        BadLine(#"{"completion":"a"}"#, #""prompt" is missing"#),
        BadLine(#"{"instruction":"a","input":""}"#, #""output" is missing"#),
        BadLine(#"{"prompt":"a","completion":null}"#, #""completion" is not text"#),
        BadLine(#"{"prompt":1,"completion":"b"}"#, #""prompt" is not text"#),
        BadLine(#"{"prompt":"a","completion":true}"#, #""completion" is not text"#),
        BadLine(#"{"prompt":"a","completion":"b","topic":[1]}"#, #""topic" is not text"#),
        BadLine(#"{"id":{},"prompt":"a","completion":"b"}"#, #""id" is not text"#),
        BadLine(#"{"prompt":"a","completion":""}"#, "empty completion"),
        BadLine(#"{"prompt":"a","completion":" \n\t"}"#, "empty completion"),
        BadLine(#"{"prompt":"","completion":"b"}"#, "empty prompt"),
        BadLine(#"{"instruction":"","input":" ","output":"b"}"#, "empty prompt"),
        BadLine(#"{"instruction":"a","output":"b","history":[["c"]]}"#, #""history" is not a list"#),
        BadLine(#"{"messages":{}}"#, #""messages" is not a list"#),
        BadLine(#"{"messages":[]}"#, "no messages"),
        BadLine(#"{"messages":["a"]}"#, "turn 1 is not an object"),
        BadLine(#"{"messages":[{"content":"a"}]}"#, #"turn 1 has no "role""#),
        BadLine(#"{"messages":[{"role":"user","content":"a"}]}"#, "no assistant turn"),
        BadLine(#"{"messages":[{"role":"system","content":"a"}]}"#, "no assistant turn"),
        BadLine(
            #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}"#,
            "the last turn is not the assistant's"),
        BadLine(#"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":""}]}"#, "empty completion"),
        BadLine(#"{"messages":[{"role":"assistant","content":"a"}]}"#, "wrong role order: turn 1 is assistant"),
        BadLine(
            #"{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c"}]}"#,
            "wrong role order: turn 2 is user"),
        BadLine(
            #"{"messages":[{"role":"user","content":"a"},{"role":"system","content":"b"},{"role":"assistant","content":"c"}]}"#,
            "wrong role order: turn 2 is system"),
        BadLine(
            #"{"messages":[{"role":"system","content":"s"},{"role":"assistant","content":"c"}]}"#,
            "wrong role order: turn 1 after the system message"),
        BadLine(#"{"messages":[{"role":"tool","content":"a"},{"role":"assistant","content":"c"}]}"#, #"unknown role "tool""#),
        BadLine(#"{"conversations":[{"from":"bing","value":"a"}]}"#, #"unknown role "bing""#),
        BadLine(
            #"{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":"b"}]}"#,
            "the content of turn 1 is not text"),
        BadLine(#"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null}]}"#, "the content of turn 2 is not text"),
        BadLine(#"{"messages":[{"role":"user"}]}"#, "the content of turn 1 is not text"),
        BadLine(#"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","weight":0}]}"#, "the weight 0"),
        BadLine(#"{"id":"first","prompt":"new","completion":"b"}"#, #"the id "first" is already that of line 1"#),
    ]

    @Test(arguments: lines)
    func eachIsReportedWithNumberAndReasonAndTheRestGoesIn(bad: BadLine) {
        let file = DatasetReader.read(
            """
            {"id":"first","prompt":"p","completion":"c"}

            \(bad.text)
            {"id":"last","prompt":"q","completion":"d"}
            """)
        #expect(file.examples.map(\.id) == ["first", "last"])
        #expect(file.problems.map(\.line) == [3])
        let message = file.problems.first?.message ?? ""
        #expect(message.contains(bad.reason), "\(message)")
        // What is wrong, and after it what to do.
        #expect(message.contains("; "), "\(message)")
        #expect(file.problems.first?.description.hasPrefix("line 3: ") == true)
    }

    @Test func allOfThemTogetherAreAllReported() {
        let good = #"{"id":"first","prompt":"p","completion":"c"}"#
        let file = DatasetReader.read(([good] + Self.lines.map(\.text)).joined(separator: "\r\n"))
        #expect(file.examples.map(\.id) == ["first"])
        #expect(file.problems.map(\.line) == Array(2...Self.lines.count + 1))
    }

    @Test func textThatIsNoDatasetIsOneProblem() {
        let file = DatasetReader.read("# Readme\nThese are words, no examples.\n")
        #expect(file.examples.isEmpty)
        #expect(file.problems.map(\.line) == [1])
        #expect(file.problems.first?.message.contains("# Readme") == true)
    }

    @Test func deepNestingIsAProblemAndNoCrash() {
        let deep = String(repeating: "[", count: 100_000)
        let file = DatasetReader.read(#"{"messages":\#(deep)"# + "\n" + #"{"prompt":"a","completion":"b"}"#)
        #expect(file.examples.count == 1)
        #expect(file.problems.map(\.line) == [1])
    }
}
