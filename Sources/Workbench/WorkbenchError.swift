/// A failure a person can act on: what happened, why, and what to do next.
///
/// `kind` decides the exit code of the command-line twin.
public struct WorkbenchError: Error, Equatable, CustomStringConvertible {
    /// The documented exit codes (the BSD `sysexits` numbers).
    public enum Kind: Int32, Sendable {
        case failed = 1
        case usage = 64
        case badData = 65
        case notFound = 66
        case unavailable = 69
        case cantWrite = 73
        case locked = 75
    }

    public var kind: Kind
    public var what: String
    /// What to do about it; empty when `what` says it all.
    public var next: String

    public init(_ kind: Kind, _ what: String, next: String = "") {
        self.kind = kind
        self.what = what
        self.next = next
    }

    public var description: String { next.isEmpty ? what : "\(what) \(next)" }
}
