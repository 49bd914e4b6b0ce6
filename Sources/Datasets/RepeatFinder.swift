import Tokenization

/// Finds examples that repeat, nearly repeat or contradict an earlier one.
enum RepeatFinder {
    struct Findings {
        /// Positions of the examples that repeat an earlier one.
        var copies: Set<Int> = []
        /// How many are nearly an earlier one.
        var near = 0
        var findings: [Finding] = []
        /// Pairs of positions that are copies, or nearly.
        var pairs: [(Int, Int)] = []
    }

    /// Below this share of common words, two questions are two wordings, whatever their answers share. Several wordings with one
    /// answer are what a dataset should have.
    private static let sameWording = 0.5

    static func run(_ examples: [Example], _ words: [ExampleWords], _ labels: Labels? = nil) -> Findings {
        var findings = Findings()
        var answers: [[[UInt32]]: [(completion: [UInt32], position: Int)]] = [:]
        for (position, example) in words.enumerated() {
            let known = answers[example.input] ?? []
            if let same = known.first(where: { $0.completion == example.completion }) {
                findings.copies.insert(position)
                findings.pairs.append((same.position, position))
                findings.findings.append(
                    Finding(
                        .duplicate, examples[position], detail: examples[position].id,
                        message: "repeats line \(examples[same.position].line)", advice: "remove one of the two"))
                continue
            }
            if let first = known.first {
                findings.findings.append(conflict(examples, first.position, position, labels, isSame: true))
            }
            answers[example.input, default: []].append((example.completion, position))
        }
        findNear(examples, words, &findings)
        findRewordedConflicts(examples, words, labels, &findings)
        return findings
    }

    private static func findNear(_ examples: [Example], _ words: [ExampleWords], _ findings: inout Findings) {
        let sets = words.map(\.shingles)
        var index = SimilarityIndex(threshold: DatasetCheck.nearly, over: sets)
        for (position, set) in sets.enumerated() where !findings.copies.contains(position) {
            let match = index.matches(set).first { match in
                words[match.label].input != words[position].input && words[match.label].system == words[position].system
                    && words[match.label].promptSimilarity(words[position]) >= sameWording
            }
            index.insert(set, as: position)
            guard let match else { continue }
            findings.near += 1
            let percent = Int((match.similarity * 100).rounded())
            findings.pairs.append((match.label, position))
            findings.findings.append(
                Finding(
                    .nearDuplicate, examples[position], detail: Example.contentID(examples[match.label].messages),
                    message: "nearly repeats line \(examples[match.label].line) (\(percent) % alike)", advice: "keep the better one"))
        }
    }

    /// Questions that differ in words without a meaning of their own, and whose answers cannot both be right.
    private static func findRewordedConflicts(
        _ examples: [Example], _ words: [ExampleWords], _ labels: Labels?, _ findings: inout Findings
    ) {
        var known: [[String]: [Int]] = [:]
        for (position, example) in examples.enumerated() where !findings.copies.contains(position) {
            let key =
                [ComparableText.normalised(example.messages.dropLast(2).map(\.content).joined(separator: "\n"))]
                + QuestionWords.key(example.prompt)
            if key.count > 2 {
                let other = known[key]?.first { earlier in
                    words[earlier].input != words[position].input && words[earlier].completion != words[position].completion
                        && (differ(labels, earlier, position) || QuestionWords.disagree(examples[earlier].completion, example.completion))
                }
                if let other { findings.findings.append(conflict(examples, other, position, labels, isSame: false)) }
            }
            known[key, default: []].append(position)
        }
    }

    private static func conflict(
        _ examples: [Example], _ first: Int, _ position: Int, _ labels: Labels?, isSame: Bool
    ) -> Finding {
        let line = examples[first].line
        let detail = Example.contentID(examples[first].messages)
        if let labels, differ(labels, first, position), let one = labels.values[first], let two = labels.values[position] {
            return Finding(
                .labelConflict, examples[position], detail: detail,
                message:
                    "answers the question of line \(line) differently\(isSame ? "" : ", in other words"): \"\(two)\" here, \"\(one)\" there",
                advice: "keep the right label, remove the other")
        }
        return Finding(
            .contradiction, examples[position], detail: detail,
            message: "answers the question of line \(line) differently" + (isSame ? "" : ", in other words"),
            advice: "keep the right answer, remove the other")
    }

    private static func differ(_ labels: Labels?, _ one: Int, _ two: Int) -> Bool {
        guard let labels, let a = labels.values[one], let b = labels.values[two] else { return false }
        return ComparableText.normalised(a) != ComparableText.normalised(b)
    }
}
