import Datasets
import Foundation
import Testing
import Tokenization

@Suite("Writing examples")
struct DatasetWriterTests {
    static let examples = [
        Example(id: "one", messages: [.user("Where?"), .assistant("Here.")], topic: "place", document: "d.md", quote: "Here", line: 1),
        Example(
            id: "two",
            messages: [.system("Be brief."), .user("Where?"), .assistant("Here."), .user("When?"), .assistant("Now.")], line: 2),
        Example(
            messages: [
                .user("\"quotes\" \\ back/slash\ttab\r\n\u{0}\u{1b}[31m \u{7f}\u{85}\u{2028}\u{2029}"), .assistant("é 日本 👩‍👩‍👧 <|im_end|>"),
            ], line: 3),
    ]

    @Test(arguments: [ExportFormat.openai, .trl, .alpaca, .sharegpt])
    func whatIsWrittenReadsBackTheSame(format: ExportFormat) {
        let file = DatasetReader.read(DatasetWriter.write(Self.examples, format: format))
        #expect(file.problems.isEmpty)
        #expect(file.examples.map(\.messages) == Self.examples.map(\.messages))
        let expected: DatasetFormat =
            switch format {
            case .openai: .messages
            case .trl: .promptCompletion
            case .alpaca: .alpaca
            case .sharegpt, .bedrock, .vertex: .sharegpt
            }
        #expect(file.format == expected)
        if format != .openai { #expect(file.examples == Self.examples) }
    }

    @Test(arguments: ExportFormat.allCases)
    func everyLineIsOneJSONObject(format: ExportFormat) throws {
        let text = DatasetWriter.write(Self.examples, format: format)
        #expect(text.hasSuffix("\n"))
        // Some readers end lines at U+0085, U+2028 and U+2029 too.
        let lines = text.split(whereSeparator: \.isNewline)
        #expect(lines.count == Self.examples.count)
        for line in lines { #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any]) }
        #expect(DatasetWriter.write([], format: format).isEmpty)
    }

    @Test(arguments: [
        (
            ExportFormat.openai,
            #"{"messages":[{"role":"system","content":"S"},{"role":"user","content":"Q"},{"role":"assistant","content":"A"}]}"#
        ),
        (
            .trl,
            #"{"prompt":[{"role":"system","content":"S"},{"role":"user","content":"Q"}],"#
                + #""completion":[{"role":"assistant","content":"A"}],"id":"i"}"#
        ),
        (.alpaca, #"{"instruction":"Q","input":"","output":"A","system":"S","id":"i"}"#),
        (
            .sharegpt,
            #"{"conversations":[{"from":"system","value":"S"},{"from":"human","value":"Q"},{"from":"gpt","value":"A"}],"id":"i"}"#
        ),
        (
            .bedrock,
            #"{"schemaVersion":"bedrock-conversation-2024","system":[{"text":"S"}],"#
                + #""messages":[{"role":"user","content":[{"text":"Q"}]},{"role":"assistant","content":[{"text":"A"}]}]}"#
        ),
        (
            .vertex,
            #"{"systemInstruction":{"role":"system","parts":[{"text":"S"}]},"#
                + #""contents":[{"role":"user","parts":[{"text":"Q"}]},{"role":"model","parts":[{"text":"A"}]}]}"#
        ),
    ])
    func membersAreThoseThatReadersExpect(format: ExportFormat, line: String) {
        let example = Example(id: "i", messages: [.system("S"), .user("Q"), .assistant("A")], line: 1)
        #expect(DatasetWriter.write([example], format: format) == line + "\n")
    }
}
