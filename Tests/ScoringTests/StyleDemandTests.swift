import Foundation
import Scoring
import Testing

struct StyleDemandTests {
    @Test(arguments: [
        (#"{"avoid":["unfortunately","as an AI"]}"#, "We can help.", "Unfortunately, we can't."),
        (#"{"use":["thank you"]}"#, "Thank you for asking.", "Thanks."),
        (#"{"maxSentences":2}"#, "One. Two!", "One. Two. Three."),
        (#"{"minSentences":2}"#, "It costs €4.50. That is all.", "It costs €4.50, e.g. here."),
        (#"{"maxSentenceWords":4}"#, "One two three four. Five.", "One two three four five."),
        (#"{"startsWith":["Hi","Hello there"]}"#, "**Hello** there, and welcome.", "Hello you."),
        (#"{"endsWith":["Topic: Billing"]}"#, "It is free.\nTopic: billing.", "Topic: Billing is free."),
        (#"{"person":"first"}"#, "We’ll refund it.", "It is refunded."),
        (#"{"person":"second"}"#, "You get a refund.", "Customers get a refund."),
        (#"{"person":"third"}"#, "Customers get a refund.", "Customers get your refund."),
    ])
    func eachRuleTellsAGoodAnswerFromABadOne(demand: String, good: String, bad: String) throws {
        let style = try JSONDecoder().decode(StyleDemand.self, from: Data(demand.utf8))
        #expect(style.violations(of: good).isEmpty, "\(style.violations(of: good))")
        #expect(style.violations(of: bad).count == 1)
        #expect(try JSONDecoder().decode(StyleDemand.self, from: JSONEncoder().encode(style)) == style)
    }

    @Test func sentencesAreCutWherePeopleWould() {
        #expect(Sentences.split("Dr. A. Smith paid €4.50. \"Really?\" Yes… no!\n\n1. First step\n- second").count == 6)
        #expect(Sentences.split("Use e.g. a ladder. Done.") == ["Use e.g. a ladder.", "Done."])
        #expect(Sentences.split(" \n… !").isEmpty)
    }

    @Test func styleIsPartOfTheFormAndOfPassing() throws {
        let item = Case(
            id: "a", question: "Q?", facts: [["14 days"]], style: try StyleDemand(avoid: ["sorry"]), references: ["It takes 14 days."])
        let good = CaseScorer().score(ArmOutput(text: "It takes 14 days."), of: item, arm: .prompt)
        #expect(good.passed && good.style == true && good.overlap?.tokenF1 == 1)
        let bad = CaseScorer().score(ArmOutput(text: "Sorry, 14 days."), of: item, arm: .prompt)
        #expect(bad.fact && !bad.format && !bad.passed && bad.style == false)
        #expect(bad.reasons == ["style: says “sorry”, which is to be avoided"])
    }

    @Test func malformedStylesAndReferencesAreRefusedWithTheReason() {
        let text = """
            {"id":"a","question":"Q?","facts":[["x"]],"style":{"person":"fourth"}}
            {"id":"b","question":"Q?","facts":[["x"]],"style":{"minSentences":3,"maxSentences":2}}
            {"id":"c","question":"Q?","facts":[["x"]],"style":{"avoid":["!"]}}
            {"id":"d","question":"Q?","facts":[["x"]],"style":{"maxSentences":0}}
            {"id":"e","question":"Q?","facts":[["x"]],"reference":4}
            {"id":"f","question":"Q?","facts":[["x"]],"reference":["fine","?"]}
            {"id":"g","question":"Q?","reference":"x"}
            {"id":"h","question":"Q?","facts":[["x y"]],"style":{"avoid":["x"]}}
            {"id":"i","question":"Q?","facts":[["x"]],"style":{"use":["a b"],"avoid":["b"]}}
            {"id":"j","question":"Q?","facts":[["x"]],"style":["polite"]}
            """
        let (cases, problems) = CaseFile.parse(text)
        #expect(cases.isEmpty && problems.count == 10)
        let expected = [
            "“first”, “second” or “third”", "is above style.maxSentences", "an entry without words", "must be at least 1",
            "“reference” must be a string", "a reference holds no words", "any answer would pass", "what style.avoid forbids",
            "which style.avoid forbids", "“style” must be",
        ]
        for (problem, message) in zip(problems, expected) { #expect(problem.message.contains(message), "\(problem.message)") }
    }

    @Test func styleAndReferenceAreReadAndWritten() throws {
        let text = """
            {"id":"a","question":"Q?","style":{"maxSentences":2},"reference":"One. Two."}
            {"id":"b","question":"Q?","facts":[["x"]],"style":{"tone":"kind"},"reference":["x","an x"]}
            {"id":"c","question":"Q?","style":{"maxSentences":1},"reference":"One. Two."}
            """
        let (cases, problems) = CaseFile.parse(text)
        #expect(cases.map(\.references) == [["One. Two."], ["x", "an x"], ["One. Two."]])
        #expect(cases[1].style == nil)
        #expect(problems.map(\.message).contains { $0.contains("“style.tone” is not known") })
        #expect(problems.contains { $0.id == "c" && $0.message.contains("a reference breaks the style") })
        for item in cases { #expect(try JSONDecoder().decode(Case.self, from: JSONEncoder().encode(item)) == item) }
    }
}
