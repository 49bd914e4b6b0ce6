extension BytePairTokenizer {
    public func encode(_ text: String, parseSpecial: Bool) -> [Int] {
        var text = text
        return text.withUTF8 { encode(utf8: $0, parseSpecial: parseSpecial) }
    }

    public func specialToken(_ text: String) -> Int? {
        guard let first = text.utf8.first else { return nil }
        return specials[first]?.first { pieces[$0].elementsEqual(text.utf8) }
    }

    private func encode(utf8: UnsafeBufferPointer<UInt8>, parseSpecial: Bool) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(utf8.count / 3)
        var merger = PairMerger(merges)
        guard parseSpecial else {
            encode(plain: utf8, &merger, &result)
            return result
        }
        var start = 0
        var at = 0
        while at < utf8.count {
            guard let candidates = specials[utf8[at]], let id = candidates.first(where: { starts(utf8, at, with: $0) }) else {
                at += 1
                continue
            }
            encode(plain: UnsafeBufferPointer(rebasing: utf8[start..<at]), &merger, &result)
            result.append(id)
            at += pieces[id].count
            start = at
        }
        encode(plain: UnsafeBufferPointer(rebasing: utf8[start...]), &merger, &result)
        return result
    }

    private func starts(_ utf8: UnsafeBufferPointer<UInt8>, _ at: Int, with id: Int) -> Bool {
        let piece = pieces[id]
        return utf8.count - at >= piece.count && utf8[at..<at + piece.count].elementsEqual(piece)
    }

    private func encode(plain utf8: UnsafeBufferPointer<UInt8>, _ merger: inout PairMerger, _ result: inout [Int]) {
        preTokenizer.split(utf8) { range in
            merger.clear()
            for at in range {
                let symbol = byteTokens[Int(utf8[at])]
                if symbol >= 0 {
                    merger.append(symbol)
                } else {
                    // Nothing merges across a byte without a token.
                    flush(&merger, &result)
                }
            }
            flush(&merger, &result)
        }
    }

    private func flush(_ merger: inout PairMerger, _ result: inout [Int]) {
        merger.merge()
        for id in merger.ids { result.append(Int(id)) }
        merger.clear()
    }
}
