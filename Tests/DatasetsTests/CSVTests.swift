import Datasets
import Testing
import Tokenization

@Suite("CSV")
struct CSVTests {
    @Test(arguments: ["prompt,completion", "question,answer", "input,output", "instruction,output", " Prompt , COMPLETION "])
    func knownPairsOfColumnsAreRecognised(header: String) {
        let file = DatasetReader.read("\(header)\nWhere?,Here.\n")
        #expect(file.format == .csv)
        #expect(file.examples.map(\.messages) == [[.user("Where?"), .assistant("Here.")]])
    }

    @Test(arguments: [";", "\t"])
    func otherSeparatorsAreRecognised(separator: String) {
        let file = DatasetReader.read("id\(separator)question\(separator)answer\n1\(separator)a, b\(separator)c\n")
        #expect(file.examples.map(\.prompt) == ["a, b"])
        #expect(file.examples.map(\.id) == ["1"])
    }

    @Test func quotedFieldsHoldSeparatorsQuotesAndLineEnds() {
        let file = DatasetReader.read(
            "\u{feff}prompt,completion\r\n\"a, \"\"b\"\"\",\"first\r\nsecond\"\r\n\r\nplain \"quote\" inside,\"\"\"x\"\"\"\r\n")
        #expect(file.problems.isEmpty)
        #expect(file.examples.map(\.prompt) == ["a, \"b\"", "plain \"quote\" inside"])
        #expect(file.examples.map(\.completion) == ["first\nsecond", "\"x\""])
        #expect(file.examples.map(\.line) == [2, 5])
    }

    @Test func optionalColumnsAreKeptWhereTheyHoldSomething() {
        let file = DatasetReader.read(
            "id,topic,document,quote,system,instruction,input,output\na,t,d.md,q,Be brief.,Translate.,chien,dog\n,,,,,Say hi.,,Hi.\n")
        #expect(file.problems.isEmpty)
        let first = Example(
            id: "a", messages: [.system("Be brief."), .user("Translate.\n\nchien"), .assistant("dog")], topic: "t", document: "d.md",
            quote: "q", line: 2)
        #expect(file.examples == [first, Example(messages: [.user("Say hi."), .assistant("Hi.")], line: 3)])
    }

    @Test func badRowsAreReportedAndTheRestGoesIn() {
        let file = DatasetReader.read(
            """
            prompt,completion
            a,b
            too,many,fields
            few
            "x"y,z
            c,
            ,d
            e,f
            "never closed,g
            h,i

            """)
        #expect(file.examples.map(\.prompt) == ["a", "e", "h"])
        #expect(file.examples.map(\.line) == [2, 8, 10])
        #expect(file.problems.map(\.line) == [3, 4, 5, 6, 7, 9])
        let reasons = [
            "3 fields under a header of 2", "1 fields", "after a closing quote", "empty completion", "empty prompt", "never closed",
        ]
        for (problem, reason) in zip(file.problems, reasons) { #expect(problem.message.contains(reason), "\(problem)") }
    }

    @Test func aHeaderWithoutAKnownPairIsOneProblem() {
        let file = DatasetReader.read("\nfrage,antwort\na,b\n")
        #expect(file.examples.isEmpty)
        #expect(file.problems.map(\.line) == [2])
        #expect(file.problems[0].message.contains("\"frage,antwort\""))
        #expect(DatasetReader.read("a,b\n", format: .csv).problems.count == 1)
    }

    @Test func aHeaderAloneIsAnEmptyDataset() {
        let file = DatasetReader.read("prompt,completion\n")
        #expect(file == DatasetFile(examples: [], problems: [], format: .csv))
    }

    @Test func strayQuotesCostTheirOwnRowsOnly() {
        // Read anew to the end of the text for each of them, this would take hours.
        let rows = (0..<20_000).map { "\"stray \($0),x" }
        let file = DatasetReader.read((["prompt,completion"] + rows + ["a,b"]).joined(separator: "\n"))
        #expect(file.examples.map(\.prompt) == ["a"])
        #expect(file.problems.count == rows.count)
    }
}
