import Retrieval
import Testing

struct RetrievalMetricsTests {
    private func passage(_ text: String, document: String = "a.md", lead: String = "") -> Passage {
        Passage(
            id: 1, document: document, title: "A", ordinal: 0, headings: [], lead: lead, text: text, start: 0, end: text.utf8.count,
            tokens: 1)
    }

    @Test func aQuoteIsFoundWhateverItsSpacing() {
        let oracle = Oracle(document: "a.md", quote: "costs 49\n euros")
        #expect(oracle.matches(passage("The plan\n  COSTS 49 euros a month.")))
        #expect(!oracle.matches(passage("The plan costs 59 euros a month.")))
        #expect(!oracle.matches(passage("The plan costs 49 euros a month.", document: "b.md")))
        #expect(!Oracle(document: "a.md", quote: " ").matches(passage("x")))
        #expect(!oracle.matches(passage("")))
    }

    @Test func halfAQuoteAtTheEdgeOfAPassageCounts() {
        let oracle = Oracle(document: "a.md", quote: "one two three four five six")
        #expect(oracle.matches(passage("zero one two three four")))
        #expect(oracle.matches(passage("three four five six seven")))
        #expect(!oracle.matches(passage("zero one two")))
        #expect(oracle.matches(passage("two three four five")))
    }

    @Test func aQuoteMayStandInTheLead() {
        #expect(Oracle(document: "a.md", quote: "| Part | Price |").matches(passage("| x | 1 |", lead: "| Part | Price |\n|---|---|")))
    }

    @Test func ranksGiveRecallAndReciprocalRank() {
        let passages = ["alpha", "beta", "gamma"].map { passage($0) }
        #expect(RetrievalMetrics.rank(of: Oracle(document: "a.md", quote: "beta"), in: passages) == 2)
        #expect(RetrievalMetrics.rank(of: Oracle(document: "a.md", quote: "delta"), in: passages) == nil)
        let ranks: [Int?] = [1, 2, nil, 4]
        #expect(RetrievalMetrics.recall(at: 1, ranks: ranks) == 0.25)
        #expect(RetrievalMetrics.recall(at: 3, ranks: ranks) == 0.5)
        #expect(RetrievalMetrics.recall(at: 10, ranks: ranks) == 0.75)
        #expect(RetrievalMetrics.meanReciprocalRank(ranks) == (1 + 0.5 + 0.25) / 4)
        #expect(RetrievalMetrics.recall(at: 1, ranks: []) == 0 && RetrievalMetrics.meanReciprocalRank([]) == 0)
    }
}
