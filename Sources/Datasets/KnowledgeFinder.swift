import Tokenization

/// What documents, examples and cases know of one another.
enum KnowledgeFinder {
    static func run(_ examples: [Example], _ cases: [CaseText], _ passages: [KnowledgeText], _ table: inout WordTable) -> [Finding] {
        guard !passages.isEmpty else { return [] }
        var quotes = PhraseIndex(shortest: 1)
        var caseQuotes = PhraseIndex(shortest: LeakFinder.shortestQuote)
        let exampleQuotes = examples.map { $0.quote.map { table.words($0) } }
        let quotesOfCases = cases.map { $0.quote.map { table.words($0) } }
        for (position, quote) in exampleQuotes.enumerated() { if let quote { quotes.insert(quote, as: position) } }
        for (position, quote) in quotesOfCases.enumerated() { if let quote { caseQuotes.insert(quote, as: position) } }
        var questions = PhraseIndex(shortest: LeakFinder.shortestQuestion)
        for (position, item) in cases.enumerated() { questions.insert(table.words(item.question), as: position) }

        var quoted: Set<Int> = []
        var casesInPassages: Set<Int> = []
        var findings: [Finding] = []
        for (position, passage) in passages.enumerated() {
            let words = table.words(passage.text)
            quoted.formUnion(quotes.matches(in: words))
            casesInPassages.formUnion(caseQuotes.matches(in: words))
            for found in questions.matches(in: words).sorted() {
                var finding = Finding(
                    .documentLeak, line: nil, example: nil, content: [cases[found].id, passage.document ?? "", passage.text],
                    message: "passage \(position + 1) holds the question of case \(cases[found].id)",
                    advice: "if the cases are among the documents, remove them")
                finding.file = passage.document
                findings.append(finding)
            }
        }
        for (position, example) in examples.enumerated() where example.quote != nil {
            if !quoted.contains(position) {
                findings.append(
                    Finding(
                        .staleQuote, example, message: "rests on a quote that no passage holds",
                        advice: "if the document has changed, change the answer"))
            } else if let quote = exampleQuotes[position], quote.count >= LeakFinder.shortestQuote {
                findings += shared(example, quote, cases, casesInPassages, quotesOfCases, caseQuotes)
            }
        }
        return findings
    }

    /// Cases whose quote holds that of the example, or the other way round, while the documents hold both.
    private static func shared(
        _ example: Example, _ quote: [UInt32], _ cases: [CaseText], _ inPassages: Set<Int>, _ quotes: [[UInt32]?], _ index: PhraseIndex
    ) -> [Finding] {
        var found = index.matches(in: quote)
        var own = PhraseIndex(shortest: LeakFinder.shortestQuote)
        own.insert(quote, as: 0)
        for (position, other) in quotes.enumerated() { if let other, !own.matches(in: other).isEmpty { found.insert(position) } }
        let names = found.intersection(inPassages).sorted().map { cases[$0].id }
        guard let first = names.first else { return [] }
        let more = names.count > 1 ? " and of \(names.count - 1) more" : ""
        return [
            Finding(
                .sharedSource, example, detail: names.joined(separator: " "),
                message: "rests on the same words of the documents as case \(first)\(more)",
                advice: "move the example's topic or the case to the other side")
        ]
    }
}
