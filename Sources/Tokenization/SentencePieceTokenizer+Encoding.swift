extension SentencePieceTokenizer {
    private static let space: [UInt8] = Array("\u{2581}".utf8)

    public func encode(_ text: String, parseSpecial: Bool) -> [Int] { encode(text, parseSpecial: parseSpecial, continuing: false) }

    public func encode(_ text: String, parseSpecial: Bool, continuing: Bool) -> [Int] {
        var text = text
        return text.withUTF8 { encode(utf8: $0, parseSpecial, continuing) }
    }

    public func specialToken(_ text: String) -> Int? {
        let spelling = Array(text.utf8)
        return controls.id(of: spelling) ?? userDefined.id(of: Self.escaped(spelling[...]))
    }

    /// The text with ▁ for spaces.
    static func escaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        append(text, escapedTo: &result)
        return result
    }

    private static func append(_ text: some Sequence<UInt8>, escapedTo result: inout [UInt8]) {
        for byte in text {
            if byte == 0x20 { result += space } else { result.append(byte) }
        }
    }

    private func encode(utf8: UnsafeBufferPointer<UInt8>, _ parseSpecial: Bool, _ continuing: Bool) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(utf8.count / 3)
        var merger = PieceMerger(merges)
        var escaped: [UInt8] = []
        func add(_ range: Range<Int>, prefixed: Bool) {
            escaped.removeAll(keepingCapacity: true)
            if prefixed { escaped += Self.space }
            Self.append(utf8[range], escapedTo: &escaped)
            escaped.withUnsafeBufferPointer { append(escaped: $0, &merger, to: &result) }
        }
        guard parseSpecial else {
            if !utf8.isEmpty { add(0..<utf8.count, prefixed: addsSpacePrefix && !continuing) }
            return result
        }
        controls.partition(utf8) { part in
            switch part {
            case .token(let id): result.append(id)
            case .text(let range): add(range, prefixed: addsSpacePrefix && !(continuing && range.lowerBound == 0))
            }
        }
        return result
    }

    /// Nothing merges across a user-defined token, and no space comes before or after one: to the model it is a word like others.
    private func append(escaped: UnsafeBufferPointer<UInt8>, _ merger: inout PieceMerger, to result: inout [Int]) {
        userDefined.partition(escaped) { part in
            switch part {
            case .token(let id): result.append(id)
            case .text(let range):
                let text = UnsafeBufferPointer(rebasing: escaped[range])
                merger.merge(text) { id, range in
                    if let id {
                        result.append(Int(id))
                    } else {
                        for byte in text[range] { result.append(Int(byteTokens[Int(byte)])) }
                    }
                }
            }
        }
    }
}
