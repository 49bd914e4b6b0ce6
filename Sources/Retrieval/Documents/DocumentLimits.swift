/// How much of a source is taken in before it is listed as failed.
public struct DocumentLimits: Sendable, Equatable {
    /// A larger file is a failed document.
    public var maximumBytes = 16 << 20
    /// Folders nested deeper than this are skipped.
    public var maximumDepth = 64

    public init(maximumBytes: Int = 16 << 20, maximumDepth: Int = 64) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
    }
}
