import Foundation
import Scoring

/// An evaluation as it is kept: everything the report is made of, so that a report can be made again.
struct StoredEvaluation: Codable, Sendable {
    var run: String
    var started: Double
    var split: String
    /// Which training run each adapting arm used.
    var adapters: [String: String]
    var parameters: ScoringParameters
    var results: [ArmCaseResult]
    /// What each case demanded, for the detail of a flip.
    var expected: [String: [[String]]]
    var modelHash: String
    var version: String
}

/// How often the instrument cries difference when there is none.
public struct SelfTestReport: Codable, Equatable, Sendable {
    public var run: String
    public var trials: Int
    public var falseAlarmRate: Double
    /// The same when paraphrases are wrongly counted as independent.
    public var ignoringClusters: Double
}

extension ProjectSession {
    /// The cases of the project's files, or of one given file.
    /// - Throws: `.badData` when no line of them is a case; bad lines beside good ones are reported by `casesWithProblems`.
    func cases(file: String? = nil) throws -> [Case] { try casesWithProblems(file: file).cases }

    func casesWithProblems(file: String? = nil) throws -> (cases: [Case], problems: [String]) {
        let paths = file.map { [$0] } ?? configuration.cases.map(project.absolute)
        var cases: [Case] = []
        var problems: [String] = []
        for path in paths {
            let (read, found) = CaseFile.parse(try Files.readText(path))
            let decided = try caseDecisions(path).applied(to: read)
            cases += decided.cases
            problems += decided.problems
            problems += found.map { "\(project.relative(path)) line \($0.line): \($0.message)" }
        }
        guard !cases.isEmpty else {
            throw WorkbenchError(
                .badData,
                "There is no usable case in \(paths.map(project.relative).joined(separator: ", ")).\(problems.prefix(3).map { " " + $0 }.joined())",
                next: "One JSON object a line with id, question and facts.")
        }
        return (cases, problems)
    }

    /// Quotes that no longer stand in their documents, and documents that are gone; only of documents that are text as they are.
    private func staleQuotes(_ cases: [Case]) -> [String] {
        let plain: Set = ["md", "markdown", "txt"]
        return CaseFile.check(cases.filter { plain.contains(($0.document.map { $0 as NSString })?.pathExtension.lowercased() ?? "") }) {
            try? Files.readText(project.absolute($0))
        }
    }

    /// Runs the arms over the cases of a split. What is answered is cached: a run that was stopped goes on where it was.
    public func evaluate(
        arms wanted: [Arm] = [], split: String, casesFile: String? = nil, limit: Int? = nil, seeds: [UInt64] = [], progress: ProgressSink
    ) throws -> EvaluationReport {
        let lock = try ProjectLock(project.state + "/evaluate.lock", doing: "evaluating")
        defer { withExtendedLifetime(lock) {} }
        let (all, problems) = try casesWithProblems(file: casesFile)
        for problem in problems + staleQuotes(all) where !progress(ProgressUpdate(fraction: nil, text: problem, isMilestone: true)) {
            break
        }
        let chosen = Array(all.filter { $0.split.rawValue == split }.prefix(limit ?? .max))
        guard !chosen.isEmpty else {
            throw WorkbenchError(
                .notFound, "There are no cases in the split \"\(split)\".",
                next: "Splits here: \(Set(all.map(\.split.rawValue)).sorted().joined(separator: ", ")).")
        }
        let arms = try answerableArms(wanted)
        let started = Date().timeIntervalSince1970
        let results = try results(of: arms, on: chosen, seed: seeds.first, progress: progress)
        var used: [String: String] = [:]
        for arm in arms where arm.adapts { used[arm.rawValue] = adapterRun(for: arm, seed: seeds.first) }
        let stored = StoredEvaluation(
            run: freshEvaluationName(), started: started, split: split, adapters: used, parameters: scoringParameters, results: results,
            expected: Dictionary(chosen.map { ($0.id, $0.facts) }, uniquingKeysWith: { first, _ in first }),
            modelHash: try languageModelHash(), version: ProgramVersion.text)
        try JSONFile.write(stored, to: evaluationPath(stored.run))
        return try report(stored)
    }

    private var scoringParameters: ScoringParameters { ScoringParameters(requiresCitation: configuration.requiresCitation) }

    /// Every arm's scored answer to every case.
    func results(of arms: [Arm], on chosen: [Case], seed: UInt64? = nil, progress: ProgressSink) throws -> [ArmCaseResult] {
        var cancelled = false
        let watch = Stopwatch()
        var answerer = SessionAnswerer(session: self, seed: seed)
        if !answersAlone { cancelled = try !answerAhead(chosen, arms, &answerer, progress) }
        let results =
            cancelled
            ? []
            : Evaluation.run(arms: arms, cases: chosen, answerer: answerer, parameters: scoringParameters) { event in
                guard case .started(let arm, let id, let done, let total) = event else { return .more }
                let rate = done > 0 ? String(format: "%.1f answers/s", Double(done) / watch.seconds) : nil
                let text = "answer \(done + 1) of \(total) · \(id) · \(arm.rawValue)"
                cancelled = !progress(ProgressUpdate(fraction: Double(done) / Double(total), text: text, rate: rate))
                return cancelled ? .stop : .more
            }
        guard !cancelled else {
            throw WorkbenchError(.failed, "The evaluation was stopped.", next: "What was answered is kept: run it again to go on.")
        }
        return results
    }

    /// Case by case, so that stopping early leaves complete pairs. The answerer keeps the prompts for the scoring that follows.
    private func answerAhead(_ cases: [Case], _ arms: [Arm], _ answerer: inout SessionAnswerer, _ progress: ProgressSink) throws -> Bool {
        var prompts: [PreparedPrompt] = []
        for (index, item) in cases.enumerated() {
            guard progress(ProgressUpdate(fraction: nil, text: "preparing case \(index + 1) of \(cases.count)")) else { return false }
            // What can't be prepared is asked again for its result, which says why.
            for arm in arms {
                guard let prompt = try? answerer.prepare(item, arm) else { continue }
                prompts.append(prompt)
            }
        }
        let watch = Stopwatch()
        return try answerAhead(prompts) { done, total in
            let rate = done > 0 ? String(format: "%.1f answers/s", Double(done) / watch.seconds) : nil
            return progress(
                ProgressUpdate(fraction: Double(done) / Double(total), text: "answer \(done) of \(total)", rate: rate))
        }
    }

    /// The wanted arms; without a wish every arm that can answer now.
    func answerableArms(_ wanted: [Arm]) throws -> [Arm] {
        try checkForm(of: wanted.isEmpty ? arms : wanted)
        if wanted.isEmpty {
            return try arms.filter { try obstacle(for: $0) == nil }
        }
        for arm in wanted { if let obstacle = try obstacle(for: arm) { throw obstacle } }
        return wanted.sorted()
    }

    /// Names, oldest first.
    public func evaluations() throws -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: project.evaluations)) ?? [])
            .filter { $0.hasSuffix(".json") }
            .map { String($0.dropLast(5)) }
            .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    }

    /// - Parameter name: nil is the newest; nil comes back when there is none yet.
    public func evaluation(_ name: String?) throws -> EvaluationReport? {
        try storedEvaluation(name).map(report)
    }

    /// The report of an evaluation, with a note for each decision about cases of its split.
    func report(_ stored: StoredEvaluation) throws -> EvaluationReport {
        var report = EvaluationReport.make(run: stored.run, results: stored.results)
        report.notes += sourceless(stored)
        report.notes += try decidedCases(of: []).filter { $0.split == stored.split }.map(\.note)
        return report
    }

    /// Says of which cases a required source can't be asked.
    private func sourceless(_ stored: StoredEvaluation) -> [String] {
        guard stored.parameters.requiresCitation, let cases = try? cases() else { return [] }
        let asked = Set(stored.results.map(\.case))
        let without = cases.count { asked.contains($0.id) && $0.answerable && !$0.demandsSource }
        guard without > 0 else { return [] }
        return [
            "\(without) of the cases ask for JSON or a label, which has no room for a source: their answers pass without one, although the "
                + "project requires it."
        ]
    }

    /// The evaluation of that name; without one, the newest on test cases, which a verdict is for, or else the newest.
    /// Cases that were left out since are not in it, and corrected ones are scored anew.
    func storedEvaluation(_ name: String?) throws -> StoredEvaluation? {
        guard let stored = try rawEvaluation(name) else { return nil }
        return stored.applying(try decidedCases(of: []), (try? cases()) ?? [])
    }

    /// The evaluation as it was made.
    func rawEvaluation(_ name: String?) throws -> StoredEvaluation? {
        guard let name else {
            let names = try evaluations()
            let newest = names.reversed().lazy.compactMap { try? JSONFile.read(StoredEvaluation.self, from: self.evaluationPath($0)) }
            return newest.first { $0.split == Case.Split.test.rawValue } ?? newest.first
        }
        guard let stored = try JSONFile.read(StoredEvaluation.self, from: evaluationPath(name)) else {
            throw WorkbenchError(.notFound, "There is no evaluation called \(name).", next: "See: assay eval list")
        }
        return stored
    }

    public func caseDetail(run: String, case id: String) throws -> CaseDetail {
        guard let stored = try storedEvaluation(run) else { throw WorkbenchError(.notFound, "There is no evaluation called \(run).") }
        let results = stored.results.filter { $0.case == id }.sorted { $0.arm < $1.arm }
        guard let first = results.first else {
            throw WorkbenchError(.notFound, "The evaluation \(run) has no case \(id).")
        }
        return CaseDetail(
            case: id, question: first.question, expected: stored.expected[id] ?? [], split: stored.split,
            answers: results.map { .init(arm: $0.arm, text: $0.output.text, passed: $0.score.passed, reasons: $0.score.reasons) })
    }

    public func selfTest() throws -> SelfTestReport {
        guard let stored = try storedEvaluation(nil) else {
            throw WorkbenchError(.notFound, "There is no evaluation to test the instrument on.", next: "Run one with: assay eval run")
        }
        let result = SelfTest.run(OutcomeTable(stored.results))
        return SelfTestReport(
            run: stored.run, trials: result.experiments, falseAlarmRate: result.falseAlarmRate, ignoringClusters: result.ignoringClusters)
    }

    private func evaluationPath(_ name: String) -> String { "\(project.evaluations)/\(name).json" }

    private func freshEvaluationName() -> String {
        let taken = Set((try? evaluations()) ?? [])
        return (1...).lazy.map { "eval-\($0)" }.first { !taken.contains($0) }!
    }
}

/// The real pipeline as the evaluation sees it.
struct SessionAnswerer: Answerer {
    let session: ProjectSession
    let seed: UInt64?
    /// Used instead of the one that the arm would choose.
    let adapter: ProjectSession.Adapter?
    var isCancelled: () -> Bool = { false }

    private struct Key: Hashable {
        var id: String
        var arm: Arm
    }
    private var prepared: [Key: PreparedPrompt] = [:]

    init(session: ProjectSession, seed: UInt64?, adapter: ProjectSession.Adapter? = nil) {
        self.session = session
        self.seed = seed
        self.adapter = adapter
    }

    mutating func prepare(_ item: Case, _ arm: Arm) throws -> PreparedPrompt {
        let prompt = try prompt(item, arm)
        prepared[Key(id: item.id, arm: arm)] = prompt
        return prompt
    }

    private func prompt(_ item: Case, _ arm: Arm) throws -> PreparedPrompt {
        try prepared[Key(id: item.id, arm: arm)]
            ?? session.prepare(arm, question: item.question, input: item.input, format: item.format, seed: seed, adapter: adapter)
    }

    func answer(_ item: Case, arm: Arm) throws -> ArmOutput {
        let prompt = try prompt(item, arm)
        guard let answer = try session.cachedAnswer(prompt, isCancelled: isCancelled) else { throw CancellationError() }
        return ArmOutput(
            text: answer.text, citedDocuments: answer.citations.map(\.path),
            contextDocuments: arm.retrieves ? prompt.passages.map(\.passage.document) : nil,
            grounding: Grounding(rawValue: answer.grounding.rawValue) ?? .none,
            promptTokens: answer.promptTokens, completionTokens: answer.completionTokens, milliseconds: answer.milliseconds)
    }
}
