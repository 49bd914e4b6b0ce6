/// Numbers for words, in the order in which they come: an open hash table over one array of bytes, for tens of millions of look-ups.
struct TermTable {
    private var bytes: [UInt8] = []
    /// Word i is `bytes[ends[i]..<ends[i + 1]]`.
    private var ends: [Int] = [0]
    /// 1 + a word's number, or 0; a power of two of them, at most half in use.
    private var slots = [UInt32](repeating: 0, count: 1_024)

    var count: Int { ends.count - 1 }

    subscript(_ index: Int) -> ArraySlice<UInt8> { bytes[ends[index]..<ends[index + 1]] }

    /// The word's number, a new one when it was not there.
    mutating func insert(_ word: UnsafeRawBufferPointer) -> Int {
        if let (index, slot) = find(word) {
            if let index { return index }
            slots[slot] = UInt32(count + 1)
            bytes.append(contentsOf: word)
            ends.append(bytes.count)
            if 2 * count > slots.count { grow() }
        }
        return count - 1
    }

    func index(of word: UnsafeRawBufferPointer) -> Int? { find(word)?.index }

    /// The word's number, or the free slot where it belongs. Never nil: half of the slots are free.
    private func find(_ word: UnsafeRawBufferPointer) -> (index: Int?, slot: Int)? {
        var slot = Self.hash(word) & (slots.count - 1)
        for _ in slots.indices {
            guard slots[slot] > 0 else { return (nil, slot) }
            let index = Int(slots[slot]) - 1
            if ends[index + 1] - ends[index] == word.count, word.elementsEqual(self[index]) { return (index, slot) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: 2 * slots.count)
        for index in 0..<count {
            let slot = bytes.withUnsafeBytes { find(UnsafeRawBufferPointer(rebasing: $0[ends[index]..<ends[index + 1]])) }?.slot
            if let slot { slots[slot] = UInt32(index + 1) }
        }
    }

    /// FNV-1a with a last mixing, so that the low bits know all of the word.
    private static func hash(_ word: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: (hash ^ hash >> 29) & 0x7fff_ffff)
    }
}
