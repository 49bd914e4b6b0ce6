import Retrieval
import Testing

struct CitationResolverTests {
    private func passage(_ id: Int64, _ text: String) -> Passage {
        Passage(
            id: id, document: "docs/\(id).md", title: "T", ordinal: 0, headings: [], text: text, start: 0, end: text.utf8.count, tokens: 1)
    }

    private var passages: [Passage] {
        [
            passage(11, "Parking is free. The team plan costs 49 euros a month. Dogs are welcome."),
            passage(22, "| Plan | Price |\n|---|---|\n| Solo | 0 |\n| Team | 49 |"),
            passage(33, "Refunds take five working days,\ncounted from the return."),
        ]
    }

    private func resolve(_ answer: String) -> ResolvedAnswer { CitationResolver.resolve(answer: answer, passages: passages) }

    @Test func aMarkerGetsItsPassageAndTheSentenceThatSupportsIt() throws {
        let resolved = resolve("The team plan is 49 euros per month [1].")
        #expect(resolved.grounding == .cited)
        let citation = try #require(resolved.citations.first)
        #expect(citation.marker == "[1]" && citation.passage?.id == 11 && citation.isVerified)
        #expect(citation.quote == "The team plan costs 49 euros a month.")
    }

    @Test func quotesStandInThePassageWordForWord() throws {
        let resolved = resolve("You wait five working days [3]. Team: 49 [2].")
        #expect(resolved.citations.map(\.marker) == ["[3]", "[2]"])
        #expect(resolved.citations.map(\.quote) == ["Refunds take five working days,\ncounted from the return.", "| Team | 49 |"])
        #expect(resolved.citations.allSatisfy { $0.isVerified })
    }

    @Test func aMarkerAfterTheFullStopBelongsToTheSentenceBefore() {
        for answer in ["The team plan costs 49 euros. [1] Bring your dog.", "The team plan costs 49 euros.[1] Bring your dog."] {
            #expect(resolve(answer).citations.first?.quote == "The team plan costs 49 euros a month.", "\(answer)")
        }
    }

    @Test func eachMarkerIsListedOnceInTheOrderOfTheAnswer() {
        #expect(resolve("Refunds [3] cost [1], days [3][1], both [1, 3].").citations.map(\.marker) == ["[3]", "[1]"])
    }

    @Test func aMarkerThatWasNotGivenIsMissing() {
        let resolved = resolve("The plan costs 49 [1], and more [7].")
        #expect(resolved.grounding == .missing)
        #expect(resolved.citations.map { $0.passage?.id } == [11, nil])
        #expect(resolved.citations.last?.quote == "" && resolved.citations.last?.isVerified == false)
        #expect(resolve("[0]").grounding == .missing)
    }

    @Test func anAnswerWithoutMarkersIsUngrounded() {
        for answer in ["", "The plan costs 49.", "See (1).", "array[i]", "[x]", "[123]", "[1", "1]", "［1］"] {
            #expect(resolve(answer).grounding == .ungrounded, "\(answer)")
        }
    }

    @Test func withoutPassagesThereIsNoGrounding() {
        let resolved = CitationResolver.resolve(answer: "It is so [1].", passages: [Passage]())
        #expect(resolved.grounding == .none && resolved.citations.isEmpty)
    }

    @Test func aPassageThatSharesNothingIsNotVerified() throws {
        let citation = try #require(resolve("Zebras gallop [1].").citations.first)
        #expect(citation.passage?.id == 11 && citation.quote.isEmpty && !citation.isVerified)
    }

    @Test func markersFollowTheBlockTheyWereGivenIn() {
        let given = [CitedPassage(marker: 4, passage: passages[2])]
        #expect(CitationResolver.resolve(answer: "Refunds take days [4].", passages: given).citations.first?.passage?.id == 33)
        #expect(CitationResolver.resolve(answer: "Refunds take days [1].", passages: given).grounding == .missing)
    }

    @Test func anyAnswerIsResolvedWithoutTrouble() {
        var random = SeededGenerator(seed: 5)
        let pieces = ["[", "]", "1", "2", "99", ",", " ", ". ", "plan", "\n", "é", "\u{200B}", "[1]", "[2, 3]", "。", "|", "- "]
        for _ in 0..<500 {
            let answer = (0..<30).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            for citation in resolve(answer).citations where citation.isVerified {
                #expect(citation.passage?.text.contains(citation.quote) == true)
            }
        }
    }
}
