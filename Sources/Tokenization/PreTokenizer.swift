/// How a model cuts text into the pieces within which byte pairs are merged.
///
/// GGUF names the rule (`tokenizer.ggml.pre`); what each name means is llama.cpp's `llama-vocab.cpp`. A rule is a row of steps,
/// each of which cuts the pieces of the one before, and knows nothing of what lies outside of its piece.
enum PreTokenizer: Sendable {
    case gpt2
    case digitsThenGPT2
    case llamaDefault

    private static let names: [(PreTokenizer, [String])] = [
        (.digitsThenGPT2, ["smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b"]),
        (.gpt2, ["gpt-2", "gpt2", "phi-2", "mpt", "olmo", "jais"]),
        (.llamaDefault, ["default"]),
    ]

    static var known: [String] { names.flatMap(\.1) }

    init(named name: String) throws(TokenizationError) {
        guard let match = Self.names.first(where: { $0.1.contains(name) }) else {
            throw .unknownPreTokenizer(name: String(name.prefix(60)))
        }
        self = match.0
    }

    private enum Step {
        /// `\p{N}`
        case eachNumber
        /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
        case gpt2
        /// `[\p{P}\$\+<=>\^~\|]+`
        case punctuationRuns
        /// `\p{N}+`
        case numberRuns
        /// `[0-9][0-9][0-9]`
        case digitTriples
    }

    private var steps: [Step] {
        switch self {
        case .gpt2: [.gpt2]
        case .digitsThenGPT2: [.eachNumber, .gpt2]
        case .llamaDefault: [.punctuationRuns, .gpt2, .numberRuns, .digitTriples]
        }
    }

    /// Calls `piece` for every piece of well-formed UTF-8, in order; together they are the text.
    func split(_ utf8: UnsafeBufferPointer<UInt8>, _ piece: (Range<Int>) -> Void) {
        Self.split(utf8, 0..<utf8.count, steps[...], piece)
    }

    private static func split(
        _ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ steps: ArraySlice<Step>, _ piece: (Range<Int>) -> Void
    ) {
        guard let step = steps.first else {
            piece(range)
            return
        }
        let next = steps.dropFirst()
        let inner: (Range<Int>) -> Void = { split(utf8, $0, next, piece) }
        switch step {
        case .gpt2: splitGPT2(utf8, range, inner)
        case .eachNumber: splitRuns(utf8, range, inner, longest: 1) { $0 == .number }
        case .numberRuns: splitRuns(utf8, range, inner) { $0 == .number }
        case .punctuationRuns:
            splitRuns(utf8, range, inner) {
                $0 == .punctuation
            } orASCII: {
                "$+<=>^~|".utf8.contains($0)
            }
        case .digitTriples: splitDigitTriples(utf8, range, inner)
        }
    }

    /// Runs of at most `longest` scalars that belong to a class, and what lies between them.
    private static func splitRuns(
        _ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ piece: (Range<Int>) -> Void, longest: Int = .max,
        where belongs: (CharacterClass) -> Bool, orASCII: (UInt8) -> Bool = { _ in false }
    ) {
        var start = range.lowerBound
        var at = start
        while at < range.upperBound {
            let run = at
            var taken = 0
            var length = 0
            while at < range.upperBound, taken < longest {
                let scalar = CharacterClass.at(at, of: utf8)
                length = scalar.length
                guard belongs(scalar.class) || orASCII(utf8[at]) else { break }
                at += length
                taken += 1
            }
            if taken > 0 {
                if start < run { piece(start..<run) }
                piece(run..<at)
                start = at
            } else {
                at += length
            }
        }
        if start < range.upperBound { piece(start..<range.upperBound) }
    }

    private static func splitDigitTriples(_ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ piece: (Range<Int>) -> Void) {
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

    private static func splitGPT2(_ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ piece: (Range<Int>) -> Void) {
        let end = range.upperBound
        var at = range.lowerBound
        while at < end {
            if let length = contraction(utf8, at, end) {
                piece(at..<at + length)
                at += length
                continue
            }
            let first = CharacterClass.at(at, of: utf8)
            var kind = first.class
            var next = at + first.length
            if utf8[at] == 0x20, next < end {
                // ` ?`: a space belongs to what follows it.
                let following = CharacterClass.at(next, of: utf8)
                if following.class != .space {
                    kind = following.class
                    next += following.length
                }
            }
            if kind == .space {
                var last = at
                while next < end {
                    let scalar = CharacterClass.at(next, of: utf8)
                    guard scalar.class == .space else { break }
                    last = next
                    next += scalar.length
                }
                // `\s+(?!\S)`: the last space of several stays for what follows.
                if next < end, last > at { next = last }
            } else {
                while next < end {
                    let scalar = CharacterClass.at(next, of: utf8)
                    guard scalar.class.belongs(with: kind) else { break }
                    next += scalar.length
                }
            }
            piece(at..<next)
            at = next
        }
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

extension CharacterClass {
    /// Punctuation and all else are one class, `[^\s\p{L}\p{N}]`.
    fileprivate func belongs(with other: CharacterClass) -> Bool {
        self == other || (self.isOther && other.isOther)
    }

    private var isOther: Bool { self == .punctuation || self == .other }
}
