/// What two sequences have in common in the same order: their longest common subsequence, by dynamic programming (Wagner and Fischer
/// 1974).
public enum CommonSubsequence {
    /// Its length, in memory of one row.
    public static func length(_ a: [Int], _ b: [Int]) -> Int {
        var row = [Int](repeating: 0, count: b.count + 1)
        for word in a {
            var diagonal = 0
            for (index, other) in b.enumerated() {
                let above = row[index + 1]
                row[index + 1] = word == other ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[b.count]
    }

    /// Per element of `a` whether it belongs to one longest common subsequence with `b`; of several, the one that takes what comes
    /// first in `a`.
    ///
    /// Time and memory grow with the product of what lies between the common beginning and the common end.
    public static func members(of a: [Int], in b: [Int]) -> [Bool] {
        let head = zip(a, b).prefix { $0 == $1 }.count
        let tail = zip(a[head...].reversed(), b[head...].reversed()).prefix { $0 == $1 }.count
        var result = [Bool](repeating: true, count: a.count)
        let left = a[head..<(a.count - tail)]
        let right = Array(b[head..<(b.count - tail)])
        // `rest[i * width + j]`: the length for what stands from `i` and from `j` on.
        let width = right.count + 1
        var rest = [Int32](repeating: 0, count: (left.count + 1) * width)
        for (i, word) in left.enumerated().reversed() {
            let (row, below) = (i * width, (i + 1) * width)
            var after: Int32 = 0
            for j in stride(from: right.count - 1, through: 0, by: -1) {
                after = word == right[j] ? rest[below + j + 1] + 1 : max(rest[below + j], after)
                rest[row + j] = after
            }
        }
        var j = 0
        for (i, word) in left.enumerated() {
            // Where the rest is shorter without this word, it belongs, and its partner comes later.
            while j < right.count, word != right[j], rest[i * width + j] > rest[(i + 1) * width + j] { j += 1 }
            let isShared = j < right.count && word == right[j]
            result[head + i] = isShared
            if isShared { j += 1 }
        }
        return result
    }
}

/// Gives equal words of several texts the same number.
struct WordNumbers {
    private var numbers: [String: Int] = [:]

    mutating func numbers(of words: [String]) -> [Int] {
        words.map { word in
            let number = numbers[word] ?? numbers.count
            numbers[word] = number
            return number
        }
    }
}
