/// Reads the part of JSON Schema that can be imposed while an answer is written.
///
/// Supported: `type`, `properties`, `required`, `items`, `minItems`, `maxItems`, `enum`, `const`, `pattern`, `minLength`, `maxLength`,
/// `anyOf`, `oneOf`, and `minimum` and `maximum` of integers. Every text written satisfies the schema, but not every value that does can
/// be written: members come in the order of `properties` and no others are added, whatever `additionalProperties` says; numbers are
/// bounded (`Expression.number`); a `pattern` gets no characters that need escapes. `oneOf` is read as `anyOf`.
///
/// Annotations are skipped. Any other keyword is an error, `format` too: a rule silently ignored would look obeyed.
struct SchemaReader {
    private static let annotations: Set<String> = [
        "$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
    ]
    /// What each type may carry.
    private static let keywords: [String: Set<String>] = [
        "object": ["properties", "required", "additionalProperties"], "array": ["items", "minItems", "maxItems"],
        "string": ["pattern", "minLength", "maxLength"], "integer": ["minimum", "maximum"], "number": [], "boolean": [], "null": [],
    ]

    private let path: String
    private let members: [String: OrderedJSON]

    static func expression(_ schema: OrderedJSON, at path: String = "schema") throws(ConstraintError) -> Expression {
        guard case .object(let list) = schema else {
            throw .unsupportedSchema(path: path, problem: "a schema must be an object that says what is expected")
        }
        let restricting = list.filter { !annotations.contains($0.name) }
        return try SchemaReader(path: path, members: .init(uniqueKeysWithValues: restricting.map { ($0.name, $0.value) })).expression()
    }

    private func error(_ problem: String, at key: String? = nil) -> ConstraintError {
        .unsupportedSchema(path: key.map { "\(path).\($0)" } ?? path, problem: problem)
    }

    private func rejectUnknownKeywords() throws(ConstraintError) {
        let known = Self.keywords.values.reduce(into: Set(["type", "enum", "const", "anyOf", "oneOf"])) { $0.formUnion($1) }
        guard let other = members.keys.sorted().first(where: { !known.contains($0) }) else { return }
        switch other {
        case "$ref": throw error("references are not supported; write the schema out in place", at: other)
        case "format": throw error("formats are not checked; describe the text with “pattern”", at: other)
        default: throw error("the keyword is not supported", at: other)
        }
    }

    /// Throws unless all keywords are among these.
    private func allow(_ names: Set<String>, with what: String) throws(ConstraintError) {
        guard let other = members.keys.sorted().first(where: { !names.contains($0) }) else { return }
        let isBound = ["minimum", "maximum"].contains(other) && members["type"] != nil
        throw error(isBound ? "only integers can have bounds" : "not possible together with \(what)", at: other)
    }

    private func expression() throws(ConstraintError) -> Expression {
        try rejectUnknownKeywords()
        for key in ["anyOf", "oneOf"] {
            guard let value = members[key] else { continue }
            try allow([key], with: "“\(key)”")
            guard case .array(let schemas) = value, !schemas.isEmpty else { throw error("must be a list of schemas", at: key) }
            var branches: [Expression] = []
            for (i, schema) in schemas.enumerated() { branches.append(try Self.expression(schema, at: "\(path).\(key)[\(i)]")) }
            return .choice(branches)
        }
        let types = try types()
        if members["enum"] != nil || members["const"] != nil { return try values(types) }
        guard let types else { throw error("the type is missing; say what is expected with “type”") }
        let possible = types.reduce(into: Set(["type"])) { $0.formUnion(Self.keywords[$1] ?? []) }
        try allow(possible, with: "the type \(types.joined(separator: " or "))")
        var branches: [Expression] = []
        for type in types { branches.append(try expression(type)) }
        return .choice(branches)
    }

    private func types() throws(ConstraintError) -> [String]? {
        let names: [String]
        switch members["type"] {
        case nil: return nil
        case .string(let name): names = [name]
        default: names = try strings("type")
        }
        if let other = names.first(where: { Self.keywords[$0] == nil }) { throw error("“\(other)” is not a JSON type", at: "type") }
        guard !names.isEmpty else { throw error("the list is empty", at: "type") }
        return names
    }

    private func expression(_ type: String) throws(ConstraintError) -> Expression {
        switch type {
        case "object": return try object()
        case "array": return try array()
        case "string": return try string()
        case "integer": return try integer()
        case "number": return .number
        case "boolean": return .choice([.text("true"), .text("false")])
        default: return .text("null")
        }
    }

    private func object() throws(ConstraintError) -> Expression {
        guard case .object(let properties) = members["properties"] else {
            throw error("an object needs “properties”: the names and schemas of its members")
        }
        let required = try members["required"] == nil ? [] : strings("required")
        if let other = required.first(where: { name in !properties.contains { $0.name == name } }) {
            throw error("“\(other)” is not among the properties", at: "required")
        }
        var parts: [(member: Expression, isRequired: Bool)] = []
        for (name, schema) in properties {
            let value = try Self.expression(schema, at: "\(path).properties.\(name)")
            parts.append((.sequence([.quoted(name), .text(": "), value]), required.contains(name)))
        }
        return .sequence([.text("{"), .members(parts, separator: ", "), .text("}")])
    }

    private func array() throws(ConstraintError) -> Expression {
        guard let items = members["items"] else { throw error("an array needs “items”: the schema of its elements") }
        let (lowest, highest) = try bounds("minItems", "maxItems")
        let item = try Self.expression(items, at: "\(path).items")
        return .sequence([.text("["), .repeated(item, separator: ", ", lowest: lowest, highest: highest), .text("]")])
    }

    private func string() throws(ConstraintError) -> Expression {
        let (lowest, highest) = try bounds("minLength", "maxLength")
        guard let value = members["pattern"] else { return .quoted(.repeated(.jsonCharacter, lowest: lowest, highest: highest)) }
        guard case .string(let pattern) = value else { throw error("must be a string", at: "pattern") }
        guard lowest == 0, highest == nil else { throw error("not possible together with a length; count in the pattern", at: "pattern") }
        do {
            // A schema's pattern may be found anywhere (JSON Schema, validation vocabulary, 6.3.3).
            let content = try PatternReader.expression(pattern, surroundings: .plainCharacters)
            return .quoted(content.excluding(Expression.escapedInJSON))
        } catch .invalidPattern(_, let position, let problem) {
            throw error("\(problem), at character \(position)", at: "pattern")
        }
    }

    private func integer() throws(ConstraintError) -> Expression {
        func bound(_ key: String) throws(ConstraintError) -> Double? {
            guard let value = members[key] else { return nil }
            guard case .number(let text) = value, let number = Double(text), abs(number) <= Double(Expression.mostInteger) else {
                throw error("must be a number of up to 15 digits", at: key)
            }
            return number
        }
        let lowest = try bound("minimum").map { Int($0.rounded(.up)) } ?? -Expression.mostInteger
        let highest = try bound("maximum").map { Int($0.rounded(.down)) } ?? Expression.mostInteger
        guard lowest <= highest else { throw error("the minimum is above the maximum") }
        return .integers(lowest...highest)
    }

    /// `enum` or `const`, each value as the schema writes it.
    private func values(_ types: [String]?) throws(ConstraintError) -> Expression {
        let key = members["enum"] == nil ? "const" : "enum"
        try allow(["type", key], with: "“\(key)”")
        var values: [OrderedJSON] = []
        if key == "const", let value = members[key] { values = [value] }
        if case .array(let list)? = members["enum"] { values = list }
        guard !values.isEmpty else { throw error("must be a list of values", at: key) }
        var branches: [Expression] = []
        for value in values {
            let (text, kinds): (Expression, [String])
            switch value {
            case .null: (text, kinds) = (.text("null"), ["null"])
            case .bool(let bool): (text, kinds) = (.text(bool ? "true" : "false"), ["boolean"])
            case .string(let string): (text, kinds) = (.quoted(string), ["string"])
            case .number(let number):
                let isInteger = Double(number).map { $0 == $0.rounded() } ?? false
                (text, kinds) = (.text(number), isInteger ? ["number", "integer"] : ["number"])
            case .array, .object: throw error("only strings, numbers, booleans and null can be listed", at: key)
            }
            if types.map({ kinds.contains(where: $0.contains) }) ?? true { branches.append(text) }
        }
        guard !branches.isEmpty else { throw error("no value is of the type demanded", at: key) }
        return .choice(branches)
    }

    private func strings(_ key: String) throws(ConstraintError) -> [String] {
        guard case .array(let values) = members[key] else { throw error("must be a list of names", at: key) }
        var result: [String] = []
        for case .string(let text) in values { result.append(text) }
        guard result.count == values.count else { throw error("must be a list of names", at: key) }
        return result
    }

    private func bounds(_ low: String, _ high: String) throws(ConstraintError) -> (lowest: Int, highest: Int?) {
        func count(_ key: String) throws(ConstraintError) -> Int? {
            guard let value = members[key] else { return nil }
            guard case .number(let text) = value, let count = Int(text), (0...1_000_000).contains(count) else {
                throw error("must be a whole number from 0", at: key)
            }
            return count
        }
        let (lowest, highest) = (try count(low) ?? 0, try count(high))
        if let highest, highest < lowest { throw error("\(low) is above \(high)") }
        return (lowest, highest)
    }
}
