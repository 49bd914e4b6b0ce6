/// One example as the model sees it: tokens, and for each the label that the position before it is scored against.
public struct TrainingSequence: Sendable, Equatable, Codable {
    /// The label of a position that is not trained.
    public static let ignored = -100

    public var tokens: [Int]
    /// Aligned with `tokens`: the logits at i − 1 are scored against `labels[i]`, or not at all when that is `ignored`.
    public var labels: [Int]

    public init(tokens: [Int], labels: [Int]) {
        self.tokens = tokens
        self.labels = labels
    }

    /// Trains the positions whose flag is set.
    public init(tokens: [Int], trained: [Bool]) {
        precondition(tokens.count == trained.count)
        self.init(tokens: tokens, labels: zip(tokens, trained).map { $1 ? $0 : Self.ignored })
    }

    /// Positions that are scored. The first label has no position before it.
    public var supervisedTokens: Int { labels.dropFirst().count { $0 != Self.ignored } }

    /// Rows that the model must compute: logits are needed up to the position before the last scored label, no further.
    var rows: Int { labels.lastIndex { $0 != Self.ignored } ?? 0 }

    /// Rows before the first one whose logits are scored.
    var unscoredRows: Int { max(0, (labels.dropFirst().firstIndex { $0 != Self.ignored } ?? 1) - 1) }

    /// Throws unless lengths agree and all ids are in the vocabulary.
    func check(index: Int, vocabulary: Int, context: Int) throws(TrainingError) {
        guard tokens.count == labels.count else {
            throw .invalidSequence(index: index, problem: "it has \(tokens.count) tokens and \(labels.count) labels")
        }
        guard tokens.count <= context else {
            throw .invalidSequence(index: index, problem: "it has \(tokens.count) tokens, the model sees \(context) at most")
        }
        if let token = tokens.first(where: { !(0..<vocabulary).contains($0) }) {
            throw .invalidSequence(index: index, problem: "token \(token) is not in the vocabulary of \(vocabulary)")
        }
        if let label = labels.first(where: { $0 != Self.ignored && !(0..<vocabulary).contains($0) }) {
            throw .invalidSequence(index: index, problem: "label \(label) is not in the vocabulary of \(vocabulary)")
        }
    }
}
