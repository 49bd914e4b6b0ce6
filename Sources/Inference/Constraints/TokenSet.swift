/// A set of token ids, one bit for each of the vocabulary.
public struct TokenSet: Sendable, Equatable {
    private var words: [UInt64]
    public private(set) var count = 0

    init(vocabulary: Int) { words = [UInt64](repeating: 0, count: (vocabulary + 63) / 64) }

    mutating func insert(_ id: Int) {
        let bit = UInt64(1) << (id & 63)
        if words[id >> 6] & bit == 0 { count += 1 }
        words[id >> 6] |= bit
    }

    public func contains(_ id: Int) -> Bool { id >= 0 && id >> 6 < words.count && words[id >> 6] >> (id & 63) & 1 == 1 }

    /// In ascending order.
    public func forEach<Failure>(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
        for (i, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                try body(i << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }
}
