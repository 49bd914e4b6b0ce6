import Foundation
import Retrieval
import Testing

/// CSV, TSV and JSON: whole records, under their header, with their number.
struct TableTests {
    private func passages(_ name: String, _ text: String) throws -> [Passage] { try TestProject().passages(text, name: name) }

    @Test(arguments: [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.tsv", "\t")])
    func recordsCarryTheirHeaderAndNumber(_ name: String, _ separator: String) throws {
        let header = ["part", "price", "note"].joined(separator: separator)
        let rows = (1...200).map { ["bolt\($0)", "\($0)", "in stock"].joined(separator: separator) }
        let found = try passages(name, header + "\n" + rows.joined(separator: "\n") + "\n")
        #expect(found.count > 3 && found[0].text.hasPrefix(header) && found[0].lead.isEmpty)
        for passage in found.dropFirst() {
            #expect(passage.lead == header)
            #expect(passage.row.map { passage.text.hasPrefix(rows[$0 - 1]) } == true)
        }
        let lines = found.flatMap { $0.text.split(separator: "\n").map(String.init) }
        #expect(lines == [header] + rows)
    }

    @Test func quotedFieldsMayHoldLineEnds() throws {
        let text = "id,text\n1,\"one\ntwo\"\n2,three\n"
        #expect(try passages("a.csv", text).map(\.text) == [String(text.dropLast())])
    }

    @Test func numbersAreNoHeader() throws {
        let rows = (0..<150).map { "\($0),\($0 * 2),\($0 * 3),word word word" }
        #expect(try passages("a.csv", rows.joined(separator: "\n")).allSatisfy { $0.lead.isEmpty && $0.row != nil })
    }

    @Test func aStrayQuoteCostsNothingOfTheRest() throws {
        let text = "a,b\n1,x\n2,\"never closed\n3,z\n"
        #expect(try passages("a.csv", text).map(\.text) == [String(text.dropLast())])
    }

    @Test func recordsOfJSONAreKeptWhole() throws {
        let records = (0..<120).map { "{\"id\": \($0), \"text\": \"a record of some words, \\\"quoted\\\", ]\"}" }
        for (name, text) in [
            ("a.jsonl", records.joined(separator: "\n") + "\n"), ("a.json", "[" + records.joined(separator: ",\n ") + "]"),
        ] {
            let found = try passages(name, text)
            #expect(found.count > 3)
            for passage in found {
                #expect(passage.row.map { passage.text.drop { $0 == "[" }.hasPrefix(records[$0 - 1]) } == true || passage.row == nil)
            }
        }
    }

    @Test func otherJSONIsText() throws {
        #expect(try passages("a.json", "{\n  \"a\": 1\n}\n").map(\.text) == ["{\n  \"a\": 1\n}"])
        for text in ["", "[]", "null", "{\"a\": [", "[1, 2", "\u{FEFF}[1]"] { #expect(try passages("b.json", text).count <= 1) }
    }
}
