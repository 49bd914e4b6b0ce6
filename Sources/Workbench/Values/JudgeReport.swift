import Scoring

/// What a judge is to compare.
public struct JudgeChoice: Sendable {
    /// Two arms; empty for the two that pass most.
    public var arms: [Arm]
    /// The evaluation whose answers are compared; nil for the newest.
    public var run: String?
    /// Only so many of its cases.
    public var limit: Int?
    /// The host beyond this machine to which answers may go.
    public var allowedHost: String?

    public init(arms: [Arm] = [], run: String? = nil, limit: Int? = nil, allowedHost: String? = nil) {
        self.arms = arms
        self.run = run
        self.limit = limit
        self.allowedHost = allowedHost
    }
}

/// What would be sent, and where to, before anything is.
public struct JudgePlan: Codable, Equatable, Sendable {
    public var model: String
    public var address: String
    public var host: String
    public var cases: Int
    public var votedPairs: Int
    /// Requests to be sent, and those whose replies are kept from before.
    public var requests: Int
    public var kept: Int
    /// Different answers in the requests to be sent.
    public var answers: Int

    /// One line for people.
    public var text: String {
        let subject = "\(Figures.count(cases, "case")) and \(Figures.count(votedPairs, "voted pair"))"
        guard requests > 0 else { return "Nothing is sent: the replies of \(model) on \(subject) are kept from before." }
        let before = kept > 0 ? "; \(Figures.count(kept, "reply", "replies")) kept from before" : ""
        return
            "To \(address): \(Figures.count(answers, "answer")) with their questions, in \(Figures.count(requests, "request")), on \(subject)\(before)."
    }
}

/// Two arms compared by a judge, and how that judge agrees with people.
public struct JudgeReport: Codable, Equatable, Sendable {
    /// What the judge said of one case.
    public struct Row: Codable, Equatable, Sendable {
        public var `case`: String
        public var question: String
        public var verdict: Preference
        /// The verdict changed with the order of the answers.
        public var flipped: Bool
        /// Why, with the answers in either order.
        public var reasons: [String]
    }

    /// A pair that was not judged.
    public struct Failure: Codable, Equatable, Sendable {
        public var id: String
        public var reason: String
    }

    public var model: String
    public var address: String
    /// The evaluation; nil when there were votes alone.
    public var run: String?
    public var a: Arm?
    public var b: Arm?
    public var result: JudgedArms?
    /// Cases whose two answers are the same word for word: ties that nobody was asked about.
    public var equalAnswers: Int
    /// Cases, and voted pairs, of which the judge was told what a right answer says.
    public var casesWithReference: Int
    public var votesWithReference: Int
    public var calibration: JudgeCalibration
    public var rows: [Row]
    public var failures: [Failure]
}
