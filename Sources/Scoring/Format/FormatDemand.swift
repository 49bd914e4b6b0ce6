import Foundation

/// What an answer's form must be.  Every member that is given must hold.
public struct FormatDemand: Equatable, Sendable {
    /// JSON schema of an object or array in the answer.
    public private(set) var schema: JSONSchema?
    /// Found in the answer, white space around it removed.
    public private(set) var regex: Pattern?
    /// Most words the answer may have.
    public private(set) var maxWords: Int?
    /// The answer is one of these and nothing else, apart from case and punctuation.
    public private(set) var labels: [String]?
    /// With `schema`: the answer must be JSON and nothing else (a code fence around it is let pass otherwise).
    public private(set) var strict: Bool
    private var schemaSource: JSONValue?

    public init(
        schema: JSONValue? = nil, regex: String? = nil, maxWords: Int? = nil, labels: [String]? = nil, strict: Bool = false
    ) throws(CaseProblem) {
        if let schema { self.schema = try JSONSchema(schema) }
        if let regex { self.regex = try Pattern(regex) }
        if let maxWords, maxWords < 1 { throw CaseProblem("maxWords must be at least 1") }
        if let labels, labels.isEmpty || labels.contains(where: { FoldedText($0).isEmpty }) {
            throw CaseProblem("labels must be a list of words")
        }
        self.maxWords = maxWords
        self.labels = labels
        self.strict = strict
        schemaSource = schema
    }

    public var isEmpty: Bool { schema == nil && regex == nil && maxWords == nil && labels == nil }

    /// Whether an answer has room for the marker of a source: JSON and labels are read by a program, and a marker would spoil them.
    public var leavesRoomForSource: Bool { schema == nil && labels == nil }

    /// What is wrong with the answer's form, one sentence each; empty when it complies.
    public func violations(of answer: String) -> [String] {
        let trimmed = answer.trimmingCharacters(in: .whitespacesAndNewlines)
        var found: [String] = []
        if let schema {
            if let value = strict ? JSONValue(parsing: trimmed) : JSONExtraction.first(in: trimmed) {
                found += schema.violations(of: value)
            } else {
                found.append(strict ? "the answer is not JSON alone" : "the answer holds no JSON")
            }
        }
        if let regex {
            switch regex.outcome(in: trimmed) {
            case .found: break
            case .absent: found.append("does not match \(regex.source)")
            case .tooCostly: found.append("\(regex.source) backtracks without end on this answer")
            }
        }
        if let maxWords, answer.wordCount > maxWords { found.append("\(answer.wordCount) words; at most \(maxWords) are asked for") }
        if let labels, !labels.contains(where: { FoldedText($0) == FoldedText(trimmed) }) {
            found.append("not one of the labels \(labels.joined(separator: ", "))")
        }
        return found
    }
}

extension FormatDemand: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case schema, regex, maxWords, labels, strict }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            schema: container.decodeIfPresent(JSONValue.self, forKey: .schema),
            regex: container.decodeIfPresent(String.self, forKey: .regex),
            maxWords: container.decodeIfPresent(Int.self, forKey: .maxWords),
            labels: container.decodeIfPresent([String].self, forKey: .labels),
            strict: container.decodeIfPresent(Bool.self, forKey: .strict) ?? false)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(schemaSource, forKey: .schema)
        try container.encodeIfPresent(regex?.source, forKey: .regex)
        try container.encodeIfPresent(maxWords, forKey: .maxWords)
        try container.encodeIfPresent(labels, forKey: .labels)
        if strict { try container.encode(true, forKey: .strict) }
    }

    static let members = Set(CodingKeys.allCases.map(\.rawValue))
}
