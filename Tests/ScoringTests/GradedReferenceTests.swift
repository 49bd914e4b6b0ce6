import Foundation
import Scoring
import Testing

/// Graded metrics and their statistics against rouge-score, sacreBLEU and SciPy.
struct GradedReferenceTests {
    private struct References: Decodable {
        struct Exchange: Decodable { var d: [Double]; var p: Double; var exact: Bool }
        struct BCa: Decodable { var numerators, denominators: [Double]; var level, low, high: Double }
        struct Bet: Decodable { var aOnly, bOnly: Int; var p: Double }
        struct Rate: Decodable { var passes, n: Int; var level, low, high: Double }
        var exchange: [Exchange], bca: [BCa], bets: [Bet], rates: [Rate]
    }

    private let references: References

    init() throws { references = try Fixture.decode(References.self, "graded") }

    @Test func overlapAgreesWithThePublicImplementations() throws {
        struct Pair: Decodable { var answer, reference: String; var rougeL, chrF: Double }
        for pair in try Fixture.decode([Pair].self, "overlap") {
            #expect(abs(RougeL.f1(pair.answer, pair.reference) - pair.rougeL) < 1e-12, "\(pair)")
            #expect(abs(CharacterF.score(pair.answer, pair.reference) - pair.chrF) < 1e-12, "\(pair)")
        }
    }

    @Test func ofSeveralReferencesTheBestCounts() {
        let overlap = ReferenceOverlap("14 days", references: ["two weeks", "14 days"])
        #expect(overlap == ReferenceOverlap(tokenF1: 1, rougeL: 1, chrF: 1))
        #expect(ReferenceOverlap("14 days", references: []) == nil)
    }

    @Test func exchangeOfLabelsAgreesWithSciPy() {
        for reference in references.exchange {
            let p = SignFlip.p(reference.d)
            #expect(abs(p - reference.p) < (reference.exact ? 1e-12 : 0.004), "\(p) against \(reference.p)")
        }
        #expect(SignFlip.p([0.0, 0.0]) == 1)
    }

    @Test func acceleratedIntervalsAgreeWithSciPy() {
        for reference in references.bca {
            let columns = [reference.numerators, reference.denominators]
            let bootstrap = ClusterBootstrap(columns: columns, resamples: 40_000, seed: 5)
            let interval = bootstrap.accelerated(columns, level: reference.level, expanded: false) { $0[0] / $0[1] }
            let width = reference.high - reference.low
            #expect(abs(interval.low - reference.low) < 0.02 * width, "\(interval) against \(reference)")
            #expect(abs(interval.high - reference.high) < 0.03 * width, "\(interval) against \(reference)")
            let wider = bootstrap.accelerated(columns, level: reference.level) { $0[0] / $0[1] }
            #expect(wider.width > interval.width)
        }
    }

    @Test func betsAgreeWithTheirClosedForm() {
        for reference in references.bets {
            let sums = Array(repeating: 1, count: reference.aOnly) + Array(repeating: -1, count: reference.bOnly) + [0, 0, 0]
            let p = BettingTest(sums: sums, sizes: sums.map { _ in 1 }, range: -1...1).p(mean: 0)
            #expect(abs(p - reference.p) < 2e-3 * max(p, 1e-12) + 1e-15, "\(p) against \(reference)")
        }
    }

    @Test func intervalsFromBetsAgreeWithIntegration() {
        for reference in references.rates {
            let sums = Array(repeating: 1, count: reference.passes) + Array(repeating: 0, count: reference.n - reference.passes)
            let interval = BettingTest(sums: sums, sizes: sums.map { _ in 1 }, range: 0...1).interval(level: reference.level)
            #expect(
                abs(interval.low - reference.low) < 1e-3 && abs(interval.high - reference.high) < 1e-3, "\(interval) against \(reference)")
        }
    }
}
