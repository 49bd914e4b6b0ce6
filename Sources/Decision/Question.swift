/// The five questions every team is asked, and the answers they may give.
public enum Question: String, CaseIterable, Codable, Sendable, Hashable {
    case gap, change, attribution, examples, prompting

    public var title: String {
        switch self {
        case .gap: "Knowledge gap or behaviour gap?"
        case .change: "How often does the knowledge change?"
        case .attribution: "Must answers show their sources?"
        case .examples: "Are there 200+ good examples?"
        case .prompting: "Has prompting been exhausted?"
        }
    }

    /// The answers on offer, in the order shown.
    public var choices: [String] {
        switch self {
        case .gap: ["knowledge", "behaviour", "both", "unsure"]
        case .change: ["daily", "weekly", "monthly", "rarely", "unsure"]
        case .attribution, .examples, .prompting: ["yes", "no", "unsure"]
        }
    }
}
