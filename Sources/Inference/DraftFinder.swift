/// Guesses how a text goes on from what it repeats: when its last tokens stood before, what followed them then (prompt lookup
/// decoding, Saxena 2023; lookahead by n-grams). Answers from retrieved passages repeat much.
///
/// A guess costs a share of a pass when it is wrong, so guesses grow while they hold and stop for a while when they don't.
package struct DraftFinder {
    /// Tokens that must have stood before for a guess.
    private static let matched = 3
    private static let longest = 7
    private static let shortest = 2
    /// Tokens without a guess after one of which nothing held.
    private static let pause = 6

    private var tokens: [Int]
    /// Where each run of `matched` tokens ended last; the newest run of all is not in it, so that it finds the one before.
    private var ends: [[Int]: Int] = [:]
    private var length = Self.shortest + 1
    private var resumesAt = 0

    package init(prompt: [Int]) {
        tokens = []
        tokens.reserveCapacity(prompt.count + 64)
        for token in prompt { append(token) }
    }

    package mutating func append(_ token: Int) {
        if tokens.count >= Self.matched { ends[Array(tokens.suffix(Self.matched))] = tokens.count }
        tokens.append(token)
    }

    /// What could follow; empty when nothing is to be guessed.
    package func draft(atMost limit: Int) -> ArraySlice<Int> {
        guard limit > 0, tokens.count >= resumesAt, tokens.count > Self.matched, let end = ends[Array(tokens.suffix(Self.matched))] else {
            return []
        }
        return tokens[end..<min(tokens.count, end + min(limit, length))]
    }

    /// Notes how many tokens of a guess held.
    package mutating func note(held: Int, of count: Int) {
        guard count > 0 else { return }
        if held == count {
            length = min(Self.longest, 2 * length)
        } else {
            length = max(Self.shortest, held + 1)
            if held == 0 { resumesAt = tokens.count + Self.pause }
        }
    }
}
