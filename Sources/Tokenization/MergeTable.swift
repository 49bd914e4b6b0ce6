/// Which pairs of tokens merge into which, and in what order of preference.
struct MergeTable: Sendable {
    /// No merge: larger than every rank.
    static let none = Int32.max

    /// Open addressing over left << 32 | right; all ones for an empty slot.
    private var keys: [UInt64]
    private var ranks: [Int32]
    /// By rank.
    private var merged: [Int32] = []
    private let mask: Int

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        keys = [UInt64](repeating: .max, count: size)
        ranks = [Int32](repeating: Self.none, count: size)
        mask = size - 1
        merged.reserveCapacity(capacity)
    }

    /// Adds a merge as the next rank. Of the same pair the first counts.
    mutating func append(_ left: Int, _ right: Int, into result: Int) {
        let key = Self.key(Int32(left), Int32(right))
        let slot = slot(of: key)
        if keys[slot] == .max {
            keys[slot] = key
            ranks[slot] = Int32(merged.count)
        }
        merged.append(Int32(result))
    }

    /// The rank of merging the two, `none` if they don't.
    @inline(__always)
    func rank(_ left: Int32, _ right: Int32) -> Int32 { ranks[slot(of: Self.key(left, right))] }

    @inline(__always)
    func result(of rank: Int32) -> Int32 { merged[Int(rank)] }

    @inline(__always)
    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    @inline(__always)
    private func slot(of key: UInt64) -> Int {
        let hash = key &* 0x9e37_79b9_7f4a_7c15
        var slot = Int(truncatingIfNeeded: hash >> 32) & mask
        while keys[slot] != key, keys[slot] != .max { slot = (slot + 1) & mask }
        return slot
    }
}
