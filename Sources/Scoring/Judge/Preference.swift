/// Which of two answers is the better one.
public enum Preference: String, Codable, Sendable, CaseIterable {
    case a, b, tie

    /// The same, seen with the answers in the other order.
    public var swapped: Preference {
        switch self {
        case .a: .b
        case .b: .a
        case .tie: .tie
        }
    }
}
