/// What is wrong with a line and what to do; the line's number is added by who knows it.
struct LineProblem: Error {
    let message: String
    let kind: FindingKind

    init(_ message: String, _ kind: FindingKind = .unreadable) {
        self.message = message
        self.kind = kind
    }
}
