import Scoring
import Testing

@Suite struct CandidateRaceTests {
    /// Cases in pairs of paraphrases.
    private static let clusters = (0..<40).map { $0 / 2 }

    /// Candidates that pass each cluster with a rate of their own; a cluster's two cases agree.
    private struct World {
        var rates: [Double]
        var seed: UInt64

        func outcome(_ candidate: Int, _ item: Int) -> RaceOutcome {
            var random = CounterRandom(seed: seed, stream: UInt64(candidate * 1000 + CandidateRaceTests.clusters[item]))
            let passed = random.uniform() < rates[candidate]
            return RaceOutcome(passed: passed, partial: passed ? 1 : 0)
        }
    }

    private func race(
        _ world: World, _ parameters: CandidateRace.Parameters = .init(budget: 800, patience: 100), always: Set<Int> = []
    ) throws -> CandidateRace.Result {
        let race = CandidateRace(clusterOfCase: Self.clusters, parameters: parameters)
        return try #require(
            race.run(candidates: world.rates.count, always: always) { candidate, cases in cases.map { world.outcome(candidate, $0) } })
    }

    private func rate(_ outcomes: [RaceOutcome?]) -> Double {
        Double(outcomes.count { $0?.passed == true }) / Double(outcomes.count)
    }

    /// Twenty equally good candidates: the best of them seems 10 points better than the first, which it is not, and the answers to cases
    /// that had no say in the choice know it.
    @Test func theBestOfManyIsToldWithoutItsLuck() throws {
        var apparent = 0.0
        var held = 0.0
        let worlds = 400
        for seed in 1...worlds {
            let result = try race(World(rates: [Double](repeating: 0.4, count: 20), seed: UInt64(seed)))
            let first = rate(result.outcomes[0])
            apparent += rate(result.outcomes[result.leader]) - first
            held += rate(try #require(result.crossOutcomes)) - first
        }
        #expect(apparent / Double(worlds) > 0.1, "optimism of \(apparent / Double(worlds))")
        #expect(abs(held / Double(worlds)) < 0.02, "held out: \(held / Double(worlds))")
    }

    @Test func aMuchBetterCandidateIsFoundWithAFractionOfTheAnswers() throws {
        var found = 0
        var spent = 0
        let worlds = 200
        for seed in 1...worlds {
            var rates = [Double](repeating: 0.2, count: 20)
            rates[13] = 0.65
            let result = try race(World(rates: rates, seed: UInt64(seed)))
            if result.leader == 13 { found += 1 }
            spent += result.spent
            #expect(result.spent <= 800)
        }
        #expect(found >= worlds * 9 / 10, "found \(found) of \(worlds)")
        #expect(spent / worlds < 500, "\(spent / worlds) answers instead of 800")
    }

    @Test func theBudgetIsKeptAndTheAnswerIsTheSameEveryTime() throws {
        let world = World(rates: (0..<30).map { 0.1 + 0.02 * Double($0) }, seed: 5)
        for budget in [120, 170, 400] {
            let result = try race(world, .init(budget: budget, patience: 100))
            #expect(result.spent <= budget && result.ending == .budget)
            let again = try race(world, .init(budget: budget, patience: 100))
            #expect(again.outcomes == result.outcomes && again.leaders == result.leaders && again.crossOutcomes == result.crossOutcomes)
        }
        // Every candidate that was tried was asked the first stage, and the leader everything.
        let result = try race(world)
        #expect(result.firstStage.count == 10)
        #expect(result.outcomes.allSatisfy { row in result.firstStage.allSatisfy { row[$0] != nil } })
        #expect(result.outcomes[result.leader].allSatisfy { $0 != nil })
    }

    @Test func itEndsWhenTheLastCandidatesBroughtNothing() throws {
        // The third is far better than the rest.
        var rates = [Double](repeating: 0, count: 30)
        rates[2] = 1
        let result = try race(World(rates: rates, seed: 1), .init(budget: 5000, patience: 6))
        #expect(result.ending == .plateau && result.leader == 2)
        #expect(result.leaders == [0, 0, 2, 2, 2, 2, 2, 2, 2])
        #expect(abs(CandidateRace.improvementBound(afterNoneOf: 6) - 0.393_04) < 1e-5)
        // As long as the best improves, it goes on.
        let rising = try race(World(rates: [0, 0, 0, 1], seed: 1), .init(budget: 5000, patience: 3))
        #expect(rising.ending == .allTried && rising.leader == 3)
    }

    @Test func whoeverAsksCanStopItAndSomeAreAskedEverything() throws {
        let world = World(rates: [0.9, 0, 0, 0], seed: 3)
        #expect(try race(world, always: [2]).outcomes[2].allSatisfy { $0 != nil })
        #expect(try race(world).outcomes[2].contains { $0 == nil })
        var asked = 0
        let stopped = CandidateRace(clusterOfCase: Self.clusters).run(candidates: 4) { candidate, cases -> [RaceOutcome]? in
            asked += 1
            return asked < 3 ? cases.map { world.outcome(candidate, $0) } : nil
        }
        #expect(stopped == nil)
    }

    @Test func oneClusterHasNoHalves() throws {
        let race = CandidateRace(clusterOfCase: [0, 0, 0])
        let result = try #require(
            race.run(candidates: 2) { candidate, cases in cases.map { _ in RaceOutcome(passed: candidate == 1, partial: 0) } })
        #expect(result.crossOutcomes == nil && result.leader == 1)
    }
}
