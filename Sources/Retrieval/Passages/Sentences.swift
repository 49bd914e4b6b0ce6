/// Finds where sentences end, in bytes of UTF-8, for cutting long paragraphs and for choosing quotes.
enum Sentences {
    /// The sentences inside `range`, in order, white space around them left out. A new list item, table row or paragraph
    /// begins a sentence too; a line that is merely wrapped does not.
    static func ranges(in bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
        bytes.withUnsafeBufferPointer { bytes in
            var result: [Range<Int>] = []
            var start = range.lowerBound
            var i = start
            func close(at end: Int) {
                if let trimmed = trim(bytes, start..<end) { result.append(trimmed) }
                start = end
            }
            while i < range.upperBound {
                let byte = bytes[i]
                if byte == Ascii.lineFeed || byte == Ascii.carriageReturn {
                    if breaksLine(bytes, after: i, end: range.upperBound) { close(at: i) }
                    i += 1
                    continue
                }
                guard let mark = terminator(bytes, at: i, end: range.upperBound) else {
                    i += 1
                    continue
                }
                var end = i + mark.length
                while let more = terminator(bytes, at: end, end: range.upperBound) { end += more.length }
                while end < range.upperBound, let length = closer(bytes, at: end, end: range.upperBound) { end += length }
                let isAtSpace = end >= range.upperBound || Ascii.isSpace(bytes[end])
                let isEnd = mark.isWide || (isAtSpace && !(byte == Ascii.period && isAbbreviation(bytes, dot: i, next: end, range)))
                if isEnd { close(at: end) }
                i = end
            }
            close(at: range.upperBound)
            return result
        }
    }

    /// `range` without the white space at its ends; nil when nothing is left.
    static func trim(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, Ascii.isSpace(bytes[start]) { start += 1 }
        while end > start, Ascii.isSpace(bytes[end - 1]) { end -= 1 }
        return start < end ? start..<end : nil
    }

    private static func terminator(_ bytes: UnsafeBufferPointer<UInt8>, at i: Int, end: Int) -> (length: Int, isWide: Bool)? {
        guard i < end else { return nil }
        switch bytes[i] {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): return (1, false)
        case 0xE2 where i + 2 < end && bytes[i + 1] == 0x80 && bytes[i + 2] == 0xA6: return (3, false)  // …
        case 0xE3 where i + 2 < end && bytes[i + 1] == 0x80 && bytes[i + 2] == 0x82: return (3, true)  // 。
        case 0xEF where i + 2 < end && bytes[i + 1] == 0xBC && (bytes[i + 2] == 0x81 || bytes[i + 2] == 0x9F): return (3, true)  // ！？
        default: return nil
        }
    }

    /// Quotes, brackets and emphasis that belong to the sentence they close.
    private static func closer(_ bytes: UnsafeBufferPointer<UInt8>, at i: Int, end: Int) -> Int? {
        switch bytes[i] {
        case UInt8(ascii: "["):
            // A citation marker right after the full stop.
            let digits = bytes[(i + 1)..<end].prefix(while: Ascii.isDigit).count
            let isMarker = (1...2).contains(digits) && i + 1 + digits < end && bytes[i + 1 + digits] == UInt8(ascii: "]")
            return isMarker ? digits + 2 : nil
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "*"), UInt8(ascii: "_"): return 1
        case 0xC2 where i + 1 < end && bytes[i + 1] == 0xBB: return 2  // »
        case 0xE2 where i + 2 < end && bytes[i + 1] == 0x80 && (bytes[i + 2] == 0x99 || bytes[i + 2] == 0x9D): return 3  // ’ ”
        case 0xE3 where i + 2 < end && bytes[i + 1] == 0x80 && bytes[i + 2] == 0x8D: return 3  // 」
        default: return nil
        }
    }

    private static func breaksLine(_ bytes: UnsafeBufferPointer<UInt8>, after i: Int, end: Int) -> Bool {
        var at = i + 1
        if bytes[i] == Ascii.carriageReturn, at < end, bytes[at] == Ascii.lineFeed { at += 1 }
        while at < end, bytes[at] == Ascii.space || bytes[at] == Ascii.tab { at += 1 }
        guard at < end else { return true }
        switch bytes[at] {
        case Ascii.lineFeed, Ascii.carriageReturn, Ascii.pipe, Ascii.hash, Ascii.backtick, UInt8(ascii: ">"): return true
        case Ascii.dash, Ascii.star, Ascii.plus: return at + 1 < end && Ascii.isSpace(bytes[at + 1])
        default:
            let digits = at
            while at < end, Ascii.isDigit(bytes[at]) { at += 1 }
            guard at > digits, at - digits <= 3, at + 1 < end else { return false }
            return (bytes[at] == Ascii.period || bytes[at] == UInt8(ascii: ")")) && Ascii.isSpace(bytes[at + 1])
        }
    }

    private static let abbreviations: Set<String> = [
        "e.g", "i.e", "cf", "vs", "mr", "mrs", "ms", "dr", "prof", "st", "no", "fig", "approx", "incl", "excl", "ca", "resp", "z.b", "d.h",
    ]

    /// Whether the period at `dot` belongs to the word before it.
    private static func isAbbreviation(_ bytes: UnsafeBufferPointer<UInt8>, dot: Int, next: Int, _ range: Range<Int>) -> Bool {
        var after = next
        while after < range.upperBound, Ascii.isSpace(bytes[after]) { after += 1 }
        // A sentence does not begin in lower case.
        if after < range.upperBound, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[after]) { return true }
        var begin = dot
        while begin > range.lowerBound,
            Ascii.isLetter(bytes[begin - 1]) || Ascii.isDigit(bytes[begin - 1]) || bytes[begin - 1] == Ascii.period
        { begin -= 1 }
        let word = bytes[begin..<dot]
        // "1." at the start of a line numbers an item.
        let isFirst = begin == range.lowerBound || bytes[begin - 1] == Ascii.lineFeed
        if isFirst, !word.isEmpty, word.count <= 3, word.allSatisfy(Ascii.isDigit) { return true }
        if word.count == 1, let letter = word.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) { return true }
        guard word.count <= 6 else { return false }
        return abbreviations.contains(String(decoding: word, as: UTF8.self).lowercased())
    }
}
