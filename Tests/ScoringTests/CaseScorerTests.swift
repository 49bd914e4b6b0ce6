import Scoring
import Testing

struct CaseScorerTests {
    private let refund = Case(
        id: "a", question: "How long?", facts: [["14 days", "two weeks"], ["€49"]], forbid: ["30 days"], document: "refunds.md")

    private func score(
        _ text: String, _ item: Case, _ arm: Arm = .prompt, grounding: Grounding = .none, cited: [String] = [], required: Bool = false
    )
        -> CaseScore
    {
        CaseScorer(ScoringParameters(requiresCitation: required))
            .score(ArmOutput(text: text, citedDocuments: cited, grounding: grounding), of: item, arm: arm)
    }

    @Test func everyFactNeedsOneOfItsAliases() {
        #expect(score("Two weeks, and it costs 49 euros.", refund).passed)
        let half = score("Two weeks.", refund)
        #expect(!half.fact && half.factsFound == 1 && half.factsAsked == 2)
        #expect(half.reasons == ["lacks “€49”"])
    }

    @Test func aForbiddenStatementFailsARightAnswer() {
        let result = score("14 days, not 30 days, for €49", refund)
        #expect(!result.fact && result.factsFound == 2)
    }

    @Test func aLongAnswerEarnsNoFacts() {
        let padding = String(repeating: "word ", count: 130)
        #expect(!score("14 days for €49 \(padding)", refund).fact)
        #expect(
            CaseScorer(ScoringParameters(maxFactWords: 500)).score(ArmOutput(text: "14 days for €49 \(padding)"), of: refund, arm: .prompt)
                .fact)
    }

    @Test func aCaseThatAllowsMoreWordsHasItsOwnLimit() throws {
        var item = refund
        item.format = try FormatDemand(maxWords: 200)
        #expect(score("14 days for €49 " + String(repeating: "word ", count: 130), item).passed)
    }

    @Test func anUnanswerableCaseAsksForAbstention() {
        let item = Case(id: "u", question: "Which colour?", forbid: ["red"], answerable: false)
        #expect(score("I could not find that in the documents.", item).passed)
        #expect(!score("It is blue.", item).passed)
        #expect(!score("I don't know, perhaps red.", item).passed)
        #expect(score("I don't know.", item, .rag, grounding: .ungrounded, required: true).passed)
    }

    @Test func formatAndFactsAreSeparate() throws {
        var item = refund
        item.format = try FormatDemand(regex: "Topic: \\w+$")
        let factsOnly = score("14 days for €49", item)
        #expect(factsOnly.fact && !factsOnly.format && !factsOnly.passed)
        let formatOnly = score("Topic: Billing", item)
        #expect(!formatOnly.fact && formatOnly.format && !formatOnly.passed)
    }

    @Test func factsAreFoundInEscapedJSON() throws {
        var item = refund
        item.format = try FormatDemand(schema: .object(["type": .string("object")]))
        #expect(score(#"{"period":"14 days","price":"\u20ac49"}"#, item).passed)
    }

    @Test func citationsCountOnlyWhereRequired() {
        let right = "14 days for €49"
        #expect(score(right, refund, .rag, grounding: .cited, cited: ["refunds.md"]).citation == true)
        #expect(score(right, refund, .rag, grounding: .cited, cited: ["other.md"]).citation == false)
        #expect(score(right, refund, .rag, grounding: .missing).citation == false)
        #expect(score(right, refund, .prompt).citation == nil)
        #expect(score(right, refund, .rag, grounding: .ungrounded).passed)
        #expect(!score(right, refund, .rag, grounding: .ungrounded, required: true).passed)
        #expect(score(right, refund, .rag, grounding: .cited, cited: ["x.md", "refunds.md"], required: true).passed)
    }

    @Test func anArmThatShowsNoSourceFailsWhereOneIsRequired() throws {
        let right = "14 days for €49"
        let closed = score(right, refund, .lora, required: true)
        #expect(closed.fact && closed.format && closed.citation == nil && !closed.passed)
        #expect(closed.reasons == ["citation: required, and LoRA shows none"])
        #expect(score(right, refund, .lora).passed)
        // Passages were given, and the answer was not asked for a marker: that excuses it only where none is required.
        let unasked = ArmOutput(text: right, contextDocuments: ["refunds.md"])
        let required = CaseScorer(ScoringParameters(requiresCitation: true)).score(unasked, of: refund, arm: .rag)
        #expect(required.citation == nil && !required.passed)
        #expect(required.reasons == ["citation: required, and RAG was not asked for one"])
        #expect(CaseScorer().score(unasked, of: refund, arm: .rag).passed)
    }

    @Test func answersWithoutRoomForASourceNeedNone() throws {
        var label = Case(id: "l", question: "Who?", facts: [["plumber"]], document: "who.md")
        label.format = try FormatDemand(labels: ["plumber", "roofer"])
        var object = Case(id: "o", question: "Who?", facts: [["plumber"]], document: "who.md")
        object.format = try FormatDemand(schema: .object(["type": .string("object")]))
        #expect(!label.demandsSource && !object.demandsSource && refund.demandsSource)
        for arm in [Arm.prompt, .rag, .lora] {
            #expect(score("plumber", label, arm, grounding: .none, required: true).passed)
            #expect(score(#"{"who": "plumber"}"#, object, arm, grounding: .none, required: true).passed)
        }
    }
}
