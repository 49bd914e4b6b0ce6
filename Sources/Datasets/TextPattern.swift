import Foundation

/// A regular expression that is only run over texts that hold one of its fixed parts.
struct TextPattern: Sendable {
    let name: String
    private let clues: [String]
    /// Immutable, and documented as safe to use from several threads at once.
    private let expression: NSRegularExpression

    /// - Parameter clues: texts of which a match holds at least one; empty: any text may hold a match.
    init(_ name: String, _ pattern: String, clues: [String] = []) {
        self.name = name
        self.clues = clues
        do {
            expression = try NSRegularExpression(pattern: pattern)
        } catch {
            // The patterns are constants of this target: a bad one is our bug.
            preconditionFailure("the pattern of \(name) is wrong: \(error)")
        }
    }

    /// The matches of the whole pattern.
    func matches(in text: String) -> [String] {
        guard clues.isEmpty || clues.contains(where: { text.contains($0) }) else { return [] }
        let range = NSRange(text.startIndex..., in: text)
        return expression.matches(in: text, range: range).compactMap { Range($0.range, in: text).map { String(text[$0]) } }
    }
}
