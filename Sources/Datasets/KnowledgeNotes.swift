import Tokenization

/// What the documents say about the examples and the cases.
enum KnowledgeNotes {
    static func run(_ examples: [Example], _ cases: [CaseText], _ passages: [String], _ table: inout WordTable) -> [String] {
        guard !passages.isEmpty else { return [] }
        var quotes = PhraseIndex(shortest: 1)
        for (position, example) in examples.enumerated() {
            if let quote = example.quote { quotes.insert(table.words(quote), as: position) }
        }
        var questions = PhraseIndex(shortest: LeakFinder.shortestQuestion)
        for (position, item) in cases.enumerated() { questions.insert(table.words(item.question), as: position) }

        var quoted: Set<Int> = []
        var notes: [String] = []
        for (position, passage) in passages.enumerated() {
            let words = table.words(passage)
            quoted.formUnion(quotes.matches(in: words))
            for found in questions.matches(in: words).sorted() {
                notes.append(
                    "passage \(position + 1) holds the question of case \(cases[found].id); "
                        + "if the cases are among the documents, remove them"
                )
            }
        }
        for (position, example) in examples.enumerated() where example.quote != nil && !quoted.contains(position) {
            notes.append(
                "line \(example.line) (\(example.id)) rests on a quote that no passage holds; "
                    + "if the document has changed, change the answer"
            )
        }
        return notes
    }
}
