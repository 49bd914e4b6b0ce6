import Foundation

/// The model that compares answers for this project: the `[judge]` of `assay.toml`. A key is never part of it.
public struct JudgeConfiguration: Equatable, Sendable {
    /// The base address of an OpenAI-compatible server, such as `http://127.0.0.1:8080/v1`.
    public var url: String
    public var model: String
    /// The environment variable that holds the key, where the server wants one.
    public var keyVariable: String?
    /// What each answer is graded on.
    public var criteria = Self.usualCriteria
    /// The longest wait for one reply.
    public var timeoutSeconds = 60.0

    public static let usualCriteria = ["correctness", "completeness", "clarity"]
    private static let mostCriteria = 8
    private static let longestCriterion = 80

    public init(url: String, model: String) {
        self.url = url
        self.model = model
    }

    /// What is wrong with it, as a complaint about `assay.toml`; what is wrong goes back to its default.
    mutating func checked() -> String? {
        var complaint: String?
        if let name = keyVariable, name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil {
            // It may be the key itself: it is not repeated.
            complaint = "judge.keyVariable is the name of an environment variable, never a key."
            keyVariable = nil
        }
        let names = criteria.map { $0.trimmingCharacters(in: .whitespaces) }
        if !(1...Self.mostCriteria).contains(names.count) || Set(names).count != names.count
            || !names.allSatisfy({ (1...Self.longestCriterion).contains($0.count) })
        {
            complaint = "judge.criteria are 1 to \(Self.mostCriteria) different texts of at most \(Self.longestCriterion) characters."
            criteria = Self.usualCriteria
        } else {
            criteria = names
        }
        if !(1...600).contains(timeoutSeconds) { complaint = "judge.timeoutSeconds must be 1 to 600."; timeoutSeconds = 60 }
        return complaint
    }
}
