/// A passage with the number under which a model may cite it.
public struct CitedPassage: Sendable, Equatable {
    /// From 1, in the order of the block.
    public var marker: Int
    public var passage: Passage

    public init(marker: Int, passage: Passage) {
        self.marker = marker
        self.passage = passage
    }

    /// As it stands in the prompt: `[1]`.
    public var markerText: String { "[\(marker)]" }
}

/// The part of a prompt that holds what was found.
public struct ContextBlock: Sendable, Equatable {
    /// Empty when nothing was found or nothing fits.
    public var text: String
    public var passages: [CitedPassage]
    /// As counted by the caller's counter.
    public var tokens: Int
    /// Passages that were found but did not fit.
    public var leftOut: Int
    /// Scalars taken out of the passages shown, because a reader would not have seen them.
    public var hiddenCharacters: Int
}
