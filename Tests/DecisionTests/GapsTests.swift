import Decision
import Foundation
import Scoring
import Testing

struct GapsTests {
    private func probes(_ n: Int, closed: Int, oracle: Int, retrieved: Int, compliant: Int, perCluster: Int = 1) -> [GapProbeResult] {
        (0..<n).map {
            GapProbeResult(
                case: "c\($0)", cluster: "k\($0 / perCluster)", closed: $0 < closed, oracle: $0 < oracle, retrieved: $0 < retrieved,
                compliant: $0 < compliant)
        }
    }

    @Test func gapsAreDifferencesOfTheProbes() throws {
        let gaps = try #require(Gaps.measured(probes(100, closed: 4, oracle: 80, retrieved: 65, compliant: 30)))
        #expect(gaps.n == 100)
        #expect(abs(gaps.knowledge.estimate - 0.76) < 1e-12 && abs(gaps.retrieval.estimate - 0.15) < 1e-12)
        #expect(abs(gaps.reader.estimate - 0.2) < 1e-12 && abs(gaps.behaviour.estimate - 0.7) < 1e-12)
        for gap in [gaps.knowledge, gaps.retrieval, gaps.reader, gaps.behaviour] {
            #expect(gap.low < gap.estimate && gap.estimate < gap.high)
        }
        #expect(gaps.retrieval.low > 0)
    }

    @Test func clustersWidenTheGaps() throws {
        let single = try #require(Gaps.measured(probes(100, closed: 4, oracle: 80, retrieved: 65, compliant: 30)))
        let clustered = try #require(
            Gaps.measured(probes(100, closed: 4, oracle: 80, retrieved: 65, compliant: 30, perCluster: 5), resamples: 2_000))
        #expect(clustered.knowledge.low < single.knowledge.low && clustered.behaviour.high > single.behaviour.high)
    }

    @Test func noProbesNoGaps() { #expect(Gaps.measured([]) == nil) }

    @Test func nothingLostStillHasAnInterval() throws {
        let gaps = try #require(Gaps.measured(probes(20, closed: 20, oracle: 20, retrieved: 20, compliant: 20)))
        #expect(gaps.reader.estimate == 0 && gaps.reader.high > 0.1 && gaps.knowledge.high > 0.05)
    }
}
