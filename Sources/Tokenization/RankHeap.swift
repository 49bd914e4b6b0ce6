/// A binary heap of (rank, position), smallest first.
struct RankHeap {
    private var entries: [UInt64] = []

    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    mutating func push(rank: UInt32, position: Int) {
        var child = entries.count
        let entry = UInt64(rank) << 32 | UInt64(UInt32(position))
        entries.append(entry)
        while child > 0, entries[(child - 1) / 2] > entry {
            entries[child] = entries[(child - 1) / 2]
            child = (child - 1) / 2
        }
        entries[child] = entry
    }

    mutating func pop() -> (rank: UInt32, position: Int)? {
        guard let top = entries.first, let last = entries.popLast() else { return nil }
        if !entries.isEmpty {
            var parent = 0
            while 2 * parent + 1 < entries.count {
                var child = 2 * parent + 1
                if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
                guard entries[child] < last else { break }
                entries[parent] = entries[child]
                parent = child
            }
            entries[parent] = last
        }
        return (UInt32(top >> 32), Int(top & 0xffff_ffff))
    }
}
