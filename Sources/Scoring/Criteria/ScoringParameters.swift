/// What scoring can be told; the defaults are what reports state.
public struct ScoringParameters: Codable, Equatable, Sendable {
    /// No fact credit for answers longer than this: a long enough answer contains everything.  A case whose format allows more
    /// words has its own limit.
    public var maxFactWords: Int
    /// Whether joint success needs a citation of the case's document, in every case whose answer has room for one.  An arm that
    /// shows no source has none.
    public var requiresCitation: Bool

    public init(maxFactWords: Int = 120, requiresCitation: Bool = false) {
        self.maxFactWords = maxFactWords
        self.requiresCitation = requiresCitation
    }
}
