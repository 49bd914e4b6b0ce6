/// Picks hits that say different things.
enum Diversity {
    /// Texts whose sequences of three words are the same to this share (Jaccard; Broder, "On the resemblance and containment of documents",
    /// 1997) count as one.
    static let duplicateFrom = 0.8

    /// Three words in a row, folded; shorter texts are one sequence.
    static func shingles(_ text: String) -> Set<String> {
        let words = Words.chunks(of: text.lowercased()).flatMap { $0 }
        guard words.count > 3 else { return [words.joined(separator: " ")] }
        return Set((0...(words.count - 3)).map { words[$0..<($0 + 3)].joined(separator: " ") })
    }

    static func resemblance(_ a: Set<String>, _ b: Set<String>) -> Double {
        let shared = a.intersection(b).count
        let all = a.count + b.count - shared
        return all == 0 ? 1 : Double(shared) / Double(all)
    }

    /// Maximal marginal relevance: each next hit has the highest λ · relevance − (1 − λ) · likeness to what is already picked (Carbonell and
    /// Goldstein, SIGIR 1998). Of equals the earlier one.
    /// - Parameters:
    ///   - relevance: one a hit, best first, at most 1.
    ///   - likeness: of two hits by their positions, at most 1.
    /// - Returns: positions in their new order.
    static func reorder(_ relevance: [Double], lambda: Double, limit: Int, likeness: (Int, Int) -> Double) -> [Int] {
        var picked: [Int] = []
        var left = Array(relevance.indices)
        var nearest = [Double](repeating: 0, count: relevance.count)
        while picked.count < limit, !left.isEmpty {
            var best = 0
            for i in left.indices.dropFirst() where value(left[i]) > value(left[best]) { best = i }
            let next = left.remove(at: best)
            picked.append(next)
            for i in left { nearest[i] = max(nearest[i], likeness(i, next)) }
        }
        return picked

        func value(_ i: Int) -> Double { lambda * relevance[i] - (1 - lambda) * nearest[i] }
    }
}
