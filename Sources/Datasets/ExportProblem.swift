/// What a service or a trainer would say about an exported file.
public struct ExportProblem: Sendable, Equatable, Codable {
    /// Of the exported file, counted from 1; nil for the file as a whole.
    public var line: Int?
    public var message: String
    /// A rule would be broken: the file would be refused. Else it is advice.
    public var isRefusal: Bool

    public var text: String { line.map { "line \($0): \(message)" } ?? message }
}
