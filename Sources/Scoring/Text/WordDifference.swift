/// The words of an answer that another answer does not have: those outside a longest common subsequence of their words.
///
/// Words are runs between white space.  Case and punctuation around a word do not count; a word of nothing but punctuation is compared
/// as it stands.
public struct WordDifference: Equatable, Sendable {
    /// Words of either text that are compared at most: it bounds the work to some milliseconds.
    public static let most = 1000

    /// In the answer, one range a run of such words on a line, the spaces between them included.
    public let ranges: [Range<String.Index>]
    /// How many words the answer has that the reference has not.
    public let added: Int
    /// How many words the reference has that the answer has not.
    public let missing: Int
    /// Words of the answer.
    public let words: Int
    /// Whether one of the texts goes on after the words that were compared; what follows is not marked.
    public let isCut: Bool

    public init(_ answer: String, reference: String) {
        let all = Self.words(answer)
        let others = Self.words(reference)
        var numbers = WordNumbers()
        let given = numbers.numbers(of: all.prefix(Self.most).map { Self.folded(answer[$0]) })
        let expected = numbers.numbers(of: others.prefix(Self.most).map { Self.folded(reference[$0]) })
        let shared = CommonSubsequence.members(of: given, in: expected)
        var ranges: [Range<String.Index>] = []
        var continues = false
        for (index, word) in all.prefix(Self.most).enumerated() {
            if shared[index] {
                continues = false
                continue
            }
            if continues, let last = ranges.last, !answer[last.upperBound..<word.lowerBound].contains(where: \.isNewline) {
                ranges[ranges.count - 1] = last.lowerBound..<word.upperBound
            } else {
                ranges.append(word)
            }
            continues = true
        }
        self.ranges = ranges
        let common = shared.count { $0 }
        added = given.count - common
        missing = expected.count - common
        words = all.count
        isCut = max(all.count, others.count) > Self.most
    }

    private static func words(_ text: String) -> [Range<String.Index>] {
        text.split(whereSeparator: \.isWhitespace).map { $0.startIndex..<$0.endIndex }
    }

    /// What a word is compared by.
    private static func folded(_ word: Substring) -> String {
        var core = word[...]
        while let first = core.first, isAround(first) { core.removeFirst() }
        while let last = core.last, isAround(last) { core.removeLast() }
        return (core.isEmpty ? word : core).lowercased()
    }

    /// Brackets count: `[1]` is a citation, `1.` begins an item.
    private static func isAround(_ character: Character) -> Bool { ".,;:!?\"'()“”‘’„«»*`…".contains(character) }
}
