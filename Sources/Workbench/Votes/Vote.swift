/// A person's choice among answers whose arms were hidden.
public struct Vote: Codable, Equatable, Sendable, Identifiable {
    /// An answer that could be chosen.
    public struct Candidate: Codable, Equatable, Sendable {
        public var arm: Arm
        public var text: String
        /// sha256 of the exact prompt that the model saw.
        public var promptHash: String
        /// The training run whose adapter answered.
        public var adapter: String?
        public var citations: [CitationRow]
        public var completionTokens: Int
        public var milliseconds: Double
    }

    public var id: String
    /// Seconds since 1970.
    public var at: Double
    public var question: String
    /// In the order of the columns.
    public var candidates: [Candidate]
    /// nil: none of them is the best.
    public var winner: Arm?
    /// What the columns were shuffled with; see `BlindOrder`.
    public var seed: UInt64
    public var model: String
    /// sha256 of the language model's file.
    public var modelHash: String

    var chosen: Candidate? { candidates.first { $0.arm == winner } }
}

/// A choice to be kept.
public struct NewVote: Equatable, Sendable {
    public var question: String
    /// In the order of the columns.
    public var answers: [ArmAnswer]
    /// nil: none of them is the best.
    public var winner: Arm?
    public var seed: UInt64

    public init(question: String, answers: [ArmAnswer], winner: Arm?, seed: UInt64) {
        self.question = question
        self.answers = answers
        self.winner = winner
        self.seed = seed
    }
}

/// What became of the answers that were voted for.
public struct VotedExamples: Codable, Equatable, Sendable {
    public struct Withheld: Codable, Equatable, Sendable {
        public var question: String
        public var reason: String
    }

    public var added: [AddedExample]
    public var alreadyThere: Int
    public var withheld: [Withheld]

    /// One line for people.
    public var text: String {
        var parts = [added.isEmpty ? "No voted answer was added" : "\(Figures.count(added.count, "voted answer")) added to the dataset"]
        if alreadyThere > 0 { parts.append("\(alreadyThere) there already") }
        if let first = withheld.first { parts.append("\(withheld.count) withheld (\(first.reason)): “\(first.question)”") }
        return parts.joined(separator: "; ") + "."
    }
}
