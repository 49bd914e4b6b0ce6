/// Pieces in their order of preference: the rank of a piece is lower the higher its score.
struct ScoredPieces: Sendable {
    /// No piece: larger than every rank.
    static let none = UInt32.max

    let pieces: ByteStringTable
    private let ranks: [UInt32]
    /// No piece is longer, in bytes.
    private let longest: Int

    init(_ pieces: ByteStringTable, _ scores: [Float]) {
        self.pieces = pieces
        ranks = scores.map(Self.rank)
        longest = (0..<pieces.count).lazy.map { pieces[$0].count }.max() ?? 0
    }

    /// The piece that is spelled so, and its rank.
    @inline(__always)
    func find(_ spelling: UnsafeBufferPointer<UInt8>) -> (id: Int32, rank: UInt32)? {
        guard spelling.count <= longest, let id = pieces.id(of: spelling) else { return nil }
        return (Int32(id), ranks[id])
    }

    /// Numbers in the reverse order of the scores: a float's bits grow with its size.
    private static func rank(_ score: Float) -> UInt32 {
        // Both zeros are one score.
        let bits = (score + 0).bitPattern
        let ascending = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
        return ~ascending
    }
}
