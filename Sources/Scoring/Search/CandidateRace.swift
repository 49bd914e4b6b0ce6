import Foundation

/// What a candidate made of a case.
public struct RaceOutcome: Codable, Equatable, Sendable {
    public var passed: Bool
    /// What was right of an answer, 0 to 1: it orders candidates that pass equally often.
    public var partial: Double

    public init(passed: Bool, partial: Double) {
        self.passed = passed
        self.partial = partial
    }
}

/// Looks for the best of many candidates on few cases, within a budget of answers.
///
/// Candidates come one by one, in an order that is fixed beforehand. The first is asked every case and leads. Each further one is asked
/// a growing part of the cases and goes on only while it is not behind the leader on the same cases (racing against an incumbent, as in
/// ROAR: Hutter, Hoos and Leyton-Brown 2011); one that is ahead on all of them takes the lead.
///
/// The best of many looks better than it is. So the same race is run on each half of the clusters as well, and its winner is asked the
/// other half, which had no say in choosing it: `crossOutcomes` are those answers.
public struct CandidateRace: Sendable {
    public struct Parameters: Sendable {
        /// Answers in all; one candidate on one case is one, whether it was known already or not.
        public var budget: Int
        /// The race ends when the best has not improved by `worthwhile` (a share of the cases) over so many candidates.
        public var patience: Int
        public var worthwhile: Double
        public var seed: UInt64

        public init(budget: Int = 600, patience: Int = 10, worthwhile: Double = 0.05, seed: UInt64 = 1) {
            self.budget = budget
            self.patience = patience
            self.worthwhile = worthwhile
            self.seed = seed
        }
    }

    public enum Ending: String, Codable, Sendable {
        /// The last candidates brought nothing worth while.
        case plateau
        /// Every candidate was tried.
        case allTried
        /// The budget was spent before.
        case budget
    }

    public struct Result: Sendable {
        /// Per candidate that was tried, per case; nil where it was not asked.
        public var outcomes: [[RaceOutcome?]]
        public var leader: Int
        /// The leader after each candidate.
        public var leaders: [Int]
        public var ending: Ending
        public var spent: Int
        /// Per case the outcome of the candidate that was chosen without that case's half; nil when the cases are of one cluster.
        public var crossOutcomes: [RaceOutcome]?
        /// The cases of the first stage, which every candidate was asked.
        public var firstStage: [Int]
    }

    private let clusterOfCase: [Int]
    private let parameters: Parameters
    /// Cases in the order in which they are asked, the two halves in turn.
    private let order: [Int]
    private let isInFirstHalf: [Bool]

    public init(clusterOfCase: [Int], parameters: Parameters = Parameters()) {
        self.clusterOfCase = clusterOfCase
        self.parameters = parameters
        (order, isInFirstHalf) = Self.arrange(clusterOfCase, seed: parameters.seed)
    }

    /// The fewest answers that try more than the first candidate.
    public var leastBudget: Int { 3 * clusterOfCase.count }

    /// - Parameters:
    ///   - always: candidates that are asked every case whatever they show. They are there to be compared with: those after the first
    ///     don't count as tries that brought nothing.
    ///   - ask: outcomes of a candidate on the given cases, in their order; nil stops the race.
    /// - Returns: nil when it was stopped.
    public func run(
        candidates: Int, always: Set<Int> = [], ask: (_ candidate: Int, _ cases: [Int]) throws -> [RaceOutcome]?
    ) rethrows -> Result? {
        var state = State(cases: clusterOfCase.count)
        let halves = [order.filter { isInFirstHalf[$0] }, order.filter { !isInFirstHalf[$0] }]
        let courses = halves.contains(where: \.isEmpty) ? [order] : [order] + halves
        // Winners of the halves are asked the other half at the end.
        let budget = parameters.budget - (courses.count > 1 ? order.count : 0)
        var leads = [Int](repeating: 0, count: courses.count)
        var ending = Ending.allTried
        var isStopped = false
        /// Whether the outcomes are there.
        func has(_ candidate: Int, _ cases: [Int], within budget: Int) throws -> Bool {
            let missing = cases.filter { state.outcomes[candidate][$0] == nil }
            if missing.isEmpty { return true }
            guard state.spent + missing.count <= budget else { return false }
            guard let found = try ask(candidate, missing) else {
                isStopped = true
                return false
            }
            for (index, outcome) in zip(missing, found) { state.outcomes[candidate][index] = outcome }
            state.spent += missing.count
            return true
        }
        search: for candidate in 0..<candidates {
            state.begin()
            let isFull = candidate == 0 || always.contains(candidate)
            var hasRoom = try !isFull || has(candidate, order, within: budget)
            for (index, course) in courses.enumerated() where hasRoom && candidate > 0 {
                for stage in Self.stages(course.count) {
                    let cases = Array(course.prefix(stage))
                    hasRoom = try has(candidate, cases, within: budget)
                    guard hasRoom, !state.isBehind(candidate, leads[index], on: cases) else { break }
                    if stage == course.count, state.isBehind(leads[index], candidate, on: cases) { leads[index] = candidate }
                }
            }
            if isStopped { return nil }
            guard hasRoom else {
                // One that the budget cut off has not been tried.
                state.outcomes.removeLast()
                ending = .budget
                break search
            }
            state.leaders.append(leads[0])
            if hasPlateau(state, uncounted: always.count { $0 > 0 && $0 <= candidate }) {
                ending = candidate == candidates - 1 ? .allTried : .plateau
                break search
            }
        }
        guard !state.outcomes.isEmpty else { return nil }
        var cross: [RaceOutcome]?
        if courses.count > 1 {
            for (lead, other) in [(leads[1], halves[1]), (leads[2], halves[0])] {
                guard try has(lead, other, within: .max) else { return nil }
            }
            cross = clusterOfCase.indices.map { state.outcomes[leads[isInFirstHalf[$0] ? 2 : 1]][$0]! }
        }
        return Result(
            outcomes: state.outcomes, leader: leads[0], leaders: state.leaders, ending: ending, spent: state.spent, crossOutcomes: cross,
            firstStage: Array(order.prefix(Self.stages(order.count)[0])))
    }

    private func hasPlateau(_ state: State, uncounted: Int) -> Bool {
        guard state.leaders.count > parameters.patience + uncounted, let now = state.leaders.last else { return false }
        let before = state.leaders[state.leaders.count - 1 - parameters.patience]
        let gain = Double(state.passes(now, on: order) - state.passes(before, on: order)) / Double(order.count)
        return gain < parameters.worthwhile - 1e-9
    }

    /// Cases after which a candidate is held against the leader: a quarter (but eight at least), a half, all.
    private static func stages(_ cases: Int) -> [Int] {
        let first = max(min(8, cases), (cases + 3) / 4)
        let half = (cases + 1) / 2
        return [first] + (half > first && half < cases ? [half] : []) + (first < cases ? [cases] : [])
    }

    /// Clusters fall into two halves by a draw, and each half asks one case of every cluster before the second of any.
    private static func arrange(_ clusterOfCase: [Int], seed: UInt64) -> (order: [Int], isInFirstHalf: [Bool]) {
        var random = CounterRandom(seed: seed, stream: 0x7261_6365)
        let clusters = (0...(clusterOfCase.max() ?? 0)).map { cluster in clusterOfCase.indices.filter { clusterOfCase[$0] == cluster } }
            .shuffled(using: &random)
        var isFirst = [Bool](repeating: false, count: clusterOfCase.count)
        var sides: [[[Int]]] = [[], []]
        for members in clusters {
            let sizes = sides.map { $0.reduce(0) { $0 + $1.count } }
            let side = sizes[0] <= sizes[1] ? 0 : 1
            sides[side].append(members)
            if side == 0 { for index in members { isFirst[index] = true } }
        }
        let queues = sides.map { clusters -> [Int] in
            let longest = clusters.map(\.count).max() ?? 0
            return (0..<longest).flatMap { round in clusters.compactMap { round < $0.count ? $0[round] : nil } }
        }
        let turns = (0..<max(queues[0].count, queues[1].count)).flatMap { turn in
            queues.compactMap { turn < $0.count ? $0[turn] : nil }
        }
        return (turns, isFirst)
    }

    private struct State {
        let cases: Int
        var outcomes: [[RaceOutcome?]] = []
        var leaders: [Int] = []
        var spent = 0

        init(cases: Int) { self.cases = cases }

        mutating func begin() { outcomes.append([RaceOutcome?](repeating: nil, count: cases)) }

        func passes(_ candidate: Int, on cases: [Int]) -> Int { cases.count { outcomes[candidate][$0]?.passed == true } }

        /// By passes, and with as many by what was right of the answers.
        func isBehind(_ a: Int, _ b: Int, on cases: [Int]) -> Bool {
            let (one, two) = (passes(a, on: cases), passes(b, on: cases))
            guard one == two else { return one < two }
            func partial(_ candidate: Int) -> Double { cases.reduce(0) { $0 + (outcomes[candidate][$1]?.partial ?? 0) } }
            return partial(a) < partial(b) - 1e-9
        }
    }
}

extension CandidateRace {
    /// When none of `tried` candidates was an improvement: with 95 % confidence no larger share of further ones of the same kind would be
    /// (exact binomial bound).
    public static func improvementBound(afterNoneOf tried: Int) -> Double { tried > 0 ? 1 - pow(0.05, 1 / Double(tried)) : 1 }
}
