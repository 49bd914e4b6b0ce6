import Foundation

/// Reads `cases/*.jsonl`: one case a line; a line that can't be used is reported and the rest goes in.
public enum CaseFile {
    /// Something wrong with a line.
    public struct Problem: Codable, Equatable, Sendable {
        /// From 1.
        public var line: Int
        public var id: String?
        /// What is wrong and what to do.
        public var message: String
        /// The line did not go in; false: it did, but look at it.
        public var rejected: Bool

        public init(line: Int, id: String? = nil, message: String, rejected: Bool) {
            self.line = line
            self.id = id
            self.message = message
            self.rejected = rejected
        }
    }

    /// The cases of a file's text, in order, and what is wrong with it.  Blank lines are skipped.
    public static func parse(_ text: String) -> (cases: [Case], problems: [Problem]) {
        var cases: [Case] = []
        var problems: [Problem] = []
        var lineOfID: [String: Int] = [:]
        var number = 0
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
            number += 1
            let line = raw.trimmingCharacters(in: CharacterSet.whitespaces.union(["\u{FEFF}"]))
            if line.isEmpty { continue }
            switch read(line) {
            case .failure(let problem):
                problems.append(Problem(line: number, message: problem.description, rejected: true))
            case .success(let found):
                let findings = CaseChecks.findings(found, lineOfSameID: lineOfID[found.id]) + unknownMembers(line)
                problems += findings.map { Problem(line: number, id: found.id, message: $0.message, rejected: $0.rejects) }
                guard !findings.contains(where: \.rejects) else { continue }
                lineOfID[found.id] = number
                cases.append(found)
            }
        }
        return (cases, problems)
    }

    /// Whether each case's quote stands verbatim in its document.  `text` gives a document's text by path, nil if there is none.
    public static func check(_ cases: [Case], documentText text: (String) -> String?) -> [String] {
        var found: [String] = []
        for item in cases {
            guard let path = item.document else { continue }
            guard let document = text(path) else {
                found.append("case \(item.id): there is no document “\(path)”")
                continue
            }
            if let quote = item.quote, !document.contains(quote) {
                found.append("case \(item.id): the quote is not in “\(path)” word for word")
            }
        }
        return found
    }

    private static func read(_ line: String) -> Result<Case, CaseProblem> {
        do {
            return .success(try JSONDecoder().decode(Case.self, from: Data(line.utf8)))
        } catch let problem as CaseProblem {
            return .failure(problem)
        } catch let error as DecodingError {
            return .failure(CaseProblem(described(error)))
        } catch {
            return .failure(CaseProblem(String(describing: error)))
        }
    }

    private static func unknownMembers(_ line: String) -> [CaseChecks.Finding] {
        guard case .object(let members)? = JSONValue(parsing: line) else { return [] }
        var unknown = members.keys.filter { Case.CodingKeys(rawValue: $0) == nil }
        if case .object(let format)? = members["format"] {
            unknown += format.keys.filter { !FormatDemand.members.contains($0) }.map { "format.\($0)" }
        }
        if case .object(let style)? = members["style"] {
            unknown += style.keys.filter { !StyleDemand.members.contains($0) }.map { "style.\($0)" }
        }
        return unknown.sorted().map { .init("the member “\($0)” is not known and was not read", rejects: false) }
    }

    private static func described(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "“\(key.stringValue)” is missing"
        case .typeMismatch(let type, let context): "“\(place(context))” must be \(named(type))"
        case .valueNotFound(_, let context): "“\(place(context))” must not be null"
        case .dataCorrupted(let context):
            if context.codingPath.isEmpty {
                "not a JSON object"
            } else if context.codingPath.last?.stringValue == "split" {
                "“split” must be “test” or “development”"
            } else {
                "“\(place(context))”: \(context.debugDescription)"
            }
        @unknown default: String(describing: error)
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        return path.isEmpty ? "the line" : path.replacingOccurrences(of: ".[", with: "[")
    }

    private static func named(_ type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Int.Type: "a whole number"
        case is any RangeReplaceableCollection.Type: "a list"
        case is [String: Any].Type: "an object"
        default: "of another type (\(type))"
        }
    }
}
