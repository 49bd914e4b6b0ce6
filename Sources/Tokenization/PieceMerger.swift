/// Merges the characters of a text into pieces: always the pair that makes the piece of lowest rank, of equal ones the leftmost.
///
/// Unlike `PairMerger` it joins spellings, not tokens: what makes a piece is the bytes, and a character that is no piece itself can be
/// part of one. Holds its working space, so that one merger serves many texts without allocating.
struct PieceMerger {
    private let pieces: ScoredPieces
    /// Where each character begins, and where the last ends.
    private var starts: [Int32] = []
    /// The piece that each symbol is, -1 where it is none or was joined to the one before.
    private var ids: [Int32] = []
    /// What joining each symbol with the next one makes.
    private var pairs: [Int32] = []
    private var ranks: [UInt32] = []
    private var next: [Int32] = []
    private var previous: [Int32] = []
    private var heap = RankHeap()

    init(_ pieces: ScoredPieces) {
        self.pieces = pieces
    }

    /// Calls `found` for every symbol that is left, in order: the piece, or nil for the bytes of a character that has none.
    mutating func merge(_ utf8: UnsafeBufferPointer<UInt8>, _ found: (Int32?, Range<Int>) -> Void) {
        clear()
        var at = 0
        while at < utf8.count {
            starts.append(Int32(at))
            at += CharacterClass.length(of: utf8[at])
        }
        let count = starts.count
        starts.append(Int32(utf8.count))
        for i in 0..<count {
            ids.append(pieces.find(spelling(utf8, i, i + 1))?.id ?? -1)
            next.append(Int32(i + 1))
            previous.append(Int32(i - 1))
            pairs.append(-1)
            ranks.append(ScoredPieces.none)
        }
        for i in 0..<max(0, count - 1) { pair(utf8, i, count) }
        mergePairs(utf8, count)

        var symbol = 0
        while symbol < count {
            let following = Int(next[symbol])
            found(ids[symbol] < 0 ? nil : ids[symbol], Int(starts[symbol])..<Int(starts[following]))
            symbol = following
        }
    }

    private mutating func mergePairs(_ utf8: UnsafeBufferPointer<UInt8>, _ count: Int) {
        while let (rank, at) = heap.pop() {
            // Entries are not taken out when a neighbour changes their pair. Where the new pair has the same rank, it has an equal
            // entry of its own, and which of the two is popped makes no difference.
            guard ranks[at] == rank else { continue }
            let right = Int(next[at])
            ids[at] = pairs[at]
            ranks[right] = ScoredPieces.none
            next[at] = next[right]
            if Int(next[at]) < count { previous[Int(next[at])] = Int32(at) }
            pair(utf8, at, count)
            if previous[at] >= 0 { pair(utf8, Int(previous[at]), count) }
        }
    }

    /// Notes what the symbol at `at` makes with the next one.
    private mutating func pair(_ utf8: UnsafeBufferPointer<UInt8>, _ at: Int, _ count: Int) {
        ranks[at] = ScoredPieces.none
        let right = Int(next[at])
        guard right < count, let (id, rank) = pieces.find(spelling(utf8, at, Int(next[right]))) else { return }
        pairs[at] = id
        ranks[at] = rank
        heap.push(rank: rank, position: at)
    }

    @inline(__always)
    private func spelling(_ utf8: UnsafeBufferPointer<UInt8>, _ first: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: utf8[Int(starts[first])..<Int(starts[end])])
    }

    private mutating func clear() {
        starts.removeAll(keepingCapacity: true)
        ids.removeAll(keepingCapacity: true)
        pairs.removeAll(keepingCapacity: true)
        ranks.removeAll(keepingCapacity: true)
        next.removeAll(keepingCapacity: true)
        previous.removeAll(keepingCapacity: true)
        heap.removeAll()
    }
}
