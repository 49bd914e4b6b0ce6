extension BytePairTokenizer {
    public func encode(_ text: String, parseSpecial: Bool) -> [Int] {
        var text = text
        return text.withUTF8 { encode(utf8: $0, parseSpecial: parseSpecial) }
    }

    public func specialToken(_ text: String) -> Int? { specials.id(of: Array(text.utf8)) }

    private func encode(utf8: UnsafeBufferPointer<UInt8>, parseSpecial: Bool) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(utf8.count / 3)
        var merger = PairMerger(merges)
        (parseSpecial ? specials : userDefined).partition(utf8) { part in
            switch part {
            case .token(let id): result.append(id)
            case .text(let range): encode(plain: UnsafeBufferPointer(rebasing: utf8[range]), &merger, &result)
            }
        }
        return result
    }

    private func encode(plain utf8: UnsafeBufferPointer<UInt8>, _ merger: inout PairMerger, _ result: inout [Int]) {
        preTokenizer.split(utf8) { range in
            if preTokenizer.ignoresMerges, let whole = pieces.id(of: UnsafeBufferPointer(rebasing: utf8[range])) {
                result.append(whole)
                return
            }
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
