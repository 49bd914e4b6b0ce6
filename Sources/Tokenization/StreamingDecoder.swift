/// Turns tokens into text as they come, holding back a character until all its bytes are there.
///
/// What `append` and `finish` return, joined, is what `decode` makes of the whole sequence.
public struct StreamingDecoder: Sendable {
    private let tokenizer: any Tokenizer
    private let skipsSpecial: Bool
    private var pending: [UInt8] = []
    private var dropsSpace: Bool

    public init(_ tokenizer: any Tokenizer, skippingSpecial: Bool = false) {
        self.tokenizer = tokenizer
        skipsSpecial = skippingSpecial
        dropsSpace = tokenizer.addsSpacePrefix
    }

    /// The text that is certain with this token; may be empty.
    public mutating func append(_ id: Int) -> String {
        if skipsSpecial && tokenizer.kind(of: id) == .control { return "" }
        pending += tokenizer.bytes(of: id)
        if dropsSpace, let first = pending.first {
            if first == 0x20 { pending.removeFirst() }
            dropsSpace = false
        }
        let certain = pending.count - Self.unfinished(pending)
        defer { pending.removeFirst(certain) }
        return String(decoding: pending[..<certain], as: UTF8.self)
    }

    /// What is still held back; ends the sequence.
    public mutating func finish() -> String {
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// How many bytes at the end may still become a character.
    private static func unfinished(_ bytes: [UInt8]) -> Int {
        for length in 1...3 where length <= bytes.count {
            let lead = bytes[bytes.count - length]
            if lead & 0xc0 == 0x80 { continue }
            let (total, second): (Int, ClosedRange<UInt8>) =
                switch lead {
                case 0xc2...0xdf: (2, 0x80...0xbf)
                case 0xe0: (3, 0xa0...0xbf)
                case 0xed: (3, 0x80...0x9f)
                case 0xe1...0xef: (3, 0x80...0xbf)
                case 0xf0: (4, 0x90...0xbf)
                case 0xf1...0xf3: (4, 0x80...0xbf)
                case 0xf4: (4, 0x80...0x8f)
                default: (1, 0...0)
                }
            guard length < total else { return 0 }
            return length == 1 || second.contains(bytes[bytes.count - length + 1]) ? length : 0
        }
        return 0
    }
}
