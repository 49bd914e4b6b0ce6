import Tokenization

/// Finds what of the cases is in the examples: a model that has learnt it is measured on memory.
struct LeakFinder {
    struct Findings {
        var findings: [Finding] = []
    }

    /// Shorter questions and quotes occur in other texts by chance; those are only compared as wholes.
    static let shortestQuestion = 5
    static let shortestQuote = 4

    private let cases: [CaseText]
    private let questions: [[UInt32]]
    private let answers: [[[UInt32]]]
    private var sameWords: SimilarityIndex
    private var sameRuns: SimilarityIndex
    private var questionPhrases = PhraseIndex(shortest: Self.shortestQuestion)
    private var quotePhrases = PhraseIndex(shortest: Self.shortestQuote)
    private var shortQuotes: [[UInt32]: [Int]] = [:]

    init(_ cases: [CaseText], _ table: inout WordTable) {
        self.cases = cases
        var questions: [[UInt32]] = []
        var answers: [[[UInt32]]] = []
        for item in cases {
            questions.append(table.words(item.question))
            var list: [[UInt32]] = []
            for answer in item.answers { list.append(table.words(answer)) }
            answers.append(list.filter { !$0.isEmpty })
        }
        (self.questions, self.answers) = (questions, answers)
        let wordSets = questions.map { Set($0.map(UInt64.init)) }
        let runSets = questions.map { WordTable.shingles($0) }
        sameWords = SimilarityIndex(threshold: DatasetCheck.nearly, over: wordSets)
        sameRuns = SimilarityIndex(threshold: DatasetCheck.nearly, over: runSets)
        for position in cases.indices {
            sameWords.insert(wordSets[position], as: position)
            sameRuns.insert(runSets[position], as: position)
            questionPhrases.insert(questions[position], as: position)
            guard let quote = cases[position].quote.map({ table.words($0) }), !quote.isEmpty else { continue }
            quotePhrases.insert(quote, as: position)
            if quote.count < Self.shortestQuote { shortQuotes[quote, default: []].append(position) }
        }
    }

    /// One finding for each example and case, in the order of the examples and then of the cases.
    func run(_ examples: [Example], _ words: [ExampleWords], _ table: inout WordTable) -> Findings {
        var findings = Findings()
        for (position, example) in words.enumerated() {
            var reasons: [Int: [String]] = [:]
            for (found, isEqual) in questionsIn(example).sorted(by: { $0.key < $1.key }) {
                reasons[found, default: []].append(isEqual ? "asks the question" : "nearly asks the question")
            }
            for found in quotesIn([example.system] + example.turns.dropLast()) { reasons[found, default: []].append("shows the quote") }
            for found in quotesIn([example.completion]) { reasons[found, default: []].append("answers with the quote") }
            for (found, texts) in reasons.sorted(by: { $0.key < $1.key }) {
                let answered = answers[found].contains { Self.occurs($0, in: example.completion) } ? ", with its answer" : ""
                findings.findings.append(
                    Finding(
                        .caseLeak, examples[position], detail: cases[found].id,
                        message: "\(texts.joined(separator: " and ")) of case \(cases[found].id)\(answered)",
                        advice: "remove the line or the case"))
            }
        }
        return findings
    }

    /// The cases whose question a user turn asks, and whether in the same words.
    private func questionsIn(_ example: ExampleWords) -> [Int: Bool] {
        var found: [Int: Bool] = [:]
        for turn in example.userTurns {
            let words = Set(turn.map(UInt64.init))
            for match in sameWords.matches(words) { found[match.label] = found[match.label] ?? false || questions[match.label] == turn }
            for match in sameRuns.matches(WordTable.shingles(turn)) { found[match.label] = found[match.label] ?? false }
            for label in questionPhrases.matches(in: turn) { found[label] = true }
        }
        return found
    }

    private func quotesIn(_ texts: [[UInt32]]) -> [Int] {
        var found: Set<Int> = []
        for text in texts {
            found.formUnion(quotePhrases.matches(in: text))
            found.formUnion(shortQuotes[text] ?? [])
        }
        return found.sorted()
    }

    private static func occurs(_ phrase: [UInt32], in text: [UInt32]) -> Bool {
        guard text.count >= phrase.count else { return false }
        return (0...text.count - phrase.count).contains { text[$0...].starts(with: phrase) }
    }
}
