import Foundation

/// A regular expression from a file, with a limit on what matching it may cost.
///
/// ICU syntax (the one of `NSRegularExpression`); found anywhere in the text unless anchored with `^` and `$`.
public struct Pattern: Equatable, Sendable {
    /// Longest pattern accepted.
    public static let longest = 2_000
    /// How often the matcher may report progress (about every ten thousand steps) before the answer counts as no match.
    private static let budget = 100

    public let source: String

    /// Throws with the reason when `source` is not a regular expression.
    public init(_ source: String) throws(CaseProblem) {
        guard source.count <= Self.longest else {
            throw CaseProblem("the regex has \(source.count) characters; at most \(Self.longest) are accepted")
        }
        guard (try? NSRegularExpression(pattern: source)) != nil else {
            throw CaseProblem("“\(source)” is not a regular expression")
        }
        self.source = source
    }

    public enum Outcome: Equatable, Sendable {
        case found, absent
        /// The pattern backtracks without end on this text.
        case tooCostly
    }

    public func outcome(in text: String) -> Outcome {
        guard let expression = try? NSRegularExpression(pattern: source) else { return .absent }
        var outcome = Outcome.absent
        var reports = 0
        let whole = NSRange(text.startIndex..., in: text)
        expression.enumerateMatches(in: text, options: .reportProgress, range: whole) { match, _, stop in
            if match != nil {
                outcome = .found
                stop.pointee = true
                return
            }
            reports += 1
            if reports > Self.budget {
                outcome = .tooCostly
                stop.pointee = true
            }
        }
        return outcome
    }
}
