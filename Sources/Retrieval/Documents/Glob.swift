/// Patterns of file names as in gitignore(5): `*` and `?` within a name, `[…]`, `**` over folders, a backslash before what is meant.
enum Glob {
    private static let slash = UInt8(ascii: "/")
    private static let star = UInt8(ascii: "*")

    /// Whether the whole path matches. Time is at most the product of both lengths, whatever the pattern.
    static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        // reached[i]: whether the pattern so far matches the first i bytes.
        var reached = [Bool](repeating: false, count: path.count + 1)
        reached[0] = true
        var at = 0
        while at < pattern.count, reached.contains(true) {
            var next = [Bool](repeating: false, count: path.count + 1)
            switch pattern[at] {
            case star where at + 1 < pattern.count && pattern[at + 1] == star && isWholeName(pattern, at):
                let hasMore = at + 2 < pattern.count
                var open = false
                for i in 0...path.count {
                    // `**/` stands for no folder or some, a `**` at the end for everything below.
                    if reached[i] { open = true }
                    next[i] = hasMore ? reached[i] || open && i > 0 && path[i - 1] == slash : open
                }
                at += hasMore ? 3 : 2
            case star:
                var open = false
                for i in 0...path.count {
                    if i > 0, path[i - 1] == slash { open = false }
                    if reached[i] { open = true }
                    next[i] = open
                }
                at += 1
            case UInt8(ascii: "["):
                guard let (set, end) = set(pattern, at) else { fallthrough }
                for i in 0..<path.count where reached[i] && path[i] != slash && set(path[i]) { next[i + 1] = true }
                at = end
            default:
                let isAny = pattern[at] == UInt8(ascii: "?")
                let isEscape = pattern[at] == Ascii.backslash && at + 1 < pattern.count
                let byte = isEscape ? pattern[at + 1] : pattern[at]
                for i in 0..<path.count where reached[i] && (isAny ? path[i] != slash : path[i] == byte) { next[i + 1] = true }
                at += isEscape ? 2 : 1
            }
            reached = next
        }
        return at >= pattern.count && reached[path.count]
    }

    /// Whether the two stars at an offset are all of a name.
    private static func isWholeName(_ pattern: [UInt8], _ at: Int) -> Bool {
        (at == 0 || pattern[at - 1] == slash) && (at + 2 == pattern.count || pattern[at + 2] == slash)
    }

    /// The bytes in brackets, and the offset behind them; nil when they are never closed.
    private static func set(_ pattern: [UInt8], _ start: Int) -> (contains: (UInt8) -> Bool, end: Int)? {
        var at = start + 1
        let isNegated = at < pattern.count && (pattern[at] == UInt8(ascii: "!") || pattern[at] == UInt8(ascii: "^"))
        if isNegated { at += 1 }
        var ranges: [ClosedRange<UInt8>] = []
        var isFirst = true
        while at < pattern.count, isFirst || pattern[at] != UInt8(ascii: "]") {
            isFirst = false
            if pattern[at] == Ascii.backslash, at + 1 < pattern.count { at += 1 }
            let low = pattern[at]
            if at + 2 < pattern.count, pattern[at + 1] == Ascii.dash, pattern[at + 2] != UInt8(ascii: "]") {
                if low <= pattern[at + 2] { ranges.append(low...pattern[at + 2]) }
                at += 3
            } else {
                ranges.append(low...low)
                at += 1
            }
        }
        guard at < pattern.count else { return nil }
        let members = ranges
        return ({ byte in members.contains { $0.contains(byte) } != isNegated }, at + 1)
    }
}
