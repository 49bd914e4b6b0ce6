/// One place of the grid: a base scalar with at most four marks, how many columns it takes, and its style.
public struct Cell: Hashable, Sendable {
    /// Empty in the second column of a wide character.
    public var text: String
    /// 1 or 2; 0 in the second column of a wide character.
    public var width: Int8
    public var style: Style

    public init(text: String = " ", width: Int8 = 1, style: Style = .plain) {
        self.text = text
        self.width = width
        self.style = style
    }

    public static let blank = Cell()

    /// Owned by the wide character to its left.
    public var isContinuation: Bool { width == 0 }
}
