import Tokenization

/// Finds examples that repeat, nearly repeat or contradict an earlier one.
enum RepeatFinder {
    struct Findings {
        /// Positions of the examples that repeat an earlier one.
        var copies: Set<Int> = []
        /// How many are nearly an earlier one.
        var near = 0
        var problems: [DatasetProblem] = []
    }

    /// Below this share of common words, two questions are two wordings, whatever their answers share. Several wordings with one
    /// answer are what a dataset should have.
    private static let sameWording = 0.5

    static func run(_ examples: [Example], _ words: [ExampleWords]) -> Findings {
        var findings = Findings()
        var answers: [[[UInt32]]: [(completion: [UInt32], position: Int)]] = [:]
        for (position, example) in words.enumerated() {
            let known = answers[example.input] ?? []
            if let same = known.first(where: { $0.completion == example.completion }) {
                findings.copies.insert(position)
                findings.problems.append(
                    problem(examples, position, "repeats line \(examples[same.position].line); remove one of the two"))
                continue
            }
            if let first = known.first {
                let line = examples[first.position].line
                findings.problems.append(
                    problem(examples, position, "answers the question of line \(line) differently; keep the right answer, remove the other")
                )
            }
            answers[example.input, default: []].append((example.completion, position))
        }
        findNear(examples, words, &findings)
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
            findings.problems.append(
                problem(examples, position, "nearly repeats line \(examples[match.label].line) (\(percent) % alike); keep the better one"))
        }
    }

    private static func problem(_ examples: [Example], _ position: Int, _ message: String) -> DatasetProblem {
        DatasetProblem(line: examples[position].line, message: "(\(examples[position].id)) \(message)")
    }
}
