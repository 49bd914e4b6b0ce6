/// Which indexed word somebody may have meant by one that stands nowhere.
enum TypoHelp {
    /// Shorter words have too many neighbours to tell which was meant.
    static let shortest = 4
    /// No more words of a query are helped.
    static let limit = 3

    /// Slips that a word of this length is forgiven.
    static func allowance(_ length: Int) -> Int { length < 8 ? 1 : 2 }

    /// Letters put in, left out, changed, or two neighbours exchanged: the optimal string alignment distance, up to `limit`; nil above.
    static func distance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int? {
        if abs(a.count - b.count) > limit { return nil }
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in 1...max(1, a.count) where i <= a.count {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...max(1, b.count) where j <= b.count {
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], before[j - 2] + 1) }
            }
            if row.min() ?? 0 > limit { return nil }
            (before, last) = (last, row)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
