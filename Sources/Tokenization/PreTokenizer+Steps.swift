extension PreTokenizer {
    static func splitDigitTriples(_ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ piece: (Range<Int>) -> Void) {
        var start = range.lowerBound
        var at = start
        while at + 3 <= range.upperBound {
            guard utf8[at..<at + 3].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
                at += 1
                continue
            }
            if start < at { piece(start..<at) }
            piece(at..<at + 3)
            at += 3
            start = at
        }
        if start < range.upperBound { piece(start..<range.upperBound) }
    }

    static func splitSpaceAtEnd(_ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ piece: (Range<Int>) -> Void) {
        var spaces: Int?
        var at = range.lowerBound
        while at < range.upperBound {
            let scalar = CharacterClass.at(at, of: utf8)
            if scalar.class != .space { spaces = nil } else if spaces == nil { spaces = at }
            at += scalar.length
        }
        let spacesFrom = spaces ?? range.upperBound
        if range.lowerBound < spacesFrom { piece(range.lowerBound..<spacesFrom) }
        if spacesFrom < range.upperBound { piece(spacesFrom..<range.upperBound) }
    }

    static func splitGPT2(_ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ piece: (Range<Int>) -> Void) {
        let end = range.upperBound
        var at = range.lowerBound
        while at < end {
            if let length = contraction(utf8, at, end) {
                piece(at..<at + length)
                at += length
                continue
            }
            let first = CharacterClass.at(at, of: utf8)
            var kind = run(of: first.class)
            var next = at + first.length
            if utf8[at] == 0x20, next < end {
                // ` ?`: a space belongs to what follows it.
                let following = CharacterClass.at(next, of: utf8)
                if following.class != .space {
                    kind = run(of: following.class)
                    next += following.length
                }
            }
            if kind == .space {
                next = endOfSpaces(utf8, at, end)
            } else {
                while next < end {
                    let scalar = CharacterClass.at(next, of: utf8)
                    guard kind.contains(scalar.class) else { break }
                    next += scalar.length
                }
            }
            piece(at..<next)
            at = next
        }
    }

    /// What goes on a run that begins with a character of this class.
    private static func run(of first: CharacterClass) -> CharacterClass {
        if CharacterClass.letter.contains(first) { return .letter }
        return CharacterClass.neither.contains(first) ? .neither : first
    }

    /// `\s+(?!\S)|\s+` from the space at `at`: the last space of several stays for what follows.
    static func endOfSpaces(_ utf8: UnsafeBufferPointer<UInt8>, _ at: Int, _ end: Int) -> Int {
        var last = at
        var next = at
        while next < end {
            let scalar = CharacterClass.at(next, of: utf8)
            guard scalar.class == .space else { break }
            last = next
            next += scalar.length
        }
        return next < end && last > at ? last : next
    }

    /// The length of `'s|'t|'re|'ve|'m|'ll|'d` at `at`.
    private static func contraction(_ utf8: UnsafeBufferPointer<UInt8>, _ at: Int, _ end: Int) -> Int? {
        guard utf8[at] == UInt8(ascii: "'"), at + 1 < end else { return nil }
        switch utf8[at + 1] {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"): return at + 2 < end && utf8[at + 2] == UInt8(ascii: "e") ? 3 : nil
        case UInt8(ascii: "l"): return at + 2 < end && utf8[at + 2] == UInt8(ascii: "l") ? 3 : nil
        default: return nil
        }
    }
}
