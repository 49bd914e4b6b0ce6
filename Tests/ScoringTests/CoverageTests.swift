import Foundation
import Scoring
import Testing

/// Whether intervals hold the truth and tests stay silent as often as they claim: by enumeration where it is possible, else by
/// simulation with a fixed seed.
struct CoverageTests {
    private func binomial(_ n: Int, _ k: Int, _ p: Double) -> Double {
        var logarithm = 0.0
        for i in 0..<k { logarithm += log(Double(n - i) / Double(i + 1)) }
        return exp(logarithm + Double(k) * log(p) + Double(n - k) * log(1 - p))
    }

    @Test func wilsonHoldsTheTruthInNineteenOfTwenty() {
        var covered: [Double] = []
        for n in [20, 40, 120] {
            let intervals = (0...n).map { Wilson.interval(successes: $0, of: n) }
            for step in 1...49 {
                let p = Double(step) / 50
                covered.append((0...n).reduce(0.0) { $0 + (intervals[$1].contains(p) ? binomial(n, $1, p) : 0) })
            }
        }
        let mean = covered.reduce(0, +) / Double(covered.count)
        #expect((0.94...0.965).contains(mean))
        #expect(covered.allSatisfy { $0 > 0.88 })
    }

    @Test func pairedIntervalHoldsTheTruthInNineteenOfTwenty() {
        // Every table of n pairs, weighted by its multinomial chance.
        let n = 24
        for (both, aOnly, bOnly) in [(0.3, 0.3, 0.1), (0.1, 0.2, 0.2), (0.7, 0.1, 0.05), (0.05, 0.5, 0.05)] {
            let truth = aOnly - bOnly
            let neither = 1 - both - aOnly - bOnly
            var logs = [0.0]
            for i in 1...n { logs.append(logs[i - 1] + log(Double(i))) }
            var covered = 0.0
            for a in 0...n {
                for b in 0...(n - a) {
                    for c in 0...(n - a - b) {
                        let d = n - a - b - c
                        let cells = PairedCells(both: a, aOnly: b, bOnly: c, neither: d)
                        guard Newcombe.interval(cells).contains(truth) else { continue }
                        let chance = logs[n] - logs[a] - logs[b] - logs[c] - logs[d]
                        covered += exp(
                            chance + Double(a) * log(both) + Double(b) * log(aOnly) + Double(c) * log(bOnly) + Double(d) * log(neither))
                    }
                }
            }
            #expect((0.93...0.985).contains(covered), "coverage \(covered) at \(both), \(aOnly), \(bOnly)")
        }
    }

    @Test func mcNemarStaysSilentUnderNoDifference() {
        for n in [20, 50, 100] {
            let alarms = (0...n).reduce(0.0) { sum, gains in
                let p = McNemar.exact(PairedCells(both: 0, aOnly: gains, bOnly: n - gains, neither: 0))
                return sum + (p <= 0.05 ? binomial(n, gains, 0.5) : 0)
            }
            #expect(alarms <= 0.05)
        }
    }

    @Test func clusteredIntervalHoldsTheTruthAndTheNaiveOneDoesNot() {
        var clustered = 0
        var naive = 0
        let runs = 200
        for run in 0..<runs {
            var world = SimulatedWorld(seed: UInt64(run), clusters: 20, casesPerCluster: 4, rates: [.prompt: 0.5, .rag: 0.5], sharing: 0.8)
            let set = ComparisonSet(OutcomeTable(world.results()), resamples: 400, seed: 1)
            guard let pair = set.comparison(.rag, .prompt) else { continue }
            if pair.interval().contains(0) { clustered += 1 }
            if Newcombe.interval(pair.cells).contains(0) { naive += 1 }
        }
        #expect(Double(clustered) / Double(runs) >= 0.92)
        #expect(Double(naive) / Double(runs) <= 0.85)
    }

    @Test func clusteredTestKeepsItsFalseAlarmsAndTheNaiveOneDoesNot() {
        var clustered = 0
        var naive = 0
        let runs = 400
        for run in 0..<runs {
            var world = SimulatedWorld(seed: UInt64(run), clusters: 25, casesPerCluster: 4, rates: [.prompt: 0.4, .rag: 0.4], sharing: 0.9)
            let table = OutcomeTable(world.results())
            if SignFlip.p(table.clusterDifferences(.rag, .prompt)) <= 0.05 { clustered += 1 }
            if McNemar.exact(table.cells(.rag, .prompt)) <= 0.05 { naive += 1 }
        }
        #expect(Double(clustered) / Double(runs) <= 0.07)
        #expect(Double(naive) / Double(runs) >= 0.15)
    }

    @Test func selfTestMeasuresItsOwnFalseAlarms() {
        var world = SimulatedWorld(
            seed: 5, clusters: 30, casesPerCluster: 4, rates: [.prompt: 0.2, .rag: 0.7, .lora: 0.3, .ragLora: 0.75], sharing: 0.9)
        let result = SelfTest.run(OutcomeTable(world.results()), experiments: 300, seed: 2)
        #expect(result.falseAlarmRate <= 0.08)
        #expect(result.ignoringClusters > 0.15)
        #expect(!result.isBroken)
    }

    @Test func acceleratedIntervalsHoldTheTruthOfSkewedScores() {
        var expanded = 0
        var plain = 0
        let runs = 300
        for run in 0..<runs {
            var random = CounterRandom(seed: UInt64(run), stream: 5)
            // Differences of graded scores over 15 clusters: mostly small, now and then large.
            let values = (0..<15).map { _ in pow(random.uniform(), 3) - 0.3 * random.uniform() }
            let truth = 0.25 - 0.15
            let columns = [values, values.map { _ in 1 }]
            let bootstrap = ClusterBootstrap(columns: columns, resamples: 1_000, seed: 1)
            if bootstrap.accelerated(columns, statistic: { $0[0] / $0[1] }).contains(truth) { expanded += 1 }
            if bootstrap.accelerated(columns, expanded: false, statistic: { $0[0] / $0[1] }).contains(truth) { plain += 1 }
        }
        #expect((0.92...0.99).contains(Double(expanded) / Double(runs)))
        #expect(plain < expanded)
    }

    @Test func lookingAgainAndAgainKeepsFalseAlarmsOnlyWhenOneBets() {
        var betting = 0
        var fixed = 0
        let runs = 200
        for run in 0..<runs {
            var random = CounterRandom(seed: UInt64(run), stream: 6)
            let differences = (0..<200).map { _ in random.uniform() < 0.4 ? (random.uniform() < 0.5 ? 1 : -1) : 0 }
            let looks = stride(from: 20, through: 200, by: 10).map { Array(differences.prefix($0)) }
            if looks.contains(where: { SignFlip.p($0) <= 0.05 }) { fixed += 1 }
            if looks.contains(where: { BettingTest(sums: $0, sizes: $0.map { _ in 1 }, range: -1...1).p(mean: 0) <= 0.05 }) { betting += 1 }
        }
        #expect(Double(betting) / Double(runs) <= 0.05)
        #expect(Double(fixed) / Double(runs) > 0.1)
    }
}
