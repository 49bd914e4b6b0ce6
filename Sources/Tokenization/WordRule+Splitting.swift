extension WordRule {
    func split(_ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ piece: (Range<Int>) -> Void) {
        let text = Text(utf8: utf8, end: range.upperBound)
        let trailing = Array(afterPunctuation.utf8)
        var start = range.lowerBound
        var at = start
        while at < text.end {
            let first = text.at(at)
            guard let next = match(text, at, first, trailing) else {
                // What no alternative takes is a piece up to where one does.
                at += first.length
                continue
            }
            if start < at { piece(start..<at) }
            piece(at..<next)
            at = next
            start = at
        }
        if start < text.end { piece(start..<text.end) }
    }

    /// UTF-8 up to `end`.
    private struct Text {
        let utf8: UnsafeBufferPointer<UInt8>
        let end: Int

        func at(_ offset: Int) -> (class: CharacterClass, length: Int) { CharacterClass.at(offset, of: utf8) }

        /// The end of the run of `classes` from `offset` on.
        func run(_ classes: CharacterClass, from offset: Int, longest: Int = .max) -> Int {
            var next = offset
            var taken = 0
            while next < end, taken < longest {
                let scalar = at(next)
                guard classes.contains(scalar.class) else { break }
                next += scalar.length
                taken += 1
            }
            return next
        }
    }

    /// Where the first alternative that matches at `at` ends.
    private func match(_ text: Text, _ at: Int, _ first: (class: CharacterClass, length: Int), _ trailing: [UInt8]) -> Int? {
        let byte = text.utf8[at]
        if contractions == .apart, let end = contraction(text, at) { return end }
        if bindsLettersToPunctuation, let end = boundLetters(text, at) { return end }
        if let end = word(text, at, first) { return end }
        if digits > 0, first.class == .number { return text.run(.number, from: at, longest: digits) }
        var next = byte == 0x20 ? at + 1 : at
        let punctuationFrom = next
        next = text.run(punctuation, from: next)
        if next > punctuationFrom {
            while next < text.end, trailing.contains(text.utf8[next]) { next += 1 }
            return next
        }
        guard first.class == .space else { return nil }
        return spaces(text, at)
    }

    /// `\s*[\r\n]+|\s+(?!\S)|\s+`
    private func spaces(_ text: Text, _ at: Int) -> Int {
        let end = text.run(.space, from: at)
        if let newline = text.utf8[at..<end].lastIndex(where: { $0 == 0x0a || $0 == 0x0d }) { return newline + 1 }
        return PreTokenizer.endOfSpaces(text.utf8, at, text.end)
    }

    private func boundLetters(_ text: Text, _ at: Int) -> Int? {
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
        let byte = text.utf8[at]
        guard (0x21...0x7e).contains(byte), !isLetter(byte), !(0x30...0x39).contains(byte) else { return nil }
        var next = at + 1
        while next < text.end, isLetter(text.utf8[next]) { next += 1 }
        return next > at + 1 ? next : nil
    }

    private func word(_ text: Text, _ at: Int, _ first: (class: CharacterClass, length: Int)) -> Int? {
        // A mark that could stand before a word is as well the word's beginning: the same end either way.
        if word.contains(first.class) { return letters(text, at) }
        let byte = text.utf8[at]
        guard prefix.contains(first.class), byte != 0x0a, byte != 0x0d else { return nil }
        return letters(text, at + first.length)
    }

    /// The end of the letters that begin at `at`, with the contraction after them where it belongs to the word.
    private func letters(_ text: Text, _ at: Int) -> Int? {
        guard splitsAtCapitals else {
            let end = text.run(word, from: at)
            return end > at ? end : nil
        }
        let either: CharacterClass = [.caseless, .mark]
        var end = at
        var endOfEither: Int?
        while end < text.end {
            let scalar = text.at(end)
            guard scalar.class == .capital || either.contains(scalar.class) else { break }
            end += scalar.length
            if either.contains(scalar.class) { endOfEither = end }
        }
        let small = text.run(either.union(.small), from: end)
        if small == end, let endOfEither {
            // The first alternative wants to end in other than a capital: it gives back what comes after.
            end = endOfEither
        } else {
            end = small
        }
        guard end > at else { return nil }
        return contractions == .withWord ? contraction(text, end) ?? end : end
    }

    /// The end of `(?i:'s|'t|'re|'ve|'m|'ll|'d)` at `at`.
    private func contraction(_ text: Text, _ at: Int) -> Int? {
        guard at + 1 < text.end, text.utf8[at] == UInt8(ascii: "'") else { return nil }
        let after = at + 2 < text.end ? text.utf8[at + 2] : 0
        switch text.utf8[at + 1] | 0x20 {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return at + 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"): return after | 0x20 == UInt8(ascii: "e") ? at + 3 : nil
        case UInt8(ascii: "l"): return after | 0x20 == UInt8(ascii: "l") ? at + 3 : nil
        // ſ, which is an s where case does not count.
        case 0xc5 | 0x20: return text.utf8[at + 1] == 0xc5 && after == 0xbf ? at + 3 : nil
        default: return nil
        }
    }
}
