/// Scores an answer against a case's criteria.
public struct CaseScorer: Sendable {
    public let parameters: ScoringParameters

    public init(_ parameters: ScoringParameters = ScoringParameters()) { self.parameters = parameters }

    public func score(_ output: ArmOutput, of item: Case, arm: Arm) -> CaseScore {
        let facts = facts(output.text, item)
        let violations = item.format?.violations(of: output.text) ?? []
        let style = item.style?.violations(of: output.text)
        let citation = citation(output, item, arm)
        // What was not asked for a source has none to show: where one is required, that is a failure like any other.
        let needsSource = parameters.requiresCitation && item.demandsSource
        let cites = citation.map { !parameters.requiresCitation || $0.holds } ?? !needsSource
        let form = violations.isEmpty && style?.isEmpty ?? true
        // Of documents cited rightly one can speak only where the case names one.
        let named = citation == nil ? nil : item.document
        let cited = named.map { _ in Set(output.citedDocuments) }
        var reasons = facts.reasons
        reasons += violations.map { "format: \($0)" }
        reasons += (style ?? []).map { "style: \($0)" }
        reasons += citation?.reasons ?? []
        if citation == nil, needsSource {
            reasons.append("citation: required, and \(arm.approach.title) \(arm.retrieves ? "was not asked for one" : "shows none")")
        }
        return CaseScore(
            fact: facts.holds, format: form, citation: citation?.holds,
            passed: facts.holds && form && cites,
            reasons: reasons,
            words: output.text.wordCount, abstained: facts.abstained, factsFound: facts.found,
            factsAsked: item.answerable ? item.facts.count : 0, style: style?.isEmpty,
            overlap: ReferenceOverlap(output.text, references: item.references), cited: cited?.count,
            citedRightly: named.map { output.citedDocuments.contains($0) ? 1 : 0 })
    }

    private struct FactFinding {
        var holds = true
        var reasons: [String] = []
        var abstained = false
        var found = 0

        mutating func fail(_ reason: String) {
            holds = false
            reasons.append(reason)
        }
    }

    private func facts(_ answer: String, _ item: Case) -> FactFinding {
        var finding = FactFinding()
        let plain = FoldedText(answer)
        var readings = [plain]
        if item.format?.schema != nil, let value = JSONExtraction.first(in: answer) {
            // Escapes such as \u20ac are letters only once the JSON is read.
            readings.append(FoldedText(value.plainText))
        }
        func states(_ statement: String) -> Bool {
            let folded = FoldedText(statement)
            return readings.contains { $0.contains(folded) }
        }

        finding.abstained = Abstention.isStated(in: plain)
        for statement in item.forbid where states(statement) { finding.fail("states “\(statement)”, which is forbidden") }
        guard item.answerable else {
            if !finding.abstained { finding.fail("the documents don't say, and the answer does not admit it") }
            return finding
        }
        for aliases in item.facts {
            if aliases.contains(where: states) {
                finding.found += 1
            } else {
                finding.fail("lacks “\(aliases.first ?? "")”")
            }
        }
        let limit = max(parameters.maxFactWords, item.format?.maxWords ?? 0)
        if !item.facts.isEmpty, answer.wordCount > limit {
            finding.fail("\(answer.wordCount) words: beyond \(limit) no fact counts as stated")
        }
        return finding
    }

    private func citation(_ output: ArmOutput, _ item: Case, _ arm: Arm) -> (holds: Bool, reasons: [String])? {
        guard arm.retrieves, item.demandsSource else { return nil }
        switch output.grounding {
        // An answer that had passages and was not asked for a source cited nothing right and nothing wrong.
        case .none where output.contextDocuments?.isEmpty == false: return nil
        case .none: return (false, ["citation: no passages were given"])
        case .ungrounded: return (false, ["citation: none, although passages were given"])
        case .missing: return (false, ["citation: a marker that was not given"])
        case .cited:
            guard let document = item.document else { return (true, []) }
            if output.citedDocuments.contains(document) { return (true, []) }
            return (false, ["citation: \(output.citedDocuments.joined(separator: ", ")) instead of \(document)"])
        }
    }
}
