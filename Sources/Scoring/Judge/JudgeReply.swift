/// What a judge wrote about two answers: a grade of each on every criterion, the better one, and why.
public struct JudgeReply: Codable, Equatable, Sendable {
    public static let grades = 1...5

    /// In the order of the criteria.
    public var gradesA: [Int]
    public var gradesB: [Int]
    public var better: Preference
    public var reason: String

    public init(gradesA: [Int], gradesB: [Int], better: Preference, reason: String) {
        self.gradesA = gradesA
        self.gradesB = gradesB
        self.better = better
        self.reason = reason
    }

    /// Reads `{"grades1": {"CRITERION": 4}, "grades2": {…}, "better": "1" | "2" | "tie", "reason": "…"}`, also within words or a code fence.
    ///
    /// - Throws: why it can't be read, in words: a judge that says something else has not judged.
    public init(parsing text: String, criteria: [String]) throws(JudgeReplyError) {
        guard case .object(let members)? = JSONExtraction.first(in: text) else { throw JudgeReplyError("it holds no JSON object") }
        gradesA = try Self.grades(members, "grades1", criteria)
        gradesB = try Self.grades(members, "grades2", criteria)
        switch members["better"] {
        case .string("1"), .number(1): better = .a
        case .string("2"), .number(2): better = .b
        case .string("tie"): better = .tie
        default: throw JudgeReplyError("\"better\" is not 1, 2 or tie")
        }
        guard case .string(let reason)? = members["reason"], reason.contains(where: { !$0.isWhitespace }) else {
            throw JudgeReplyError("it gives no reason")
        }
        self.reason = reason
    }

    private static func grades(
        _ members: [String: JSONValue], _ name: String, _ criteria: [String]
    ) throws(JudgeReplyError) -> [Int] {
        guard case .object(let given)? = members[name] else { throw JudgeReplyError("it lacks \"\(name)\"") }
        var result: [Int] = []
        for criterion in criteria {
            guard case .number(let grade)? = given[criterion], grade == grade.rounded(), grades.contains(Int(exactly: grade) ?? 0) else {
                throw JudgeReplyError("\"\(name)\" has no grade from 1 to 5 for \"\(criterion)\"")
            }
            result.append(Int(grade))
        }
        return result
    }

    /// The same reply with the answers in the other order.
    public var swapped: JudgeReply { JudgeReply(gradesA: gradesB, gradesB: gradesA, better: better.swapped, reason: reason) }
}

/// Why a judge's reply can't be read, as the end of a sentence.
public struct JudgeReplyError: Error, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
