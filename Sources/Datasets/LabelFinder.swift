/// Finds labels that are rare beside the others.
enum LabelFinder {
    /// How many times as often the most frequent label may occur.
    private static let widestRatio = 10
    private static let fewestExamples = 20
    /// As many examples are enough to learn a label from, however frequent others are.
    private static let enough = 20

    static func run(_ labels: Labels?) -> [Finding] {
        guard let labels, let most = labels.counts.first, labels.values.count >= fewestExamples else { return [] }
        return labels.counts.filter { $0.count * widestRatio <= most.count && $0.count < enough }.map { entry in
            Finding(
                .labelImbalance, line: nil, example: nil, content: [entry.label],
                message:
                    "the label \"\(entry.label)\" has \(entry.count) of \(labels.values.count) examples, \"\(most.label)\" has \(most.count)",
                advice: "add examples of \"\(entry.label)\"")
        }
    }
}
