/// One token of an example, and whether the model learns to say it.
public struct MaskedPiece: Sendable, Equatable, Codable {
    public var id: Int
    /// The token's text; U+FFFD where it is part of a character.
    public var piece: String
    public var trained: Bool

    public init(id: Int, piece: String, trained: Bool) {
        self.id = id
        self.piece = piece
        self.trained = trained
    }
}
