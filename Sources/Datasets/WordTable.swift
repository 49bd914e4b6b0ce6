/// Words as numbers, for comparing texts fast.
struct WordTable {
    private var numbers: [String: UInt32] = [:]

    mutating func words(_ text: String) -> [UInt32] {
        ComparableText.words(text).map { word in
            if let number = numbers[word] { return number }
            let number = UInt32(truncatingIfNeeded: numbers.count)
            numbers[word] = number
            return number
        }
    }

    /// Each run of three words as a hash; a shorter text is one run. `salt` keeps the runs of different texts apart.
    static func shingles(_ words: [UInt32], salt: UInt64 = 0) -> Set<UInt64> {
        guard words.count >= 3 else { return words.isEmpty ? [] : [hash(words[...], salt)] }
        return Set((0...words.count - 3).map { hash(words[$0..<$0 + 3], salt) })
    }

    /// 64 bits: two of a million runs share a hash by chance about once in 10⁷ datasets.
    static func hash(_ words: ArraySlice<UInt32>, _ salt: UInt64) -> UInt64 {
        words.reduce(StableHash.mix(salt)) { StableHash.mix($0 ^ UInt64($1)) }
    }
}
