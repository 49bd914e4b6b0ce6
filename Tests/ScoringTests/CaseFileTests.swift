import Foundation
import Scoring
import Testing

struct CaseFileTests {
    @Test func aFullLineIsRead() throws {
        let line = """
            {"id":"a","question":"Q?","input":"in","facts":[["14 days","two weeks"]],"forbid":["30 days"],"format":{"maxWords":40},\
            "document":"d.md","quote":"within 14 days","answerable":true,"cluster":"c","split":"development","tags":["x"]}
            """
        let (cases, problems) = CaseFile.parse(line)
        #expect(problems.isEmpty)
        let expected = Case(
            id: "a", question: "Q?", input: "in", facts: [["14 days", "two weeks"]], forbid: ["30 days"],
            format: try FormatDemand(maxWords: 40),
            document: "d.md", quote: "within 14 days", cluster: "c", split: .development, tags: ["x"])
        #expect(cases == [expected])
        #expect(try JSONDecoder().decode(Case.self, from: JSONEncoder().encode(expected)) == expected)
    }

    @Test func membersLeftOutHaveTheirDefaults() {
        let (cases, problems) = CaseFile.parse(#"{"id":"a","question":"Q?","facts":[["x"]],"format":{}}"#)
        #expect(problems.isEmpty)
        #expect(cases == [Case(id: "a", question: "Q?", facts: [["x"]])])
        #expect(cases.first?.cluster == "a")
    }

    @Test func aBadLineIsReportedAndTheRestGoesIn() {
        let text = """
            {"id":"a","question":"Q?","facts":[["x"]]}

            {"id":"b","question":
            {"id":"c","question":"Q?","facts":["x"]}
            {"id":"a","question":"Again?","facts":[["x"]]}
            {"question":"Q?","facts":[["x"]]}
            {"id":"e","question":"Q?","facts":[["x"]],"split":"train"}
            {"id":"f","question":"Q?","facts":[["x"]],"format":{"regex":"("}}
            {"id":"g","question":"Q?"}
            {"id":"h","question":"Q?","facts":[["!"]]}
            {"id":"i","question":"Q?","facts":[["x"]],"answerable":"no"}
            {"id":"z","question":"Q?","facts":[["x"]]}
            """
        let (cases, problems) = CaseFile.parse(text.replacingOccurrences(of: "\n", with: "\r\n"))
        #expect(cases.map(\.id) == ["a", "z"])
        #expect(problems.allSatisfy { $0.rejected })
        let expected = [
            (3, "not a JSON object"), (4, "“facts[0]” must be a list"), (5, "already used in line 1"), (6, "“id” is missing"),
            (7, "“test” or “development”"), (8, "not a regular expression"), (9, "any answer would pass"), (10, "no alias or an empty one"),
            (11, "“answerable” must be true or false"),
        ]
        #expect(problems.map(\.line) == expected.map(\.0))
        for (problem, (line, message)) in zip(problems, expected) {
            #expect(problem.message.contains(message), "line \(line): \(problem.message)")
        }
    }

    @Test func doubtfulCasesGoInWithAWarning() {
        let text = """
            {"id":"a","question":"Is it 14 days?","facts":[["14 days"]]}
            {"id":"b","question":"Q?","answerable":false,"facts":[["x"]]}
            {"id":"c","question":"Q?","format":{"maxWords":5}}
            {"id":"d","question":"Q?","facts":[["x"]],"quote":"no such word","document":"d"}
            {"id":"e","question":"Q?","fact":[["x"]],"facts":[["x"]]}
            {"id":"f","question":"Q?","facts":[["x"]],"quote":"x"}
            """
        let (cases, problems) = CaseFile.parse(text)
        #expect(cases.count == 6)
        #expect(problems.map(\.line) == [1, 2, 3, 4, 5, 6])
        #expect(problems.allSatisfy { !$0.rejected })
    }

    @Test func aFactThatCannotBeMetIsRefused() {
        let (cases, problems) = CaseFile.parse(#"{"id":"a","question":"Q?","facts":[["14 days"]],"forbid":["14"]}"#)
        #expect(cases.isEmpty)
        #expect(problems.first?.message.contains("can't be met") == true)
    }

    @Test func quotesAreHeldAgainstTheirDocuments() {
        let cases = [
            Case(id: "a", question: "Q?", facts: [["x"]], document: "d", quote: "x y"),
            Case(id: "b", question: "Q?", facts: [["x"]], document: "d", quote: "x z"),
            Case(id: "c", question: "Q?", facts: [["x"]], document: "e"),
        ]
        let found = CaseFile.check(cases) { $0 == "d" ? "say x y here" : nil }
        #expect(found.count == 2 && found[0].contains("case b") && found[1].contains("“e”"))
    }
}
