import Scoring

/// What the blind votes say: how often each arm was chosen, and each pair of arms against each other.
///
/// Of several votes on one question the last counts: they are not independent. Votes on answers of another model are left out.
public struct VoteTally: Codable, Equatable, Sendable {
    public struct ArmRow: Codable, Equatable, Sendable {
        public var arm: Arm
        /// Questions that it answered for a vote.
        public var shown: Int
        public var won: Int
        public var share: Double
        /// Wilson's 95 % interval of the share.
        public var low: Double
        public var high: Double
    }

    /// Two arms on the questions that both answered.
    public struct Pair: Codable, Equatable, Sendable {
        public var a: Arm
        public var b: Arm
        public var aWins: Int
        public var bWins: Int
        /// Another arm was chosen, or none.
        public var undecided: Int
        /// Of the questions on which one of the two was chosen, those on which it was `a`; nil without any.
        public var share: Double?
        /// Wilson's 95 % interval of the share.
        public var low: Double
        public var high: Double
        /// The sign test, exact and two-sided.
        public var p: Double
        /// After Holm, over all pairs.
        public var adjustedP: Double
    }

    /// Votes that stand.
    public var votes: Int
    /// Questions that count.
    public var questions: Int
    /// Of these, the ones on which none was chosen.
    public var ties: Int
    /// Votes on the answers of other models.
    public var ofOtherModels: Int
    public var arms: [ArmRow]
    public var pairs: [Pair]

    /// - Parameter modelHash: whose votes count; nil is every model's.
    public init(_ votes: [Vote], modelHash: String? = nil) {
        let own = votes.filter { modelHash == nil || $0.modelHash == modelHash }
        let counted = Self.lastOfEachQuestion(own)
        self.votes = own.count
        questions = counted.count
        ties = counted.count { $0.winner == nil }
        ofOtherModels = votes.count - own.count
        let present = Set(counted.flatMap { $0.candidates.map(\.arm) }).sorted()
        arms = present.map { arm in
            let shown = counted.count { vote in vote.candidates.contains { $0.arm == arm } }
            let won = counted.count { $0.winner == arm }
            let interval = Wilson.interval(successes: won, of: shown)
            return ArmRow(
                arm: arm, shown: shown, won: won, share: Double(won) / Double(shown), low: interval.low, high: interval.high)
        }
        pairs = present.indices.flatMap { first in
            present.indices.dropFirst(first + 1).map { Self.pair(present[first], present[$0], counted) }
        }.filter { $0.aWins + $0.bWins + $0.undecided > 0 }
        let adjusted = Holm.adjust(pairs.map(\.p))
        for (index, p) in adjusted.enumerated() { pairs[index].adjustedP = p }
    }

    private static func pair(_ a: Arm, _ b: Arm, _ votes: [Vote]) -> Pair {
        let both = votes.filter { vote in [a, b].allSatisfy { arm in vote.candidates.contains { $0.arm == arm } } }
        let aWins = both.count { $0.winner == a }
        let bWins = both.count { $0.winner == b }
        let interval = Wilson.interval(successes: aWins, of: aWins + bWins)
        let cells = PairedCells(both: 0, aOnly: aWins, bOnly: bWins, neither: both.count - aWins - bWins)
        return Pair(
            a: a, b: b, aWins: aWins, bWins: bWins, undecided: cells.neither,
            share: cells.discordant == 0 ? nil : Double(aWins) / Double(cells.discordant), low: interval.low, high: interval.high,
            p: McNemar.exact(cells), adjustedP: 1)
    }

    static func lastOfEachQuestion(_ votes: [Vote]) -> [Vote] {
        var last: [String: Int] = [:]
        for (index, vote) in votes.enumerated() { last[vote.question] = index }
        return votes.indices.filter { last[votes[$0].question] == $0 }.map { votes[$0] }
    }
}
