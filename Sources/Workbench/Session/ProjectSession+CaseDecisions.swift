import Foundation
import Scoring

extension ProjectSession {
    /// Leaves a case out of every evaluation from now on, those that were made included: their reports say so, with the reason.
    public func excludeCase(_ id: String, reason: String) throws {
        try decide(id, reason) { CaseDecisions.Entry($0, exclude: true, reason: $1, at: $2) }
    }

    /// Corrects what a right answer to a case is. The cases file keeps what it says; answers that were made are scored anew.
    public func correctCase(_ id: String, facts: [[String]]?, answerable: Bool?, reason: String) throws {
        guard facts != nil || answerable != nil else {
            throw WorkbenchError(.usage, "Nothing is corrected.", next: "Give --fact, --answerable or --unanswerable.")
        }
        guard facts?.allSatisfy({ !$0.isEmpty && !$0.contains { FoldedText($0).isEmpty } }) != false else {
            throw WorkbenchError(.usage, "A fact holds no words.", next: "Give its wordings, separated by |.")
        }
        try decide(id, reason) { CaseDecisions.Entry($0, facts: facts, answerable: answerable, reason: $1, at: $2) }
    }

    /// Takes back what was decided about a case.
    public func includeCase(_ id: String) throws {
        for path in configuration.cases.map(project.absolute) {
            var decisions = try caseDecisions(path)
            guard decisions.restore(id) else { continue }
            return try Files.writeAtomically(Data(decisions.text.utf8), to: Self.decisionsPath(path))
        }
        throw WorkbenchError(.notFound, "Nothing was decided about the case \(id).", next: "See: assay eval decisions")
    }

    /// The decisions that hold, with what the arms of the newest evaluation made of those cases.
    public func decidedCases() throws -> [DecidedCase] {
        guard let stored = try rawEvaluation(nil) else { return try decidedCases(of: []) }
        return try decidedCases(of: stored.results)
    }

    func decidedCases(of results: [ArmCaseResult]) throws -> [DecidedCase] {
        try configuration.cases.map(project.absolute).filter(Files.exists).flatMap { path -> [DecidedCase] in
            let original = CaseFile.parse(try Files.readText(path)).cases
            let byID = Dictionary(original.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            let scorer = CaseScorer(ScoringParameters(requiresCitation: configuration.requiresCitation))
            return try caseDecisions(path).applied(to: original).holding.compactMap { entry in
                guard let item = byID[entry.case] else { return nil }
                let own = results.filter { $0.case == entry.case }
                let passed = own.filter { $0.error == nil && scorer.score($0.output, of: item, arm: $0.arm).passed }.map(\.arm).sorted()
                return DecidedCase(
                    case: item.id, question: item.question, split: item.split.rawValue, isExcluded: entry.excludes, reason: entry.reason,
                    at: entry.at, facts: item.facts, correctedFacts: entry.facts, answerable: entry.answerable,
                    passed: own.isEmpty ? nil : passed)
            }
        }
    }

    /// Decisions stand beside the file that they are about: `cases.jsonl` has `cases.decisions.jsonl`.
    static func decisionsPath(_ cases: String) -> String { (cases as NSString).deletingPathExtension + ".decisions.jsonl" }

    func caseDecisions(_ cases: String) throws -> CaseDecisions {
        let path = Self.decisionsPath(cases)
        guard Files.exists(path) else { return CaseDecisions() }
        do {
            return try CaseDecisions(try Files.readText(path))
        } catch let error as CaseDecisions.Unreadable {
            throw WorkbenchError(
                .badData, "\(project.relative(path)) line \(error.line) is no decision.", next: "Correct the line, or remove it.")
        }
    }

    private func decide(_ id: String, _ reason: String, _ entry: (Case, String, Double) -> CaseDecisions.Entry) throws {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else {
            throw WorkbenchError(.usage, "A decision about a case needs its reason: it stands in the report.", next: "Give --reason TEXT.")
        }
        for path in configuration.cases.map(project.absolute) where Files.exists(path) {
            guard let item = CaseFile.parse(try Files.readText(path)).cases.first(where: { $0.id == id }) else { continue }
            var decisions = try caseDecisions(path)
            decisions.add(entry(item, reason, Date().timeIntervalSince1970))
            return try Files.writeAtomically(Data(decisions.text.utf8), to: Self.decisionsPath(path))
        }
        throw WorkbenchError(.notFound, "There is no case \(id) in \(configuration.cases.joined(separator: ", ")).")
    }
}

extension StoredEvaluation {
    /// The evaluation as the decisions about its cases leave it: cases left out are gone, corrected ones scored anew by their answers.
    func applying(_ decisions: [DecidedCase], _ cases: [Case]) -> StoredEvaluation {
        guard !decisions.isEmpty else { return self }
        var changed = self
        let excluded = Set(decisions.filter(\.isExcluded).map(\.case))
        changed.results.removeAll { excluded.contains($0.case) }
        let corrected = Set(decisions.filter { !$0.isExcluded }.map(\.case))
        let scorer = CaseScorer(parameters)
        for item in cases where corrected.contains(item.id) {
            for index in changed.results.indices where changed.results[index].case == item.id && changed.results[index].error == nil {
                let result = changed.results[index]
                changed.results[index].score = scorer.score(result.output, of: item, arm: result.arm)
            }
            changed.expected[item.id] = item.facts
        }
        return changed
    }
}

extension DecidedCase {
    /// A note for an evaluation that held the case, or would have.
    var note: String {
        isExcluded ? "Case \(self.case) is left out: \(reason)" : "The label of case \(self.case) was corrected: \(reason)"
    }
}
