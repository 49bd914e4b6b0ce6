import Foundation
import Scoring
import Testing
import Workbench

/// Where arms that retrieve are asked for a source.
@Suite struct CitationRuleTests {
    private static let labels = try? FormatDemand(labels: ["repair", "sale"])
    private static let object = try? FormatDemand(schema: .object(["type": .string("object")]))

    private func rule(_ form: AnswerForm?, _ formats: [FormatDemand?] = [nil]) -> CitationRule {
        CitationRule(form: form, cases: formats.map { Case(id: "c", question: "?", format: $0) })
    }

    @Test func answersThatAProgramReadsAreNotAskedToCite() {
        #expect(rule(nil).asks() && rule(nil, []).asks() && rule(nil, [nil, Self.object]).asks())
        #expect(!rule(nil).asks(for: Self.labels) && !rule(nil).asks(for: Self.object))
        #expect(!rule(nil, [Self.labels, Self.object]).asks(), "no case wants prose")
        #expect(!rule(.schema(path: "x.json")).asks() && !rule(.regex("repair|sale")).asks())
        #expect(rule(.regex("(?s).{1,60}\nTopic: (A|B)")).asks() && rule(.regex("[a-z ]+( \\[[0-9]\\])?")).asks())
        #expect(!rule(.regex("[a-z ]{3,80}")).asks() && rule(.regex("(")).asks())
    }

    @Test func examplesAreTrainedAsTheyWillBeAsked() {
        let mixed = rule(nil, [nil, Self.labels])
        #expect(mixed.asks(forCompletion: "It costs 37 euros.") && !mixed.asks(forCompletion: "Repair."))
        #expect(!mixed.asks(forCompletion: #"{"euros": 37}"#) && rule(nil).asks(forCompletion: "Repair."))
    }

    @Test func anAnswerThatHoldsNoMarkerLacksNone() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        #expect(try small.session.context(for: "What does the Heron plan cost?").prompt.contains("cite the one you used"))
        let session = try small.reopened(adding: "[form]\nregex = '[0-9]{2} euros'\narms = [\"rag\"]")
        let prompt = try session.context(for: "What does the Heron plan cost?").prompt
        #expect(prompt.contains("[1]") && prompt.contains("Answer from the passages.") && !prompt.contains("cite the one"))
        let report = try session.evaluate(arms: [.rag, .rag.constrained], split: "test", limit: 1) { _ in true }
        #expect(report.arms.allSatisfy { $0.citation == nil && $0.citationRecall == nil })
        let stored = try small.scratch.text(".assay/evaluations/eval-1.json")
        #expect(!stored.contains("citation: ") && stored.contains(#""grounding":"none""#))
    }

    /// A form of the project's own must not take away what the project itself requires.
    @Test func aRequiredSourceIsAskedForWhateverTheForm() throws {
        let closed = AnswerForm.regex("[0-9]{2} euros")
        #expect(CitationRule(form: closed, cases: [Case(id: "c", question: "?")], isRequired: true).asks())
        #expect(!CitationRule(form: closed, cases: [Case(id: "c", question: "?", format: Self.object)], isRequired: true).asks())
        let small = try SmallProject()
        _ = try small.session.sync()
        let session = try small.reopened(adding: "[form]\nregex = '[0-9]{2} euros'\narms = [\"rag\"]\n[decision]\nrequiresCitation = true")
        #expect(try session.context(for: "What does the Heron plan cost?").prompt.contains("cite the one you used"))
        let arms: [Arm] = [.prompt, .rag, .rag.constrained]
        let report = try session.evaluate(arms: arms, split: "test", limit: 1) { _ in true }
        // Whether RAG cites is the model's; that it was asked shows in that its citation is judged.
        #expect(report.arms.map { $0.citation == nil } == [true, false, false])
        #expect(report.arms.first?.passed == 0 && report.arms.last?.passed == 0 && report.arms.last?.citation == 0)
        #expect(try small.scratch.text(".assay/evaluations/eval-1.json").contains("citation: required, and Prompt shows none"))
    }
}
