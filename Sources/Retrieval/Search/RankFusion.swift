/// Reciprocal rank fusion: a passage's score is the sum of weight / (k + rank) over the rankings that hold it.
enum RankFusion {
    /// Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet …", SIGIR 2009.
    static let k = 60.0

    struct Fused: Equatable {
        var id: Int64
        var score: Double
        var dense: SearchHit.Place?
        var lexical: SearchHit.Place?
    }

    /// - Parameters: each ranking holds (id, score), best first.
    static func fuse(
        dense: [(id: Int64, score: Double)], lexical: [(id: Int64, score: Double)], lexicalWeight: Double, denseWeight: Double = 1,
        limit: Int
    ) -> [Fused] {
        var fused: [Int64: Fused] = [:]
        for (index, hit) in dense.enumerated() {
            fused[hit.id, default: Fused(id: hit.id, score: 0)].score += denseWeight / (k + Double(index + 1))
            fused[hit.id]?.dense = SearchHit.Place(rank: index + 1, score: hit.score)
        }
        for (index, hit) in lexical.enumerated() {
            fused[hit.id, default: Fused(id: hit.id, score: 0)].score += lexicalWeight / (k + Double(index + 1))
            fused[hit.id]?.lexical = SearchHit.Place(rank: index + 1, score: hit.score)
        }
        // Equal scores are ordered by the dense rank, then by id, so that the same store always gives the same list.
        let order = fused.values.sorted { a, b in
            if a.score != b.score { return a.score > b.score }
            let (x, y) = (a.dense?.rank ?? .max, b.dense?.rank ?? .max)
            return x != y ? x < y : a.id < b.id
        }
        return Array(order.prefix(limit))
    }
}
