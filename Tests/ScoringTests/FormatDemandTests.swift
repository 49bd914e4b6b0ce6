import Foundation
import Scoring
import Testing

struct FormatDemandTests {
    private func schema(_ text: String) throws -> FormatDemand { try FormatDemand(schema: #require(JSONValue(parsing: text))) }

    private let ticket = """
        {"type":"object","required":["category","priority"],"additionalProperties":false,"properties":{
          "category":{"enum":["billing","bug"]},"priority":{"type":"integer","minimum":1,"maximum":3},
          "summary":{"type":"string","maxLength":12,"pattern":"^[A-Z]"},"tags":{"type":"array","items":{"type":"string"},"maxItems":2}}}
        """

    @Test(arguments: [
        #"{"category":"bug","priority":1}"#, "Sure!\n```json\n{\"category\": \"billing\", \"priority\": 3, \"summary\": \"Late é\"}\n```",
        #"I read {this} first. {"category":"bug","priority":2,"tags":["a","b"]} done"#, #"{"category":"bug","priority":2.0}"#,
    ])
    func conformingAnswersPass(answer: String) throws { #expect(try schema(ticket).violations(of: answer).isEmpty) }

    @Test(arguments: [
        ("no json here", "holds no JSON"), (#"{"category":"bug"}"#, "lacks “priority”"),
        (#"{"category":"Bug","priority":1}"#, "not one of"),
        (#"{"category":"bug","priority":"1"}"#, "is a string, not integer"), (#"{"category":"bug","priority":4}"#, "above 3"),
        (#"{"category":"bug","priority":1.5}"#, "not integer"), (#"{"category":"bug","priority":1,"x":0}"#, "not in the schema"),
        (#"{"category":"bug","priority":1,"summary":"lower"}"#, "does not match"),
        (#"{"category":"bug","priority":1,"tags":[1]}"#, "tags[0]"),
        (#"{"category":"bug","priority":1,"summary":"Thirteen chars"}"#, "characters"), (#"{"category":"bug","priority":true}"#, "boolean"),
        (#"{"category":"bug","priority":1"#, "holds no JSON"), (#"{"category":"bug","priority":1,"tags":["a","b","c"]}"#, "3 items"),
    ])
    func otherAnswersFailWithTheReason(answer: String, reason: String) throws {
        let violations = try schema(ticket).violations(of: answer)
        #expect(violations.contains { $0.contains(reason) }, "\(violations)")
    }

    @Test func strictAllowsNothingBesideTheJSON() throws {
        let demand = try FormatDemand(schema: .object(["type": .string("object")]), strict: true)
        #expect(demand.violations(of: " {} ").isEmpty)
        #expect(!demand.violations(of: "Here: {}").isEmpty)
    }

    @Test func unsupportedKeywordsAreRefused() {
        for text in [
            #"{"oneOf":[]}"#, #"{"type":"text"}"#, #"{"minLength":-1}"#, #"{"minItems":3,"maxItems":2}"#,
            ##"{"properties":{"a":{"$ref":"#"}}}"##,
            #"{"pattern":"("}"#, #"{"enum":[]}"#, "[]", #"{"required":[1]}"#,
        ] { #expect(throws: CaseProblem.self, "\(text)") { try schema(text) } }
    }

    @Test func regexIsFoundAnywhereAndAnchorsHold() throws {
        #expect(try FormatDemand(regex: "Topic: (Billing|Setup)$").violations(of: "Hello.\nTopic: Setup \n").isEmpty)
        #expect(try !FormatDemand(regex: "^Topic").violations(of: "Hello. Topic").isEmpty)
        #expect(throws: CaseProblem.self) { try FormatDemand(regex: "(") }
        #expect(throws: CaseProblem.self) { try FormatDemand(regex: String(repeating: "a", count: 5_000)) }
    }

    @Test func aRegexThatNeverEndsIsCutOff() throws {
        let violations = try FormatDemand(regex: "^(a+)+$").violations(of: String(repeating: "a", count: 60) + "!")
        #expect(violations.first?.contains("backtracks") == true)
    }

    @Test func wordsAndLabelsAreCounted() throws {
        let demand = try FormatDemand(maxWords: 3)
        #expect(demand.violations(of: "one two\nthree").isEmpty)
        #expect(!demand.violations(of: "one two three four").isEmpty)
        let labels = try FormatDemand(labels: ["Billing", "Bug report"])
        #expect(labels.violations(of: " billing. ").isEmpty)
        #expect(labels.violations(of: "**Bug report**").isEmpty)
        #expect(!labels.violations(of: "It is billing").isEmpty)
        #expect(throws: CaseProblem.self) { try FormatDemand(labels: []) }
    }

    @Test func deepOrHugeAnswersAreHarmless() throws {
        let demand = try schema(#"{"type":"object"}"#)
        #expect(!demand.violations(of: String(repeating: "{", count: 20_000)).isEmpty)
        #expect(!demand.violations(of: String(repeating: "{\"a\":", count: 5_000) + "1" + String(repeating: "}", count: 5_000)).isEmpty)
    }

    @Test func aDemandSurvivesEncoding() throws {
        let demand = try FormatDemand(schema: JSONValue(parsing: ticket), regex: "x", maxWords: 4, labels: ["a"], strict: true)
        #expect(try JSONDecoder().decode(FormatDemand.self, from: JSONEncoder().encode(demand)) == demand)
    }
}
