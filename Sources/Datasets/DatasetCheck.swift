import Tokenization

/// Says what is wrong with a dataset before anyone waits for a training run.
public enum DatasetCheck {
    /// The Jaccard similarity from which two texts are nearly the same.
    public static let nearly = 0.8

    /// - Parameters:
    ///   - problems: of the reader; they are counted among the examples and listed with the others.
    ///   - cases: what must not be learnt beforehand.
    ///   - passages: of the documents. They hold the cases' quotes, which is as it should be; they should not hold their questions.
    ///   - countTokens: of an example in the model's template.
    public static func run(
        _ examples: [Example], problems: [DatasetProblem] = [], cases: [CaseText] = [], passages: [String] = [],
        countTokens: (Example) throws -> Int
    ) rethrows -> DatasetReport {
        var table = WordTable()
        let words = examples.map { ExampleWords($0, &table) }
        let repeats = RepeatFinder.run(examples, words)
        let leaks = LeakFinder(cases, &table).run(examples, words, &table)

        let found = (problems + repeats.problems).enumerated()
            .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
        let unusable = repeats.copies.union(leaks.examples)
        let notes = KnowledgeNotes.run(examples, cases, passages, &table)
        // A line can have several problems, and is one line.
        let unread = Set(problems.map(\.line)).count
        return DatasetReport(
            examples: examples.count + unread, usable: examples.count - unusable.count, duplicates: repeats.copies.count,
            nearDuplicates: repeats.near, leaks: leaks.texts, lengths: lengths(try examples.map(countTokens)),
            problems: found.map(\.element.description),
            setAside: unusable.isEmpty ? nil : unusable.sorted().map { examples[$0].id }, notes: notes.isEmpty ? nil : notes)
    }

    private static func lengths(_ counts: [Int]) -> DatasetReport.Lengths {
        let sorted = counts.sorted()
        guard let longest = sorted.last else { return DatasetReport.Lengths(p50: 0, p95: 0, max: 0) }
        func percentile(_ percent: Int) -> Int { sorted[max(0, (sorted.count * percent + 99) / 100 - 1)] }
        return DatasetReport.Lengths(p50: percentile(50), p95: percentile(95), max: longest)
    }
}
