/// Finds sets whose Jaccard similarity (shared / all elements) reaches a threshold, without comparing all pairs.
///
/// Two sets that similar share an element among the `n − ⌈t·n⌉ + 1` rarest of each (prefix filtering: Chaudhuri, Ganti and Kaushik
/// 2006; Bayardo, Ma and Srikant 2007). Only those are indexed and looked up, candidates are compared in full: the result is exact.
struct SimilarityIndex {
    private let threshold: Double
    /// Elements ordered from the rarest to the most frequent.
    private let ranks: [UInt64: Int32]
    private var sets: [(label: Int, ranks: [Int32])] = []
    private var postings: [Int32: [Int32]] = [:]

    /// - Parameter collection: all sets that will be indexed; it decides which elements are rare.
    init(threshold: Double, over collection: [Set<UInt64>]) {
        self.threshold = threshold
        var counts: [UInt64: Int] = [:]
        for set in collection { for element in set { counts[element, default: 0] += 1 } }
        var ranks: [UInt64: Int32] = [:]
        ranks.reserveCapacity(counts.count)
        for (rank, entry) in counts.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }).enumerated() {
            ranks[entry.key] = Int32(truncatingIfNeeded: rank)
        }
        self.ranks = ranks
    }

    mutating func insert(_ set: Set<UInt64>, as label: Int) {
        let known = sorted(set)
        guard !known.isEmpty else { return }
        let position = Int32(truncatingIfNeeded: sets.count)
        sets.append((label, known))
        for rank in known.prefix(prefix(known.count)) { postings[rank, default: []].append(position) }
    }

    /// The labels of similar sets in the order of insertion; `limit` stops early.
    func matches(_ set: Set<UInt64>, limit: Int = .max) -> [(label: Int, similarity: Double)] {
        let probe = sorted(set)
        var candidates: Set<Int32> = []
        // Elements that no indexed set holds count as the rarest: they take the first places of the prefix.
        for rank in probe.prefix(max(0, prefix(set.count) - (set.count - probe.count))) {
            if let found = postings[rank] { candidates.formUnion(found) }
        }
        var matches: [(label: Int, similarity: Double)] = []
        for candidate in candidates.sorted() {
            let other = sets[Int(candidate)]
            let (small, large) = (min(set.count, other.ranks.count), max(set.count, other.ranks.count))
            guard Double(small) >= threshold * Double(large) - 1e-9 else { continue }
            let shared = Self.shared(probe, other.ranks)
            let similarity = Double(shared) / Double(set.count + other.ranks.count - shared)
            if similarity >= threshold - 1e-9 { matches.append((other.label, similarity)) }
            if matches.count >= limit { break }
        }
        return matches
    }

    private func prefix(_ count: Int) -> Int { count - Int((threshold * Double(count) - 1e-9).rounded(.up)) + 1 }

    private func sorted(_ set: Set<UInt64>) -> [Int32] { set.compactMap { ranks[$0] }.sorted() }

    private static func shared(_ a: [Int32], _ b: [Int32]) -> Int {
        var (i, j, count) = (0, 0, 0)
        while i < a.count, j < b.count {
            if a[i] == b[j] {
                (i, j, count) = (i + 1, j + 1, count + 1)
            } else if a[i] < b[j] {
                i += 1
            } else {
                j += 1
            }
        }
        return count
    }
}
