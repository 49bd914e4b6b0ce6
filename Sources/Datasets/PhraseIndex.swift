/// Finds which of many phrases occur in a text, word for word.
struct PhraseIndex {
    private let length: Int
    private var phrases: [UInt64: [(label: Int, words: [UInt32])]] = [:]

    /// - Parameter shortest: phrases of fewer words are not looked for: they occur by chance.
    init(shortest: Int) { length = shortest }

    mutating func insert(_ words: [UInt32], as label: Int) {
        guard words.count >= length else { return }
        phrases[WordTable.hash(words[..<length], 0), default: []].append((label, words))
    }

    /// The labels of the phrases that occur.
    func matches(in words: [UInt32]) -> Set<Int> {
        guard words.count >= length, !phrases.isEmpty else { return [] }
        var found: Set<Int> = []
        for start in 0...words.count - length {
            for phrase in phrases[WordTable.hash(words[start..<start + length], 0)] ?? []
            where words[start...].starts(with: phrase.words) { found.insert(phrase.label) }
        }
        return found
    }
}
