import Datasets
import Foundation
import Scoring

/// Sets of worked examples, chosen from the training examples without looking at any answer of the model.
package struct ExampleSets {
    package typealias Worked = ProjectConfiguration.FewshotExample

    package struct Choice: Equatable {
        /// How they were chosen, in words.
        package var name: String
        package var examples: [Worked]

        package init(name: String, examples: [Worked]) {
            self.name = name
            self.examples = examples
        }
    }

    private let pool: [(worked: Worked, kind: String, refuses: Bool)]
    private let seed: UInt64
    /// For each example of the pool how near it is to each question, 0 to 1.
    private let nearness: [[Double]]

    /// - Parameters:
    ///   - examples: of the training side; conversations of several turns are left out.
    ///   - questions: of the development cases.
    package init(_ examples: [Example], questions: [String], seed: UInt64) {
        let single = examples.filter { example in
            example.messages.count { $0.role == .user } == 1 && !example.prompt.isEmpty && !example.completion.isEmpty
        }
        let kinds = Self.kinds(single)
        pool = zip(single, kinds).map { example, kind in
            (
                Worked(question: example.prompt, answer: example.completion), kind,
                Abstention.isStated(in: FoldedText(example.completion))
            )
        }
        self.seed = seed
        nearness = WordNearness.table(single.map(\.prompt), questions)
    }

    /// Sets of each size by each way of choosing; `draws` of them by chance.
    package func choices(sizes: [Int], draws: Int) -> [Choice] {
        var found: [Choice] = []
        for size in sizes where size > 0 && size <= pool.count {
            for draw in 0..<draws { found.append(Choice(name: "\(size) examples, draw \(draw + 1)", examples: drawn(size, draw))) }
            found.append(Choice(name: "\(size) examples of different kinds", examples: varied(size)))
            if !nearness.isEmpty { found.append(Choice(name: "\(size) examples near the questions", examples: near(size))) }
        }
        return found
    }

    private func shuffled(_ stream: UInt64) -> [Int] {
        var random = Scoring.CounterRandom(seed: seed, stream: stream)
        return pool.indices.shuffled(using: &random)
    }

    private func drawn(_ size: Int, _ draw: Int) -> [Worked] {
        shuffled(UInt64(1000 * size + draw)).prefix(size).map { pool[$0].worked }
    }

    /// Each kind of answer once before any comes again; a refusal is among them where the pool has one.
    private func varied(_ size: Int) -> [Worked] {
        var order = shuffled(7)
        if size > 1, let refusal = order.firstIndex(where: { pool[$0].refuses }) { order.insert(order.remove(at: refusal), at: 0) }
        var chosen: [Int] = []
        while chosen.count < size {
            var seen: Set<String> = []
            for index in order where chosen.count < size && !chosen.contains(index) {
                if seen.insert(pool[index].kind).inserted { chosen.append(index) }
            }
        }
        return chosen.map { pool[$0].worked }
    }

    /// Each one added is the one that brings the questions nearest to their nearest example (facility location, greedily).
    private func near(_ size: Int) -> [Worked] {
        var best = [Double](repeating: 0, count: nearness[0].count)
        let totals = nearness.map { $0.reduce(0, +) }
        var chosen: [Int] = []
        for _ in 0..<size {
            let gains = pool.indices.map { index in
                chosen.contains(index) ? -1 : zip(nearness[index], best).reduce(0) { $0 + max(0, $1.0 - $1.1) }
            }
            guard let next = gains.indices.max(by: { (gains[$0], totals[$0], $1) < (gains[$1], totals[$1], $0) }) else { break }
            chosen.append(next)
            best = zip(best, nearness[next]).map { max($0, $1) }
        }
        return chosen.map { pool[$0].worked }
    }

    /// What kind of answer each example gives: the whole answer where answers repeat (labels), else its last line where that does, else
    /// the topic.
    private static func kinds(_ examples: [Example]) -> [String] {
        func repeats(_ values: [String]) -> Bool { !values.isEmpty && Set(values).count * 4 <= values.count }
        let answers = examples.map { $0.completion.trimmingCharacters(in: .whitespacesAndNewlines) }
        if repeats(answers) { return answers }
        let lastLines = answers.map { $0.components(separatedBy: "\n").last ?? "" }
        if repeats(lastLines) { return lastLines }
        return examples.map { $0.topic ?? $0.id }
    }
}
