/// Why a form for answers can't be imposed: what, why, and what to do (`description`).
public enum ConstraintError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The regular expression cannot be read, or asks for what an automaton can't do. Positions count characters from 1.
    case invalidPattern(pattern: String, position: Int, problem: String)
    /// The schema is not JSON. Positions count bytes from 1.
    case invalidJSON(position: Int, problem: String)
    /// The schema is JSON, but not one that can be imposed; `path` leads to the place.
    case unsupportedSchema(path: String, problem: String)
    /// No text at all would satisfy it.
    case nothingMatches
    /// The automaton would need more memory than it may have.
    case tooLarge(problem: String)
    /// A byte of a permitted text is no token by itself: an answer could get stuck before it.
    case missingByteToken(UInt8)

    public var description: String {
        switch self {
        case .invalidPattern(let pattern, let position, let problem):
            "The regular expression “\(pattern)” cannot be used: \(problem), at character \(position). Correct it there."
        case .invalidJSON(let position, let problem):
            "The schema is not JSON: \(problem), at byte \(position). Correct it there."
        case .unsupportedSchema(let path, let problem):
            "The schema cannot be imposed: \(path): \(problem). Change the schema there."
        case .nothingMatches:
            "No text satisfies the required form. Loosen the regular expression or the schema."
        case .tooLarge(let problem):
            "The required form is too large: \(problem). Use smaller repetition counts, lengths, or fewer alternatives."
        case .missingByteToken(let byte):
            "The required form needs the byte \(byte), and the vocabulary has no token for it alone. Use a byte-level vocabulary."
        }
    }
}
