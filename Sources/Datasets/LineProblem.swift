/// What is wrong with a line and what to do; the line's number is added by who knows it.
struct LineProblem: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
