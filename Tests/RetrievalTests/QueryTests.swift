import Foundation
import Retrieval
import Testing

/// Whatever is typed is text: no query is an error.
struct QueryTests {
    private func store() throws -> (TestProject, SQLiteKnowledgeStore) {
        let project = try TestProject()
        try project.write("a.md", "# Prices\n\nThe team plan costs 49.00 euros; wi-fi is C++ \"quoted\" AND free.\n")
        try project.write("b.md", "# Über uns\n\nDas Café öffnet um neun. Crème brûlée und 日本語.\n")
        let store = try project.store()
        _ = try store.sync(project.sources)
        return (project, store)
    }

    @Test func operatorsQuotesAndFiltersAreText() throws {
        let (_, store) = try store()
        let queries = [
            "\"", "\"\"\"", "'", "team AND", "AND", "OR OR OR", "NOT team", "NEAR(team, 5)", "NEAR(", "heading:team", "body : team",
            "^team",
            "team*", "*", "-team", "+", "(team", "team)", "{heading body} : x", "team\0plan", "\\", "%_", "--", ";DROP TABLE passage;", "💥",
            "\u{202E}team", "a\"b\"c", "\u{FFFD}", "߷", "\u{0301}", "½", "①", "e\u{301}", "ﬁ",
        ]
        for query in queries {
            for mode in SearchMode.allCases {
                #expect(throws: Never.self, "\(query.debugDescription)") { try store.search(SearchRequest(query, mode: mode)) }
            }
        }
        #expect(try store.search(SearchRequest("\"team\" AND (nothing", mode: .lexical)).count == 1)
    }

    @Test func anyWordIsEnoughAndMoreAreBetter() throws {
        let (project, store) = try store()
        try project.write("c.md", "# Team\n\nThe team meets.\n")
        _ = try store.sync(project.sources)
        let hits = try store.search(SearchRequest("team plan costs zebra", mode: .lexical))
        #expect(hits.map(\.passage.document) == ["docs/a.md", "docs/c.md"])
    }

    @Test func accentsCaseAndEndingsAreFolded() throws {
        let (_, store) = try store()
        for query in ["CAFE", "café", "uber", "creme brulee", "planning PLANS", "cost"] {
            #expect(try store.search(SearchRequest(query, mode: .lexical)).count == 1, "\(query)")
        }
    }

    @Test func wordsWithPointsAndDashesAreFoundWholeAndInParts() throws {
        let (_, store) = try store()
        for query in ["49.00", "€49.00?", "wi-fi", "wifi wi", "fi"] {
            #expect(try store.search(SearchRequest(query, mode: .lexical)).count == 1)
        }
    }

    @Test func stopWordsCountOnlyWhenThereIsNothingElse() throws {
        let (_, store) = try store()
        #expect(try store.search(SearchRequest("the", mode: .lexical)).map(\.passage.document) == ["docs/a.md"])
        #expect(try store.search(SearchRequest("what is the café", mode: .lexical)).map(\.passage.document) == ["docs/b.md"])
    }

    @Test func blankQueriesFindNothing() throws {
        let (_, store) = try store()
        for query in ["", " ", "\n\t", "   "] {
            for mode in SearchMode.allCases { #expect(try store.search(SearchRequest(query, mode: mode)).isEmpty) }
        }
    }

    @Test func veryLongQueriesAreAnswered() throws {
        let (_, store) = try store()
        let long = (0..<20_000).map { "word\($0)" }.joined(separator: " ")
        #expect(throws: Never.self) { try store.search(SearchRequest("team " + long)) }
        #expect(try store.search(SearchRequest("team " + long, mode: .lexical)).count == 1)
    }

    @Test func twoThousandRandomQueriesNeverFail() throws {
        let (_, store) = try store()
        var random = SeededGenerator(seed: 7)
        let pieces = [
            "\"", "'", "(", ")", "*", ":", "^", "-", "+", "AND", "OR", "NOT", "NEAR", "{", "}", "heading", "body", "team", "plan", " ",
            "\\", ",", "\0",
        ]
        for _ in 0..<2_000 {
            var query = ""
            for _ in 0..<Int.random(in: 0...24, using: &random) {
                if Bool.random(using: &random) {
                    query += pieces.randomElement(using: &random) ?? ""
                } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x2_FFFF, using: &random)) {
                    query.unicodeScalars.append(scalar)
                }
            }
            do {
                _ = try store.search(SearchRequest(query, mode: SearchMode.allCases.randomElement(using: &random) ?? .hybrid))
            } catch {
                Issue.record("\(query.debugDescription): \(error)")
            }
        }
    }

    @Test func aWeightOfNothingLeavesTheOrderOfTheOtherIndex() throws {
        let (_, store) = try store()
        for mode in [SearchMode.dense, .lexical] {
            #expect(
                try store.search(SearchRequest("team café plan", mode: mode, lexicalWeight: 0))
                    == store.search(SearchRequest("team café plan", mode: mode)))
        }
        let hybrid = try store.search(SearchRequest("team café plan", lexicalWeight: 0))
        #expect(try hybrid.map(\.passage.id) == store.search(SearchRequest("team café plan", mode: .dense)).map(\.passage.id))
    }

    @Test func filtersAreReadFromText() {
        #expect(SearchFilter("path=docs/a=b.md") == SearchFilter(path: "docs/a=b.md"))
        #expect(SearchFilter("prefix=docs/") == SearchFilter(pathPrefix: "docs/"))
        #expect(SearchFilter("tag=x") == nil && SearchFilter("path") == nil)
    }

    @Test func theSameStoreAlwaysGivesTheSameOrder() throws {
        let project = try TestProject()
        for i in 0..<20 { try project.write("d\(i).md", "# Same\n\nThe very same words.\n") }
        let store = try project.store()
        _ = try store.sync(project.sources)
        let first = try store.search(SearchRequest("same words", limit: 20))
        #expect(first.count == 20)
        for _ in 0..<5 { #expect(try store.search(SearchRequest("same words", limit: 20)) == first) }
        #expect(try project.store().search(SearchRequest("same words", limit: 20)) == first)
    }
}
