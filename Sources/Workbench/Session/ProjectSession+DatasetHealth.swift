import Datasets
import Foundation
import Tokenization

extension ProjectSession {
    /// Findings, lengths, labels and counts: the shape `assay data check --json` prints.
    public func checkDataset() throws -> DatasetReport {
        let file = try loadWholeDataset()
        let model = try languageModel()
        let store = try knowledge()
        let template = try model.template
        let endTokens = model.tokenizer.endTokens
        let passages = try store.documents().flatMap { document in
            try store.passages(of: document.path).map { KnowledgeText(document: document.path, text: $0.text) }
        }
        var report = DatasetCheck.run(
            file.examples, problems: file.problems, cases: caseTexts(), passages: passages, decisions: try datasetDecisions(),
            context: model.configuration.context
        ) { example in
            let (tokens, trained) = try template.encodeWithMask(trainingMessages(example), with: model.tokenizer)
            let last = trained.lastIndex(of: true)
            return ExampleTokens(
                count: tokens.count, trained: trained.count { $0 }, endsTurn: last.map { endTokens.contains(tokens[$0]) })
        }
        for index in report.findings.indices where report.findings[index].file == nil && report.findings[index].line != nil {
            report.findings[index].file = project.relative(project.datasetPath)
        }
        return report
    }

    func datasetHealth() throws -> DatasetHealth {
        let report = try checkDataset()
        return DatasetHealth(
            examples: report.examples, usable: report.usable, duplicates: report.duplicates, nearDuplicates: report.nearDuplicates,
            leaks: report.leaks.count, p50: report.lengths.p50, p95: report.lengths.p95, max: report.lengths.max,
            problems: report.leaks.map { "leak: \($0)" } + report.problems, findings: report.findings,
            effectiveExamples: report.effectiveExamples, dropped: report.dropped)
    }

    /// What must not be learnt beforehand; empty while the project has no cases.
    func caseTexts() -> [CaseText] {
        ((try? cases()) ?? []).map {
            CaseText(id: $0.id, question: $0.question, quote: $0.quote, answers: $0.facts.flatMap { $0 })
        }
    }

    // MARK: decisions

    func datasetDecisions() throws -> DatasetDecisions {
        let path = project.decisionsPath
        guard Files.exists(path) else { return DatasetDecisions() }
        do {
            return try DatasetDecisions(try Files.readText(path))
        } catch let error as DatasetDecisions.Unreadable {
            throw WorkbenchError(
                .badData, "\(project.relative(path)) line \(error.line) is no decision.", next: "Correct the line, or remove it.")
        }
    }

    /// Says of findings that they are as they should be.
    public func ignoreFindings(_ ids: [String]) throws {
        let findings = try checkDataset().findings
        var decisions = try datasetDecisions()
        for id in ids {
            guard let finding = findings.first(where: { $0.id == id }) else {
                throw WorkbenchError(.notFound, "There is no finding \(id).", next: "See: assay data check")
            }
            decisions.ignore(finding)
        }
        try save(decisions)
    }

    /// Leaves examples out of training; their lines stay in the file.
    /// - Parameter ids: of examples, or of findings about them.
    public func dropExamples(_ ids: [String]) throws {
        let examples = try loadWholeDataset().examples
        var decisions = try datasetDecisions()
        var findings: [Finding]?
        for id in ids {
            if let example = examples.first(where: { $0.id == id }) {
                decisions.drop(example)
                continue
            }
            if findings == nil { findings = try checkDataset().findings }
            guard let finding = findings?.first(where: { $0.id == id }) else {
                throw WorkbenchError(.notFound, "There is no example and no finding \(id).", next: "See: assay data check")
            }
            guard let example = examples.first(where: { $0.id == finding.example }) else {
                throw WorkbenchError(.usage, "The finding \(id) is about no single example.", next: "Ignore it: assay data ignore \(id)")
            }
            decisions.drop(example)
        }
        try save(decisions)
    }

    /// Takes decisions back.
    /// - Parameter ids: of dropped examples, or of ignored findings.
    public func restoreDecisions(_ ids: [String]) throws {
        var decisions = try datasetDecisions()
        for id in ids where !decisions.restore(id) {
            throw WorkbenchError(.notFound, "Nothing was decided about \(id).", next: "See: assay data check")
        }
        try save(decisions)
    }

    private func save(_ decisions: DatasetDecisions) throws {
        try Files.writeAtomically(Data(decisions.text.utf8), to: project.decisionsPath)
    }
}
