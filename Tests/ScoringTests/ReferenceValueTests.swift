import Foundation
import Scoring
import Testing

/// The statistics against SciPy, statsmodels and enumeration.
struct ReferenceValueTests {
    private struct References: Decodable {
        struct Normal: Decodable { var p, z: Double }
        struct Student: Decodable { var p, degrees, t: Double }
        struct Wilson: Decodable { var successes, n: Int; var level, low, high: Double }
        struct McNemar: Decodable { var aOnly, bOnly: Int; var exact, midP: Double }
        struct Newcombe: Decodable { var cells: [Int]; var level, low, high: Double }
        struct Holm: Decodable { var p, adjusted: [Double] }
        struct SignFlip: Decodable { var d: [Int]; var p: Double }
        struct Power: Decodable { var n: Int; var discordance, difference, alpha, power: Double }
        struct Required: Decodable { var discordance, difference, alpha: Double; var cases: Int }
        struct Detectable: Decodable { var n: Int; var discordance, difference: Double }
        struct Bootstrap: Decodable { var numerators, denominators: [Double]; var standardError, low, high: Double }
        var normal: [Normal], student: [Student], wilson: [Wilson], mcnemar: [McNemar], newcombe: [Newcombe], holm: [Holm]
        var signFlip: [SignFlip], power: [Power], required: [Required], detectable: [Detectable], bootstrap: Bootstrap
    }

    private let references: References

    init() throws { references = try Fixture.decode(References.self, "statistics") }

    private func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-10) -> Bool { abs(a - b) <= tolerance * max(1, abs(b)) }

    @Test func normalQuantilesAgree() {
        for reference in references.normal {
            #expect(close(NormalDistribution.quantile(reference.p), reference.z, 1e-12), "\(reference)")
            #expect(close(NormalDistribution.cdf(reference.z), reference.p, 1e-12), "\(reference)")
        }
    }

    @Test func studentQuantilesAgree() {
        for reference in references.student {
            #expect(close(StudentDistribution.quantile(reference.p, degrees: reference.degrees), reference.t, 1e-9), "\(reference)")
        }
    }

    @Test func wilsonIntervalsAgree() {
        for reference in references.wilson {
            let interval = Wilson.interval(successes: reference.successes, of: reference.n, level: reference.level)
            #expect(close(interval.low, reference.low) && close(interval.high, reference.high), "\(reference)")
        }
    }

    @Test func mcNemarPValuesAgree() {
        for reference in references.mcnemar {
            let cells = PairedCells(both: 3, aOnly: reference.aOnly, bOnly: reference.bOnly, neither: 4)
            #expect(close(McNemar.exact(cells), reference.exact), "\(reference)")
            #expect(close(McNemar.midP(cells), reference.midP), "\(reference)")
        }
    }

    @Test func newcombeIntervalsAgree() {
        for reference in references.newcombe {
            let c = reference.cells
            let interval = Newcombe.interval(PairedCells(both: c[0], aOnly: c[1], bOnly: c[2], neither: c[3]), level: reference.level)
            #expect(close(interval.low, reference.low) && close(interval.high, reference.high), "\(reference)")
        }
    }

    @Test func holmAdjustmentAgrees() {
        for reference in references.holm {
            #expect(zip(Holm.adjust(reference.p), reference.adjusted).allSatisfy { close($0, $1) }, "\(reference)")
        }
    }

    @Test func signFlipAgreesWithEnumeration() {
        for reference in references.signFlip { #expect(close(SignFlip.p(reference.d), reference.p), "\(reference)") }
    }

    @Test func signFlipOfSingleCasesIsMcNemar() {
        for (gains, losses) in [(6, 0), (10, 2), (7, 7), (30, 12)] {
            let differences = [Int](repeating: 1, count: gains) + [Int](repeating: -1, count: losses) + [0, 0, 0]
            let cells = PairedCells(both: 1, aOnly: gains, bOnly: losses, neither: 2)
            #expect(close(SignFlip.p(differences), McNemar.exact(cells)))
        }
    }

    @Test func powerAgrees() {
        for r in references.power {
            let power = McNemarPower.power(cases: r.n, discordance: r.discordance, difference: r.difference, alpha: r.alpha)
            #expect(close(power, r.power, 1e-9), "\(r)")
        }
    }

    @Test func requiredCasesAgree() {
        for r in references.required {
            let cases = McNemarPower.requiredCases(discordance: r.discordance, difference: r.difference, alpha: r.alpha)
            #expect(cases.map { abs($0 - r.cases) <= 1 } == true, "\(r) gave \(String(describing: cases))")
        }
    }

    @Test func smallestDetectableDifferencesAgree() {
        for r in references.detectable {
            let found = McNemarPower.smallestDetectable(cases: r.n, discordance: r.discordance)
            #expect(found.map { close($0, r.difference, 2e-4) } == true, "\(r) gave \(String(describing: found))")
        }
        #expect(McNemarPower.smallestDetectable(cases: 5, discordance: 0.3) == nil)
    }

    @Test func clusterBootstrapTendsToTheSameDistribution() {
        let r = references.bootstrap
        let bootstrap = ClusterBootstrap(columns: [r.numerators, r.denominators], resamples: 20_000, seed: 3)
        let sorted = bootstrap.replicates { $0[0] / $0[1] }.sorted()
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        let variance = sorted.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(sorted.count - 1)
        #expect(abs(variance.squareRoot() - r.standardError) < 0.003)
        let interval = ClusterBootstrap.interval(sorted: sorted, clusters: r.numerators.count)
        // Three standard errors of a 1 % quantile over 20,000 resamples.
        #expect(abs(interval.low - r.low) < 0.02 && abs(interval.high - r.high) < 0.02, "\(interval) against \(r.low)…\(r.high)")
    }

    @Test func tokenOverlapAgreesWithTheSQuADScript() throws {
        struct Pair: Decodable { var answer, reference: String; var f1: Double; var exact: Bool }
        for pair in try Fixture.decode([Pair].self, "token-f1") {
            #expect(close(TokenOverlap.f1(pair.answer, pair.reference), pair.f1), "\(pair)")
            #expect(TokenOverlap.exactMatch(pair.answer, pair.reference) == pair.exact, "\(pair)")
        }
    }
}
