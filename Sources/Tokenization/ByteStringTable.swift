/// Byte strings numbered in the order they were added, and found again by their bytes.
///
/// Strings would not do: Swift compares them by canonical equivalence, and tokens that differ only in composition are
/// different tokens.
struct ByteStringTable: Sendable {
    private var bytes: [UInt8] = []
    /// String `id` is `bytes[starts[id]..<starts[id + 1]]`.
    private var starts: [Int32] = [0]
    /// Open addressing; id + 1, or 0 for an empty slot.
    private var slots: [Int32]
    private let mask: Int

    /// Room for `capacity` strings; more must not be added.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = [Int32](repeating: 0, count: size)
        mask = size - 1
        starts.reserveCapacity(capacity + 1)
    }

    var count: Int { starts.count - 1 }

    subscript(id: Int) -> ArraySlice<UInt8> { bytes[Int(starts[id])..<Int(starts[id + 1])] }

    /// Adds a string as the next id. An unfindable one is only reachable by its id; of equal strings the last is found.
    mutating func append(_ string: some Collection<UInt8>, findable: Bool = true) {
        let id = Int32(count)
        bytes.append(contentsOf: string)
        starts.append(Int32(bytes.count))
        guard findable else { return }
        let slot = self[Int(id)].withUnsafeBufferPointer { self.slot(of: $0) }
        slots[slot] = id + 1
    }

    func id(of string: UnsafeBufferPointer<UInt8>) -> Int? {
        let value = slots[slot(of: string)]
        return value == 0 ? nil : Int(value - 1)
    }

    func id(of string: some Collection<UInt8>) -> Int? {
        if let found = string.withContiguousStorageIfAvailable({ id(of: $0) }) { return found }
        return Array(string).withUnsafeBufferPointer { id(of: $0) }
    }

    /// The slot that holds `string`, or the empty one where it belongs.
    private func slot(of string: UnsafeBufferPointer<UInt8>) -> Int {
        var slot = Self.hash(string) & mask
        while slots[slot] != 0 {
            let id = Int(slots[slot] - 1)
            let start = Int(starts[id])
            if Int(starts[id + 1]) - start == string.count, equal(string, at: start) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private func equal(_ string: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        for i in 0..<string.count where string[i] != bytes[start + i] { return false }
        return true
    }

    /// FNV-1a, folded: strings are short.
    private static func hash(_ string: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in string { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash ^ (hash >> 29))
    }
}
