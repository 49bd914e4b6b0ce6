/// How documents are cut. Sizes are in word pieces of the text encoder and include the heading path.
public struct ChunkingParameters: Sendable, Equatable, Codable {
    /// Blocks are gathered up to about this size.
    public var targetTokens: Int
    /// No passage is larger; the encoder reads at most 256, two of which it puts there itself.
    public var maximumTokens: Int
    /// Up to this much of a passage's end is repeated at the start of the next one of the same section.
    public var overlapTokens: Int

    /// Values out of range are brought into it: target 16…maximum, maximum 32…256, overlap 0…32.
    public init(targetTokens: Int = 160, maximumTokens: Int = 256, overlapTokens: Int = 0) {
        self.maximumTokens = min(max(maximumTokens, 32), 256)
        self.targetTokens = min(max(targetTokens, 16), self.maximumTokens)
        self.overlapTokens = min(max(overlapTokens, 0), 32)
    }

    /// Changes when a document would be cut differently; the leading number is the version of the extractor and chunker.
    public var signature: String { "1 target \(targetTokens) maximum \(maximumTokens) overlap \(overlapTokens)" }
}
