import Foundation
import Retrieval
import Scoring

/// The same questions asked in different ways, and what that says.
struct RetrievalTrial {
    var cases: [(item: Case, oracle: Oracle)]
    /// Hits that a prompt gets.
    var promptPassages: Int
    /// Hits that are looked at.
    var depth: Int

    /// One way's answer to every case.
    struct Outcome {
        var name: String
        var chunkTokens: Int
        var passages: Int
        var promptTokens: Double
        /// Of the first hit that holds the quote, one a case.
        var ranks: [Int?]
        /// The first hits of each case.
        var found: [[Passage]]
    }

    static let levels = [1, 3, 5, 10, 30]
    private static let seed: UInt64 = 1

    func run(
        _ name: String, _ store: any KnowledgeStore, chunkTokens: Int, _ request: (String) -> SearchRequest
    ) throws -> Outcome {
        var outcome = Outcome(
            name: name, chunkTokens: chunkTokens, passages: try store.statistics().passages, promptTokens: 0, ranks: [],
            found: [])
        for (item, oracle) in cases {
            let hits = try store.search(request(item.searchText)).map(\.passage)
            outcome.ranks.append(RetrievalMetrics.rank(of: oracle, in: hits))
            outcome.found.append(Array(hits.prefix(promptPassages)))
            outcome.promptTokens += Double(hits.prefix(promptPassages).reduce(0) { $0 + $1.tokens }) / Double(cases.count)
        }
        return outcome
    }

    // MARK: - What it says

    /// - Parameter outcomes: the present setting's first.
    func report(_ outcomes: [Outcome], split: String, unfindable: [String]) -> RetrievalReport {
        let present = outcomes[0]
        let ceilings = [30, 50].map { ceiling($0, present) }
        let misses = cases.indices.filter { !isFound(present.ranks[$0], promptPassages) }.map { i in
            RetrievalReport.Miss(
                id: cases[i].item.id, question: cases[i].item.question, document: cases[i].oracle.document, quote: cases[i].oracle.quote,
                rank: present.ranks[i], found: present.found[i].map { .init(document: $0.document, heading: $0.heading) })
        }
        return RetrievalReport(
            split: split, cases: cases.count, clusters: Set(cases.map(\.item.cluster)).count, unfindable: unfindable,
            promptPassages: promptPassages, settings: outcomes.map { setting($0, present) }, ceilings: ceilings, misses: misses,
            reranking: advice(ceilings[0], outcomes))
    }

    private func setting(_ outcome: Outcome, _ present: Outcome) -> RetrievalReport.Setting {
        let gains = outcome.ranks.map { RetrievalMetrics.discountedGain(at: 10, rank: $0) }
        let before = present.ranks.map { RetrievalMetrics.discountedGain(at: 10, rank: $0) }
        return RetrievalReport.Setting(
            name: outcome.name, chunkTokens: outcome.chunkTokens, passages: outcome.passages, promptTokens: outcome.promptTokens,
            recall: Dictionary(uniqueKeysWithValues: Self.levels.map { k in (String(k), share(outcome.ranks.map { isFound($0, k) })) }),
            reciprocalRank: mean(outcome.ranks.map { $0.map { 1 / Double($0) } ?? 0 }, in: 0...1), gain: mean(gains, in: 0...1),
            difference: outcome.name == present.name ? nil : mean(zip(gains, before).map { $0 - $1 }, in: -1...1))
    }

    private func ceiling(_ candidates: Int, _ present: Outcome) -> RetrievalReport.Ceiling {
        let reachable = present.ranks.map { isFound($0, candidates) }
        let more = zip(reachable, present.ranks).map { $0 && !isFound($1, promptPassages) ? 1.0 : 0 }
        return RetrievalReport.Ceiling(candidates: candidates, recall: share(reachable), gain: mean(more, in: 0...1))
    }

    /// Reranking can only move what search brought up: with little room below the ceiling no reranker is worth its time.
    private func advice(_ ceiling: RetrievalReport.Ceiling, _ outcomes: [Outcome]) -> String {
        let most = String(
            format: "a perfect reranker of the first %d would bring %.0f more of 100 cases into the first %d (%.0f to %.0f)",
            ceiling.candidates, ceiling.gain.value * 100, promptPassages, ceiling.gain.low * 100, ceiling.gain.high * 100)
        let misses = outcomes[0].ranks.count { !isFound($0, promptPassages) }
        if misses == 0 { return "Not worth it on these cases: nothing is missed." }
        if ceiling.gain.high < 0.05 { return "Not worth it: " + most + "." }
        if ceiling.gain.low > 0.05 {
            return "There is room for it: " + most + ". What a real one brings must be measured; compare the settings above first."
        }
        return "These cases don't settle it: " + most + "."
    }

    private func isFound(_ rank: Int?, _ k: Int) -> Bool { rank.map { $0 <= k } ?? false }

    // MARK: - Intervals

    private var clusters: [[Int]] {
        var order: [String] = []
        var members: [String: [Int]] = [:]
        for (i, entry) in cases.enumerated() {
            if members[entry.item.cluster] == nil { order.append(entry.item.cluster) }
            members[entry.item.cluster, default: []].append(i)
        }
        return order.map { members[$0] ?? [] }
    }

    private func share(_ passed: [Bool]) -> RetrievalReport.Figure {
        let clusters = clusters
        let interval = ClusteredRate.interval(
            passes: clusters.map { $0.count { passed[$0] } }, sizes: clusters.map(\.count))
        return .init(value: Double(passed.count { $0 }) / Double(passed.count), low: interval.low, high: interval.high)
    }

    /// - Parameter range: what the mean can be; with one cluster all that is known.
    private func mean(_ values: [Double], in range: ClosedRange<Double>) -> RetrievalReport.Figure {
        let clusters = clusters
        let sums = clusters.map { $0.reduce(0.0) { $0 + values[$1] } }
        let bootstrap = ClusterBootstrap(columns: [sums, clusters.map { Double($0.count) }], seed: Self.seed)
        let interval = ClusterBootstrap.interval(
            sorted: bootstrap.replicates { $0[0] / max(1, $0[1]) }.sorted(), clusters: clusters.count)
        return .init(
            value: values.reduce(0, +) / Double(values.count), low: max(range.lowerBound, interval.low),
            high: min(range.upperBound, interval.high))
    }
}
