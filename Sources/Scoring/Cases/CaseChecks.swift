/// What makes a case impossible, empty, or easy to cheat.
enum CaseChecks {
    struct Finding {
        var message: String
        var rejects: Bool

        init(_ message: String, rejects: Bool) {
            self.message = message
            self.rejects = rejects
        }
    }

    static func findings(_ item: Case, lineOfSameID: Int?) -> [Finding] {
        var found: [Finding] = []
        if item.id.isEmpty { found.append(.init("the id is empty", rejects: true)) }
        if let line = lineOfSameID { found.append(.init("the id “\(item.id)” is already used in line \(line)", rejects: true)) }
        if item.question.allSatisfy(\.isWhitespace) { found.append(.init("the question is empty", rejects: true)) }
        if item.quote != nil, item.document == nil {
            found.append(.init("there is a quote but no document it comes from", rejects: false))
        }
        found += item.answerable ? answerable(item) : unanswerable(item)
        if item.forbid.contains(where: { FoldedText($0).isEmpty }) {
            found.append(.init("a forbidden statement holds no words", rejects: true))
        }
        if item.references.contains(where: { TokenOverlap.normalized($0).isEmpty }) {
            found.append(.init("a reference holds no words", rejects: true))
        }
        if let avoided = avoidedReference(item) {
            found.append(.init("a reference breaks the style that is asked for: \(avoided)", rejects: false))
        }
        return found
    }

    private static func avoidedReference(_ item: Case) -> String? {
        guard let style = item.style else { return nil }
        return item.references.lazy.compactMap { style.violations(of: $0).first }.first
    }

    private static func answerable(_ item: Case) -> [Finding] {
        var found: [Finding] = []
        if item.facts.isEmpty {
            found.append(
                item.format == nil && item.style == nil
                    ? .init("no facts, no format and no style: any answer would pass", rejects: true)
                    : .init("no facts: only the form is scored", rejects: false))
        }
        let question = FoldedText(item.question)
        let quote = item.quote.map(FoldedText.init)
        let forbidden = item.forbid.map(FoldedText.init)
        let avoided = item.style?.avoid.map(FoldedText.init) ?? []
        for (index, aliases) in item.facts.enumerated() {
            let folded = aliases.map(FoldedText.init)
            if folded.isEmpty || folded.contains(where: \.isEmpty) {
                found.append(.init("facts[\(index)] has no alias or an empty one", rejects: true))
                continue
            }
            if folded.allSatisfy({ alias in forbidden.contains { alias.contains($0) } }) {
                found.append(.init("facts[\(index)] can't be met: every alias holds a forbidden statement", rejects: true))
            }
            if folded.allSatisfy({ alias in avoided.contains { alias.contains($0) } }) {
                found.append(.init("facts[\(index)] can't be met: every alias holds what style.avoid forbids", rejects: true))
            }
            if let echoed = zip(aliases, folded).first(where: { question.contains($0.1) }) {
                found.append(.init("facts[\(index)]: “\(echoed.0)” stands in the question, so repeating it passes", rejects: false))
            }
            if let quote, !folded.contains(where: { quote.contains($0) }) {
                found.append(.init("facts[\(index)]: no alias stands in the quote", rejects: false))
            }
        }
        return found
    }

    private static func unanswerable(_ item: Case) -> [Finding] {
        item.facts.isEmpty ? [] : [.init("facts of an unanswerable case are not looked at", rejects: false)]
    }
}
