import Scoring

/// What a search over prompts found on the development cases: the measured answer to "has prompting been exhausted?".
public struct PromptSearchReport: Codable, Equatable, Sendable {
    public struct Candidate: Codable, Equatable, Sendable {
        /// From 1, in the order in which they were tried.
        public var number: Int
        public var name: String
        /// Cases it was asked; a candidate that fell behind was not asked all of them.
        public var asked: Int
        public var passed: Int
        public var rate: Double
        /// Shares of facts and of formats that were right, and the mean length of its prompts in tokens.
        public var fact: Double
        public var format: Double
        public var promptTokens: Double
    }

    /// A step of the ladder from the bare question to the prompt that was found, on all cases.
    public struct Step: Codable, Equatable, Sendable {
        public var name: String
        public var candidate: Int
        public var passed: Int
        public var rate: Double
        /// A 95 % interval that counts clusters, not cases.
        public var low: Double
        public var high: Double
        public var fact: Double
        public var format: Double
    }

    /// A paired difference in success on the same cases.
    public struct Gain: Codable, Equatable, Sendable {
        public var difference: Double
        public var low: Double
        public var high: Double
        /// Exact sign-flip test over clusters.
        public var p: Double
    }

    /// How the candidates came out on the cases that all of them were asked.
    public struct Spread: Codable, Equatable, Sendable {
        public var cases: Int
        public var low: Double
        public var median: Double
        public var high: Double
    }

    /// Instructions that the language model was asked to write.
    public struct Drafts: Codable, Equatable, Sendable {
        /// What a candidate with one of them is called, before its number.
        static let name = "instructions drafted by the model"

        public var wanted: Int
        /// Raced with the others.
        public var kept: Int
        /// Thrown away unraced, by reason.
        public var rejected: [String: Int]
    }

    public enum Conclusion: String, Codable, Sendable {
        /// The last candidates brought nothing worth while.
        case exhausted
        /// The best was still improving, or too few were tried to tell.
        case notExhausted
    }

    public var n: Int
    public var clusters: Int
    /// Answers, those that were known already included.
    public var budget: Int
    public var spent: Int
    public var seed: UInt64
    public var candidates: [Candidate]
    /// Number of the best candidate.
    public var best: Int
    public var ladder: [Step]
    /// Best over first as the search saw it.
    public var gain: Gain
    /// The same by answers to cases that had no say in the choice: the search repeated on each half of the clusters, its winner asked
    /// the other half. nil with a single cluster.
    public var heldOut: Gain?
    /// `gain` − `heldOut`: what is luck of the best of many.
    public var optimism: Double?
    public var spread: Spread
    public var ending: CandidateRace.Ending
    /// The rule: over `patience` candidates the best had to improve by `worthwhile`.
    public var patience: Int
    public var worthwhile: Double
    /// Candidates tried since the best one was found.
    public var sinceBest: Int
    /// None of those was better: with 95 % confidence no larger share of further ones of the same kind would be.
    public var improvementBound: Double
    public var conclusion: Conclusion
    /// The same in words.
    public var summary: String
    public var winner: SearchedPrompt
    /// sha256 of the development cases, of the examples, and of all else that the search rests on.
    public var casesHash: String
    public var examplesHash: String
    public var settingsHash: String
    /// Seconds since 1970.
    public var finished: Double
    public var version: String

    /// nil where none was asked for.
    public var drafts: Drafts?

    public var tried: Int { candidates.count }

    /// What the command is to be given for the same search.
    var flags: String { "--budget \(budget) --patience \(patience) --seed \(seed)" + (drafts.map { " --drafts \($0.wanted)" } ?? "") }
}
