/// Merges the bytes of one piece of text into tokens: always the pair of lowest rank, of equal ones the leftmost.
///
/// Holds its working space, so that one merger serves a whole text without allocating.
struct PairMerger {
    private let merges: MergeTable
    /// The symbols of the piece, then its tokens.
    private(set) var ids: [Int32] = []
    /// Of the pair that begins at each symbol.
    private var ranks: [Int32] = []
    private var next: [Int32] = []
    private var previous: [Int32] = []
    private var heap = RankHeap()

    /// Up to here a scan over all pairs beats a heap.
    private static let scanLimit = 32

    init(_ merges: MergeTable) {
        self.merges = merges
    }

    /// Starts a new piece.
    mutating func clear() { ids.removeAll(keepingCapacity: true) }

    mutating func append(_ symbol: Int32) { ids.append(symbol) }

    /// Leaves the tokens in `ids`.
    mutating func merge() {
        guard ids.count > 1 else { return }
        ranks.removeAll(keepingCapacity: true)
        for i in 0..<ids.count - 1 { ranks.append(merges.rank(ids[i], ids[i + 1])) }
        ranks.append(MergeTable.none)
        if ids.count <= Self.scanLimit { mergeByScan() } else { mergeByHeap() }
    }

    private mutating func mergeByScan() {
        var count = ids.count
        while true {
            var best = MergeTable.none
            var at = 0
            for i in 0..<count - 1 where ranks[i] < best {
                best = ranks[i]
                at = i
            }
            guard best != MergeTable.none else { break }
            ids[at] = merges.result(of: best)
            count -= 1
            for i in at + 1..<max(count, at + 1) {
                ids[i] = ids[i + 1]
                ranks[i] = ranks[i + 1]
            }
            ranks[at] = at + 1 < count ? merges.rank(ids[at], ids[at + 1]) : MergeTable.none
            if at > 0 { ranks[at - 1] = merges.rank(ids[at - 1], ids[at]) }
        }
        ids.removeLast(ids.count - count)
    }

    private mutating func mergeByHeap() {
        let count = ids.count
        next = (1...count).map { Int32($0) }
        previous = (-1..<count - 1).map { Int32($0) }
        heap.removeAll()
        for i in 0..<count { push(i) }
        while let (key, at) = heap.pop() {
            let rank = Int32(key)
            // Entries are not taken out when a neighbour changes their pair; they no longer match then.
            guard ranks[at] == rank else { continue }
            let right = Int(next[at])
            ids[at] = merges.result(of: rank)
            ids[right] = -1
            ranks[right] = MergeTable.none
            next[at] = next[right]
            let following = Int(next[at])
            if following < count { previous[following] = Int32(at) }
            update(at, with: following, count)
            if previous[at] >= 0 { update(Int(previous[at]), with: at, count) }
        }
        ids.removeAll { $0 < 0 }
    }

    private mutating func update(_ at: Int, with following: Int, _ count: Int) {
        ranks[at] = following < count ? merges.rank(ids[at], ids[following]) : MergeTable.none
        push(at)
    }

    private mutating func push(_ at: Int) {
        if ranks[at] != MergeTable.none { heap.push(rank: UInt32(ranks[at]), position: at) }
    }
}
