/// The tokens that are found in a text by their spelling, before all else.
struct SpecialTokens: Sendable {
    private var spellings: ByteStringTable
    private var ids: [Int32] = []
    /// By first byte, the lengths of the tokens that begin with it, the longest first.
    private var lengths = [[Int]](repeating: [], count: 256)

    enum Part {
        case text(Range<Int>)
        case token(Int)
    }

    /// Those of `pieces` whose kind is among `wanted`, to be found by what `spelling` makes of them.
    init(
        _ pieces: ByteStringTable, _ kinds: [TokenKind], _ wanted: Set<TokenKind>,
        spelling: (ArraySlice<UInt8>) -> [UInt8] = { Array($0) }
    ) {
        let chosen = kinds.indices.filter { wanted.contains(kinds[$0]) }
        spellings = ByteStringTable(capacity: chosen.count)
        // Of equal spellings the table finds the last, and the lowest id is wanted.
        for id in chosen.reversed() {
            let piece = spelling(pieces[id])
            spellings.append(piece)
            ids.append(Int32(id))
            let first = Int(piece.first!)
            if !lengths[first].contains(piece.count) { lengths[first].append(piece.count) }
        }
        for first in lengths.indices { lengths[first].sort(by: >) }
    }

    var isEmpty: Bool { ids.isEmpty }

    func id(of spelling: some Collection<UInt8>) -> Int? { spellings.id(of: spelling).map { Int(ids[$0]) } }

    /// Tells the tokens and what lies between them, in order: always the leftmost, of those the longest.
    func partition(_ utf8: UnsafeBufferPointer<UInt8>, _ part: (Part) -> Void) {
        var start = 0
        var at = isEmpty ? utf8.count : 0
        while at < utf8.count {
            guard let (id, length) = match(utf8, at) else {
                at += 1
                continue
            }
            if start < at { part(.text(start..<at)) }
            part(.token(id))
            at += length
            start = at
        }
        if start < utf8.count { part(.text(start..<utf8.count)) }
    }

    private func match(_ utf8: UnsafeBufferPointer<UInt8>, _ at: Int) -> (id: Int, length: Int)? {
        for length in lengths[Int(utf8[at])] where length <= utf8.count - at {
            if let found = spellings.id(of: UnsafeBufferPointer(rebasing: utf8[at..<at + length])) { return (Int(ids[found]), length) }
        }
        return nil
    }
}
