extension SentencePieceTokenizer {
    public func bytes(of id: Int) -> [UInt8] {
        guard kinds.indices.contains(id) else { return [] }
        let piece = pieces[id]
        switch kinds[id] {
        case .byte: return Self.byte(spelled: piece).map { [$0] } ?? []
        case .normal, .userDefined, .unused: return Self.unescaped(piece)
        case .control, .unknown: return Array(piece)
        }
    }

    public func kind(of id: Int) -> TokenKind? {
        kinds.indices.contains(id) ? kinds[id] : nil
    }

    /// The piece with spaces for ▁ (E2 96 81).
    private static func unescaped(_ piece: ArraySlice<UInt8>) -> [UInt8] {
        guard piece.contains(0xe2) else { return Array(piece) }
        var bytes: [UInt8] = []
        var at = piece.startIndex
        while at < piece.endIndex {
            if piece[at] == 0xe2, at + 2 < piece.endIndex, piece[at + 1] == 0x96, piece[at + 2] == 0x81 {
                bytes.append(0x20)
                at += 3
            } else {
                bytes.append(piece[at])
                at += 1
            }
        }
        return bytes
    }
}
