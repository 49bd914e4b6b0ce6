import Foundation
import Scoring
import Testing

struct SeedBootstrapTests {
    /// Passes of an adapter arm − passes of a prompt, by training and cluster, where each training's rate is a draw of its own.
    private func simulated(_ run: Int, trainings: Int, clusters: Int, spread: Double) -> [[Int]] {
        var random = CounterRandom(seed: UInt64(run), stream: 12)
        let prompt = (0..<clusters).map { _ in (0..<2).count { _ in random.uniform() < 0.3 } }
        return (0..<trainings).map { _ in
            // Uniform with standard deviation `spread`.
            let rate = 0.6 + (random.uniform() - 0.5) * spread * 12.0.squareRoot()
            return (0..<clusters).map { cluster in (0..<2).count { _ in random.uniform() < rate } - prompt[cluster] }
        }
    }

    private func coverage(spread: Double, runs: Int = 200) throws -> (seeds: Double, one: Double) {
        var held = 0
        var heldByOne = 0
        for run in 0..<runs {
            let sums = simulated(run, trainings: 3, clusters: 40, spread: spread)
            let sizes = Array(repeating: 2, count: 40)
            let bootstrap = try #require(SeedBootstrap(sums: sums, sizes: sizes, resamples: 300, seed: 1))
            if bootstrap.interval().contains(0.3) { held += 1 }
            let columns = [sums[0].map(Double.init), sizes.map(Double.init)]
            let single = ClusterBootstrap(columns: columns, resamples: 300, seed: 1).replicates { $0[0] / $0[1] }.sorted()
            if ClusterBootstrap.interval(sorted: single, clusters: 40).contains(0.3) { heldByOne += 1 }
        }
        return (Double(held) / Double(runs), Double(heldByOne) / Double(runs))
    }

    @Test func intervalsOverTrainingsHoldTheTruthWhereOneTrainingDoesNot() throws {
        let spread = try coverage(spread: 0.12)
        #expect(spread.seeds >= 0.92 && spread.one < 0.8, "\(spread)")
        let none = try coverage(spread: 0)
        #expect(none.seeds >= 0.93, "\(none)")
    }

    @Test func theMeanOverTrainingsIsTheDifference() throws {
        let bootstrap = try #require(SeedBootstrap(sums: [[1, 2, 0], [2, 2, 2]], sizes: [2, 2, 2], resamples: 100, seed: 1))
        #expect(bootstrap.differences == [0.5, 1] && bootstrap.difference == 0.75)
        #expect(bootstrap.interval(level: 0.9).low > bootstrap.interval().low || bootstrap.interval().low == -1)
        #expect(SeedBootstrap(sums: [[1, 2]], sizes: [2, 2], seed: 1) == nil)
    }
}
