/// A splitting step that takes out runs of certain characters; what lies between them stays as it is.
struct RunRule: Sendable {
    var classes: CharacterClass = []
    /// Further characters, by number, in order.
    var ranges: [ClosedRange<UInt32>] = []
    /// The run is of all other characters.
    var inverted = false
    /// No run is longer, in characters.
    var longest = Int.max
    var before: Before = .nothing

    /// What a run takes with it from before.
    enum Before: Sendable {
        case nothing
        /// ` ?`
        case plainSpace
        /// `\s?`
        case anySpace
    }

    func split(_ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ piece: (Range<Int>) -> Void) {
        let end = range.upperBound
        var start = range.lowerBound
        var at = start
        while at < end {
            let scalar = CharacterClass.at(at, of: utf8)
            var next = at
            if !belongs(at, scalar, utf8), takes(at, scalar.class, utf8) { next += scalar.length }
            let run = next
            var taken = 0
            while next < end, taken < longest {
                let scalar = CharacterClass.at(next, of: utf8)
                guard belongs(next, scalar, utf8) else { break }
                next += scalar.length
                taken += 1
            }
            if next > run {
                if start < at { piece(start..<at) }
                piece(at..<next)
                at = next
                start = at
            } else {
                at += scalar.length
            }
        }
        if start < end { piece(start..<end) }
    }

    private func takes(_ at: Int, _ class: CharacterClass, _ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        switch before {
        case .nothing: false
        case .plainSpace: utf8[at] == 0x20
        case .anySpace: `class` == .space
        }
    }

    private func belongs(_ at: Int, _ scalar: (class: CharacterClass, length: Int), _ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        if classes.contains(scalar.class) { return !inverted }
        guard !ranges.isEmpty else { return inverted }
        let value = CharacterClass.value(at, scalar.length, utf8)
        // The first range that does not end before the character.
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return (low < ranges.count && ranges[low].contains(value)) != inverted
    }
}

extension RunRule {
    /// `\p{N}+`
    static let numbers = RunRule(classes: .number)
    /// `\p{N}`
    static let eachNumber = RunRule(classes: .number, longest: 1)
    /// `\p{N}{1,3}`
    static let numberTriples = RunRule(classes: .number, longest: 3)
    /// `[^\n]+|[\n]+`
    static let newlines = RunRule(ranges: [0x0a...0x0a])
    /// `[\r\n]`
    static let eachNewline = RunRule(ranges: [0x0a...0x0a, 0x0d...0x0d], longest: 1)
    /// `[一-龥぀-ゟ゠-ヿ]+`
    static let hanAndKana = RunRule(ranges: [0x3040...0x30ff, 0x4e00...0x9fa5])
    /// `[一-龥ࠀ-一가-퟿]+`
    static let eastAsian = RunRule(ranges: [0x800...0x9fa5, 0xac00...0xd7ff])
    /// `\s?\p{L}+`
    static let spacedLetters = RunRule(classes: .letter, before: .anySpace)
    /// `\s?\p{P}+`
    static let spacedPunctuation = RunRule(classes: .punctuation, before: .anySpace)
    /// `\s?[!-/:-~！-／：-～‘-‟　-。]+`
    static let spacedMarks = RunRule(
        ranges: [0x21...0x2f, 0x3a...0x7e, 0x2018...0x201f, 0x3000...0x3002, 0xff01...0xff0f, 0xff1a...0xff5e], before: .anySpace)
    /// ` ?[^(\s|.,!?…。，、।۔،)]+`
    static let bloomWords = RunRule(
        classes: .space, ranges: characters("!(),.?|،۔।…、。，"), inverted: true, before: .plainSpace)

    /// Runs of `\p{P}` and some ASCII characters.
    static func punctuation(and ascii: String) -> RunRule { RunRule(classes: .punctuation, ranges: characters(ascii)) }

    private static func characters(_ text: String) -> [ClosedRange<UInt32>] {
        text.unicodeScalars.map(\.value).sorted().map { $0...$0 }
    }
}
