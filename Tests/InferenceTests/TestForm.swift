/// A form of JSON values, told in three ways that know nothing of automata: its schema, values drawn at random, and a check.
indirect enum TestForm: Sendable {
    case null, boolean, number
    case integer(ClosedRange<Int>)
    case string(ClosedRange<Int>)
    case unboundedString
    case texts([String])
    case array(TestForm, ClosedRange<Int>)
    case object([(name: String, form: TestForm, isRequired: Bool)])
    case any([TestForm])

    var schema: String {
        switch self {
        case .null: return #"{"type": "null"}"#
        case .boolean: return #"{"type": "boolean", "description": "yes or no"}"#
        case .number: return #"{"type": "number"}"#
        case .integer(let range): return #"{"type": "integer", "minimum": \#(range.lowerBound), "maximum": \#(range.upperBound)}"#
        case .string(let range): return #"{"type": "string", "minLength": \#(range.lowerBound), "maxLength": \#(range.upperBound)}"#
        case .unboundedString: return #"{"type": "string"}"#
        case .texts(let texts): return #"{"enum": [\#(texts.map { "\"\($0)\"" }.joined(separator: ", "))]}"#
        case .array(let item, let range):
            return #"{"type": "array", "items": \#(item.schema), "minItems": \#(range.lowerBound), "maxItems": \#(range.upperBound)}"#
        case .object(let members):
            let required = members.filter(\.isRequired).map { "\"\($0.name)\"" }.joined(separator: ", ")
            let properties = members.map { "\"\($0.name)\": \($0.form.schema)" }.joined(separator: ", ")
            return #"{"type": "object", "required": [\#(required)], "properties": {\#(properties)}, "additionalProperties": false}"#
        case .any(let forms): return #"{"anyOf": [\#(forms.map(\.schema).joined(separator: ", "))]}"#
        }
    }

    func sample(_ random: inout TestRandom) -> String {
        func one(_ texts: [String]) -> String { texts.randomElement(using: &random)! }
        switch self {
        case .null: return "null"
        case .boolean: return one(["true", "false"])
        case .number: return one(["", "-"]) + one(["0", "7", "120"]) + one(["", ".5", ".025"]) + one(["", "e5", "E-12"])
        case .integer(let range): return String(Int.random(in: range, using: &random))
        case .unboundedString: return TestForm.string(0...12).sample(&random)
        case .string(let range):
            let characters = ["a", "B", " ", "é", "日", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\uD83d\\uDe00", "{", ",", "\u{7f}"]
            return "\"" + (0..<Int.random(in: range, using: &random)).map { _ in one(characters) }.joined() + "\""
        case .texts(let texts): return "\"" + one(texts) + "\""
        case .array(let item, let range):
            return "[" + (0..<Int.random(in: range, using: &random)).map { _ in item.sample(&random) }.joined(separator: ", ") + "]"
        case .object(let members):
            let written = members.filter { $0.isRequired || Bool.random(using: &random) }
            return "{" + written.map { "\"\($0.name)\": \($0.form.sample(&random))" }.joined(separator: ", ") + "}"
        case .any(let forms): return forms.randomElement(using: &random)!.sample(&random)
        }
    }

    func accepts(_ text: String) -> Bool { ends(Substring(text)).contains { $0.isEmpty } }

    /// What may be left of `text` after a value of this form.
    private func ends(_ text: Substring) -> [Substring] {
        func match(_ regex: some RegexComponent) -> [Substring] {
            text.prefixMatch(of: regex.regex.matchingSemantics(.unicodeScalar)).map { [text[$0.range.upperBound...]] } ?? []
        }
        switch self {
        case .null: return match(/null/)
        case .boolean: return match(/true|false/)
        case .number: return match(/-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?([eE][+\-]?[0-9]{1,2})?/)
        case .integer(let range):
            return match(/-?(0|[1-9][0-9]*)/).filter { rest in
                let written = text[..<rest.startIndex]
                return written != "-0" && Int(written).map(range.contains) ?? false
            }
        case .unboundedString: return TestForm.string(0...Int.max).ends(text)
        case .string(let range):
            let scalars = text.unicodeScalars
            guard scalars.first == "\"" else { return [] }
            var (rest, count) = (scalars.dropFirst(), 0)
            while let next = rest.first, next != "\"" {
                if let escape = Substring(rest).prefixMatch(
                    of: /\\(["\\\/bfnrt]|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4})/
                        .matchingSemantics(.unicodeScalar))
                {
                    rest = rest[escape.range.upperBound...]
                } else {
                    guard next.value >= 0x20, next != "\\" else { return [] }
                    rest = rest.dropFirst()
                }
                count += 1
            }
            return rest.isEmpty || !range.contains(count) ? [] : [Substring(rest.dropFirst())]
        case .texts(let texts): return texts.flatMap { TestForm.literal("\"\($0)\"", text) }
        case .array(let item, let range):
            var (open, count, found) = (Self.literal("[", text), 0, [Substring]())
            while !open.isEmpty {
                if range.contains(count) { found += open.flatMap { Self.literal("]", $0) } }
                guard count < range.upperBound else { break }
                if count > 0 { open = open.flatMap { Self.literal(", ", $0) } }
                open = open.flatMap { item.ends($0) }
                count += 1
            }
            return found
        case .object(let members):
            var open = Self.literal("{", text).map { (rest: $0, isFirst: true) }
            for (name, form, isRequired) in members {
                let written = open.flatMap { rest, isFirst in
                    Self.literal((isFirst ? "" : ", ") + "\"\(name)\": ", rest).flatMap { form.ends($0) }.map { (rest: $0, isFirst: false) }
                }
                open = isRequired ? written : open + written
            }
            return open.flatMap { Self.literal("}", $0.rest) }
        case .any(let forms): return forms.flatMap { $0.ends(text) }
        }
    }

    /// Scalar by scalar: a combining character after the literal does not hide it.
    private static func literal(_ literal: String, _ text: Substring) -> [Substring] {
        guard text.unicodeScalars.starts(with: literal.unicodeScalars) else { return [] }
        return [Substring(text.unicodeScalars.dropFirst(literal.unicodeScalars.count))]
    }
}
