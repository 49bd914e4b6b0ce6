/// How a large store's index of words is cut. Counted in passages.
public struct SegmentSizes: Sendable, Equatable {
    /// In a segment at most. Larger ones cost a query less and a merge more.
    public var rows = 131_072
    /// Indexed at a time: what a first sync holds in memory, about 1 KB each.
    public var batch = 65_536
    /// Fewer changes than this stay unsaved: they are read again when the store is opened.
    public var saved = 1_000
    /// With more that are in no segment, as in the middle of a first sync, FTS5 ranks.
    public var unsaved = 100_000

    public init() {}
}
