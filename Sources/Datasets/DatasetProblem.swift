import TextFormats

/// Why a line did not become an example, and what to do about it.
public struct DatasetProblem: Error, Sendable, Equatable, Codable, CustomStringConvertible {
    /// Counted from 1.
    public var line: Int
    public var message: String
    public var kind: FindingKind

    public init(line: Int, message: String, kind: FindingKind = .unreadable) {
        self.line = line
        self.message = message
        self.kind = kind
    }

    public var description: String { "line \(line): \(message)" }
}

extension DatasetProblem {
    init(_ problem: FormatProblem) { self.init(line: problem.line, message: problem.message) }
}
