/// The part of JSON Schema that answers need: `type`, `properties`, `required`, `additionalProperties`, `enum`, `const`,
/// `pattern`, `items`, `minItems`, `maxItems`, `minLength`, `maxLength`, `minimum`, `maximum`.
///
/// Any other keyword that would restrict a value is refused when the schema is read: a rule silently ignored would score wrong
/// answers as right.  Annotations (`title`, `description`, …) are allowed.
public struct JSONSchema: Equatable, Sendable {
    enum Additional: Equatable, Sendable {
        case allowed, forbidden
        indirect case matching(JSONSchema)
    }

    var types: [String]?
    var properties: [String: JSONSchema] = [:]
    var required: [String] = []
    var additional = Additional.allowed
    var allowed: [JSONValue]?
    var pattern: Pattern?
    /// None or one: the schema of every element.
    var items: [JSONSchema] = []
    var itemCount: ClosedRange<Int> = 0...Int.max
    var length: ClosedRange<Int> = 0...Int.max
    var minimum: Double?
    var maximum: Double?

    private static let annotations: Set<String> = [
        "$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
    ]
    private static let typeNames: Set<String> = ["null", "boolean", "number", "integer", "string", "array", "object"]

    /// Reads a schema; throws with the place and reason when it asks for what isn't supported.
    public init(_ value: JSONValue, at path: String = "schema") throws(CaseProblem) {
        if case .bool(true) = value { return }
        guard case .object(let members) = value else { throw CaseProblem("\(path) must be an object") }
        for (key, member) in members.sorted(by: { $0.key < $1.key }) {
            try read(key, member, at: path)
        }
    }

    private mutating func read(_ key: String, _ value: JSONValue, at path: String) throws(CaseProblem) {
        let here = "\(path).\(key)"
        switch key {
        case "type":
            types = if case .string(let name) = value { [name] } else { try Self.strings(value, here) }
            if let unknown = types?.first(where: { !Self.typeNames.contains($0) }) {
                throw CaseProblem("\(here): “\(unknown)” is not a JSON type")
            }
        case "properties":
            guard case .object(let members) = value else { throw CaseProblem("\(here) must be an object") }
            for (name, schema) in members { properties[name] = try JSONSchema(schema, at: "\(here).\(name)") }
        case "required": required = try Self.strings(value, here)
        case "additionalProperties":
            additional =
                switch value {
                case .bool(true): .allowed
                case .bool(false): .forbidden
                default: .matching(try JSONSchema(value, at: here))
                }
        case "enum":
            guard case .array(let values) = value, !values.isEmpty else { throw CaseProblem("\(here) must be a list of values") }
            allowed = values
        case "const": allowed = [value]
        case "pattern":
            guard case .string(let source) = value else { throw CaseProblem("\(here) must be a string") }
            pattern = try Pattern(source)
        case "items": items = [try JSONSchema(value, at: here)]
        case "minItems": itemCount = try Self.bounds(itemCount, low: Self.count(value, here), here)
        case "maxItems": itemCount = try Self.bounds(itemCount, high: Self.count(value, here), here)
        case "minLength": length = try Self.bounds(length, low: Self.count(value, here), here)
        case "maxLength": length = try Self.bounds(length, high: Self.count(value, here), here)
        case "minimum": minimum = try Self.number(value, here)
        case "maximum": maximum = try Self.number(value, here)
        default:
            guard Self.annotations.contains(key) else { throw CaseProblem("\(here): the keyword “\(key)” is not supported") }
        }
    }

    private static func strings(_ value: JSONValue, _ path: String) throws(CaseProblem) -> [String] {
        guard case .array(let values) = value else { throw CaseProblem("\(path) must be a list of strings") }
        var result: [String] = []
        for case .string(let text) in values { result.append(text) }
        guard result.count == values.count else { throw CaseProblem("\(path) must be a list of strings") }
        return result
    }

    private static func number(_ value: JSONValue, _ path: String) throws(CaseProblem) -> Double {
        guard case .number(let number) = value, number.isFinite else { throw CaseProblem("\(path) must be a number") }
        return number
    }

    private static func count(_ value: JSONValue, _ path: String) throws(CaseProblem) -> Int {
        let number = try number(value, path)
        guard number >= 0, number == number.rounded(), number < 1e9 else { throw CaseProblem("\(path) must be a whole number from 0") }
        return Int(number)
    }

    private static func bounds(
        _ range: ClosedRange<Int>, low: Int? = nil, high: Int? = nil, _ path: String
    ) throws(CaseProblem) -> ClosedRange<Int> {
        let lower = low ?? range.lowerBound
        let upper = high ?? range.upperBound
        guard lower <= upper else { throw CaseProblem("\(path): the least allowed is above the most allowed") }
        return lower...upper
    }
}
