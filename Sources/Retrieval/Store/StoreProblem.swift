/// Something in a store that is not as it should be.
public struct StoreProblem: Sendable, Equatable, CustomStringConvertible {
    public enum Part: String, Sendable, Codable {
        /// What was written is not what is read back.
        case file
        /// Documents and passages contradict each other.
        case passages
        /// The index of words does not fit the passages.
        case words
        /// A vector is missing, or not of the encoder's length.
        case vectors
        /// The codes of the vectors do not fit them.
        case codes
    }

    public var part: Part
    public var description: String

    /// Whether the store can make it good from the passages it holds; else it must be made anew from the documents.
    public var isMendedByRebuilding: Bool { part == .words || part == .vectors || part == .codes }
}
