import Foundation
import Inference
import Testing

@Suite struct ConstraintSchemaTests {
    static let forms: [TestForm] = [
        .null, .boolean, .number, .integer(-12...345), .integer(7...7), .integer(-105 ... -99), .integer(0...999_999), .string(0...3),
        .string(2...2), .unboundedString, .texts(["red", "green", "Blau grün", "re"]), .array(.integer(0...9), 0...3),
        .array(.array(.boolean, 1...2), 2...3), .array(.unboundedString, 0...0),
        .object([("name", .unboundedString, true), ("age", .integer(0...150), true)]),
        .object([("a", .boolean, false), ("b", .null, false), ("c", .number, false)]),
        .object([("z", .integer(1...5), false), ("a", .texts(["x"]), true), ("ü", .string(0...4), false)]),
        .object([]), .any([.null, .texts(["no", "none"]), .array(.null, 0...1)]),
        .object([
            ("title", .string(1...8), true),
            ("tags", .array(.texts(["p", "q"]), 0...2), false),
            ("author", .object([("name", .string(0...5), true), ("born", .any([.integer(1900...2026), .null]), false)]), true),
            ("score", .number, false),
        ]),
    ]

    @Test(arguments: forms.indices) func validValuesAreAcceptedAndChangedOnesAsTheCheckSays(index: Int) throws {
        let form = Self.forms[index]
        let automaton = try Automaton(jsonSchema: form.schema)
        let constraint = try TokenConstraint(automaton, vocabulary: TestVocabulary.shared)
        let characters = Array("{}[]\":, \\-0159.eEutrnlabp\n\t\u{1}é日".unicodeScalars)
        var random = TestRandom(UInt64(index))
        var rejected = 0
        for _ in 0..<60 {
            let text = form.sample(&random)
            try #require(form.accepts(text), "\(text)")
            #expect(automaton.matches(text.utf8), "\(text)")
            #expect(try constraint.accepts(text), "\(text)")
            for _ in 0..<4 {
                var scalars = Array(text.unicodeScalars)
                let place = Int.random(in: 0..<scalars.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: scalars.insert(characters.randomElement(using: &random)!, at: place)
                case 1: scalars.remove(at: place)
                case 2: scalars[place] = characters.randomElement(using: &random)!
                default: scalars.removeLast(scalars.count - place)
                }
                let changed = String(String.UnicodeScalarView(scalars))
                rejected += form.accepts(changed) ? 0 : 1
                #expect(automaton.matches(changed.utf8) == form.accepts(changed), "\(changed)")
            }
        }
        #expect(rejected > 60)
    }

    @Test(arguments: forms.indices) func whateverTheModelWantsTheAnswerSatisfiesTheSchema(index: Int) throws {
        let form = Self.forms[index]
        let constraint = try TokenConstraint(Automaton(jsonSchema: form.schema), vocabulary: TestVocabulary.shared)
        for seed in 0..<12 as Range<UInt64> {
            let budget = constraint.minimumLength + [0, 1, 2, 5, 20, 80][Int(seed % 6)]
            let walk = try ConstraintWalk(constraint, seed: seed, budget: budget)
            let text = try #require(walk.text)
            #expect(walk.hasEnded && walk.tokens.count <= budget && form.accepts(text), "\(text)")
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) }
        }
    }

    /// Each with the texts it must accept and those it must not.
    @Test(arguments: [
        (#"{"type": "integer"}"#, ["0", "-1", "999999999999999"], ["-0", "01", "1.0", "1000000000000000", "", "-"]),
        (#"{"type": "integer", "minimum": -0.5, "maximum": 10.9}"#, ["0", "10"], ["-1", "11", "00"]),
        (#"{"type": "integer", "minimum": 18}"#, ["18", "20", "100"], ["17", "9", "-20"]),
        (#"{"type": "integer", "maximum": -5}"#, ["-5", "-10"], ["-4", "0", "5"]),
        (#"{"type": "number"}"#, ["-0.50", "1e10", "3"], [".5", "1.", "1e", "1e100", "+1", "01", "NaN"]),
        (#"{"type": ["string", "null"]}"#, ["null", "\"null\""], ["0", "nul"]),
        (#"{"const": "say \"hi\"\n\\\u0001ü"}"#, [#""say \"hi\"\n\\\u0001ü""#], ["\"say\""]),
        (#"{"enum": [1, 2.50, "x", true, null]}"#, ["1", "2.50", "\"x\"", "true", "null"], ["2.5", "false", "x"]),
        (#"{"type": "integer", "enum": [1, 2.5, "x"]}"#, ["1"], ["2.5", "\"x\""]),
        (#"{"type": "string", "pattern": "^[A-Z]{2}\\d+$"}"#, ["\"AB1\""], ["\"AB\"", "\" AB1\"", "\"AB1 \"", "AB1"]),
        // Without anchors a pattern is searched for, and each alternative has its own.
        (#"{"type": "string", "pattern": "\\d"}"#, ["\"a1b\"", "\"1\""], ["\"ab\"", "\"\""]),
        (#"{"type": "string", "pattern": "^a|b$"}"#, ["\"ax\"", "\"xb\""], ["\"xa\"", "\"bx\""]),
        (#"{"type": "string", "pattern": "^.*$"}"#, ["\"it's\"", "\"\""], [#""a"b""#, #""a\b""#, "\"a\tb\""]),
        (#"{"type": "string", "maxLength": 2}"#, [#""\ud83d\ude00é""#], [#""\ud83d""#, #""\ude00\ud83d""#, #""\x""#, "\"abc\""]),
        (#"{"type": "array", "items": {"type": "integer"}}"#, ["[]", "[1]", "[1, 2]"], ["[1,2]", "[ 1]", "[1, ]", "[1 , 2]", "[1"]),
        (#"{"type": "array", "items": {"type": "null"}, "minItems": 2}"#, ["[null, null]", "[null, null, null]"], ["[]", "[null]"]),
        (
            #"{"type": "object", "additionalProperties": true, "properties": {"b": {"const": 1}, "a": {"const": 2}}, "required": ["a"]}"#,
            [#"{"b": 1, "a": 2}"#, #"{"a": 2}"#], [#"{"a": 2, "b": 1}"#, #"{"b": 1}"#, "{}", #"{"a":2}"#, #"{"a": 2, "c": 3}"#]
        ),
        (#"{"oneOf": [{"type": "null"}, {"const": 3}], "title": "t", "$schema": "s"}"#, ["null", "3"], ["2"]),
    ]) func theLanguageOfASchema(schema: String, accepted: [String], rejected: [String]) throws {
        let automaton = try Automaton(jsonSchema: schema)
        for text in accepted { #expect(automaton.matches(text.utf8), "\(text)") }
        for text in rejected { #expect(!automaton.matches(text.utf8), "\(text)") }
    }

    @Test(arguments: [
        (##"{"$ref": "#/x"}"##, "schema.$ref", "references"),
        (##"{"$defs": {}, "$ref": "#/$defs/x"}"##, "schema.$defs", "not supported"),
        (#"{"type": "string", "format": "date"}"#, "schema.format", "formats are not checked"),
        (#"{"type": "number", "minimum": 0}"#, "schema.minimum", "only integers"),
        (#"{"type": "array", "items": {"type": "null"}, "uniqueItems": true}"#, "schema.uniqueItems", "not supported"),
        (#"{"type": "string", "pattern": "a", "maxLength": 3}"#, "schema.pattern", "together with a length"),
        (#"{"type": "object", "properties": {"a": {"type": "string", "pattern": "(?=x)"}}}"#, "schema.properties.a.pattern", "character 1"),
        (#"{"type": "object", "properties": {}, "required": ["a"]}"#, "schema.required", "“a”"),
        (#"{"type": "array", "items": {"anyOf": [{"type": "null"}, {"type": "text"}]}}"#, "schema.items.anyOf[1].type", "“text”"),
        (#"{"type": "array"}"#, "schema", "“items”"), (#"{"type": "object"}"#, "schema", "“properties”"),
        ("{}", "schema", "type is missing"), ("true", "schema", "must be an object"),
        (#"{"enum": [[1]]}"#, "schema.enum", "only strings"), (#"{"enum": []}"#, "schema.enum", "list"),
        (#"{"type": "null", "const": 1}"#, "schema.const", "no value"), (#"{"type": "null", "items": {}}"#, "schema.items", "together"),
        (#"{"anyOf": [{"type": "null"}], "type": "null"}"#, "schema.type", "together"),
        (#"{"type": "integer", "minimum": 2, "maximum": 1}"#, "schema", "above"),
        (#"{"type": "string", "minLength": -1}"#, "schema.minLength", "whole number"),
    ]) func whatCannotBeImposedIsNamedWithItsPlace(schema: String, path: String, words: String) throws {
        let error = try #require(throws: ConstraintError.self) { try Automaton(jsonSchema: schema) }
        guard case .unsupportedSchema(path, let problem) = error else { throw error }
        #expect(problem.contains(words) && error.description.contains(path))
    }

    @Test(arguments: [
        ("", 1), ("{", 2), (#"{"a" 1}"#, 6), (#"{"a": 1,}"#, 9), ("[1 2]", 4), ("01", 1), ("\"a", 3), (#"{"a": 1, "a": 2}"#, 13),
        (#""\ud800""#, 8), ("{} x", 4), ("\"\u{1}\"", 2), (String(repeating: "[", count: 100_000), 101), (#""\q""#, 2), ("nul", 1),
    ]) func whatIsNotJSONIsAnErrorWithItsPlace(text: String, position: Int) throws {
        let error = try #require(throws: ConstraintError.self) { try Automaton(jsonSchema: text) }
        guard case .invalidJSON(position, _) = error else { throw error }
    }

    @Test func noSchemaTraps() {
        var random = TestRandom(4)
        let pieces = Array("{}[]\":,\\0-9.e tnu".unicodeScalars)
        for i in 0..<1500 {
            var scalars = Array(Self.forms[i % Self.forms.count].schema.unicodeScalars)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<scalars.count, using: &random)
                let end = Int.random(in: place...min(scalars.count, place + 8), using: &random)
                scalars.replaceSubrange(place..<end, with: [pieces.randomElement(using: &random)!])
            }
            // Most are errors; some are still schemas.
            _ = try? Automaton(jsonSchema: String(String.UnicodeScalarView(scalars)))
        }
    }

    @Test func hugeSchemasAreErrors() {
        #expect(throws: ConstraintError.tooLarge(problem: "it needs more than 150000 states")) {
            try Automaton(jsonSchema: #"{"type": "string", "maxLength": 100000}"#)
        }
    }

    @Test func manyOptionalMembersStaySmall() throws {
        var form = TestForm.integer(0...9)
        for _ in 0..<4 { form = .object((0..<8).map { ("m\($0)", form, false) }) }
        let automaton = try Automaton(jsonSchema: form.schema)
        var random = TestRandom(3)
        for _ in 0..<3 { #expect(automaton.matches(form.sample(&random).utf8)) }
    }
}
