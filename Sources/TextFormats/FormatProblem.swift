/// What is wrong with a piece of text, and on which line it begins.
public struct FormatProblem: Error, Sendable, Equatable {
    /// Counted from 1.
    public var line: Int
    public var message: String
}
