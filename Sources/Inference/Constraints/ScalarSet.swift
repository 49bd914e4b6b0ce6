/// A set of Unicode scalars as sorted ranges; surrogates are never in it.
struct ScalarSet: Sendable, Equatable {
    private(set) var ranges: [ClosedRange<UInt32>]

    static let all = ScalarSet("\0"..."\u{10ffff}")
    static let digits = ScalarSet("0"..."9")
    static let hexadecimal = ScalarSet("0"..."9", "A"..."F", "a"..."f")
    /// ASCII only, as in ECMAScript, whose expressions JSON schemas use.
    static let word = ScalarSet("0"..."9", "A"..."Z", "_"..."_", "a"..."z")
    static let space = ScalarSet("\t"..."\r", " "..." ")
    /// Line ends in any of the usual dialects: what `.` writes must be a `.` to whoever checks the answer afterwards.
    static let lineEnds = ScalarSet("\n"..."\r", "\u{85}"..."\u{85}", "\u{2028}"..."\u{2029}")

    /// The ranges may overlap and come in any order.
    init(_ scalars: ClosedRange<Unicode.Scalar>...) { self.init(scalars) }

    init(_ scalars: [ClosedRange<Unicode.Scalar>]) { self.init(merging: scalars.map { $0.lowerBound.value...$0.upperBound.value }) }

    init(union sets: [ScalarSet]) { self.init(merging: sets.flatMap(\.ranges)) }

    private init(merging unsorted: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in unsorted.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        let surrogateFree: [ClosedRange<UInt32>] = [0...0xd7ff, 0xe000...0x10ffff]
        ranges = merged.flatMap { range in surrogateFree.filter(range.overlaps).map(range.clamped) }
    }

    var inverted: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= 0x10ffff { gaps.append(next...0x10ffff) }
        return ScalarSet(merging: gaps)
    }

    func subtracting(_ other: ScalarSet) -> ScalarSet { ScalarSet(union: [inverted, other]).inverted }

    /// Sequences of byte ranges that together are the UTF-8 of the set.
    var utf8: [[ClosedRange<UInt8>]] {
        // Within one of these, all encodings are of one length.
        let lengths: [ClosedRange<UInt32>] = [0...0x7f, 0x80...0x7ff, 0x800...0xffff, 0x10000...0x10ffff]
        return ranges.flatMap { range in
            lengths.filter { $0.overlaps(range) }.flatMap { length in
                let part = range.clamped(to: length)
                return byteSpans(Self.encode(part.lowerBound), Self.encode(part.upperBound), digits: 0x80...0xbf)
            }
        }
    }

    private static func encode(_ value: UInt32) -> [UInt8] { Unicode.Scalar(value).map { Array(String($0).utf8) } ?? [] }
}

/// Sequences of byte ranges that together are the numbers from `low` to `high`, equally long, whose digits after the first take all
/// values of `digits`: continuation bytes of UTF-8, or decimal digits.
func byteSpans(_ low: [UInt8], _ high: [UInt8], digits: ClosedRange<UInt8>) -> [[ClosedRange<UInt8>]] {
    guard let first = low.first, let last = high.first else { return [[]] }
    let (lowRest, highRest) = (Array(low.dropFirst()), Array(high.dropFirst()))
    if first == last { return byteSpans(lowRest, highRest, digits: digits).map { [first...first] + $0 } }
    var spans: [[ClosedRange<UInt8>]] = []
    // The first digits after which every rest is within.
    var (from, to) = (first, last)
    if lowRest.contains(where: { $0 != digits.lowerBound }) {
        let highest = lowRest.map { _ in digits.upperBound }
        spans += byteSpans(lowRest, highest, digits: digits).map { [first...first] + $0 }
        from += 1
    }
    if highRest.contains(where: { $0 != digits.upperBound }) {
        let lowest = highRest.map { _ in digits.lowerBound }
        spans += byteSpans(lowest, highRest, digits: digits).map { [last...last] + $0 }
        to -= 1
    }
    if from <= to { spans.append([from...to] + lowRest.map { _ in digits }) }
    return spans
}
