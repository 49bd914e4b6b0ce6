import Decision
import Foundation
import Scoring

extension ProjectSession {
    /// The team's answers to the five questions: those of `assay.toml`, over them those given on the screen, over them a file's.
    func answers(file: String? = nil) throws -> [Question: String] {
        var answers = configuration.answers
        let given = try JSONFile.read([String: String].self, from: project.answersFile) ?? [:]
        try merge(given, from: project.answersFile, into: &answers)
        if let file {
            let read: [String: String]
            do {
                read = try JSONDecoder().decode([String: String].self, from: try Files.read(file))
            } catch is DecodingError {
                throw WorkbenchError(
                    .badData, "\(file) is not a JSON object of answers.",
                    next: "For example {\"gap\": \"knowledge\", \"attribution\": \"yes\"}.")
            }
            try merge(read, from: file, into: &answers)
        }
        return answers
    }

    private func merge(_ given: [String: String], from path: String, into answers: inout [Question: String]) throws {
        for (key, value) in given {
            guard let question = Question(rawValue: key) else {
                throw WorkbenchError(
                    .badData, "\(path): there is no question \"\(key)\".",
                    next: "The questions are \(Question.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            guard value.isEmpty || question.choices.contains(value) else {
                throw WorkbenchError(
                    .badData, "\(path): \"\(value)\" does not answer \"\(key)\".",
                    next: "Choose one of \(question.choices.joined(separator: ", ")).")
            }
            answers[question] = value.isEmpty ? nil : value
        }
    }

    /// Keeps an answer; nil takes it back.
    func setAnswer(_ question: Question, _ answer: String?) throws {
        var given = try JSONFile.read([String: String].self, from: project.answersFile) ?? [:]
        // An empty text overrides what assay.toml says.
        given[question.rawValue] = answer ?? ""
        try JSONFile.write(given, to: project.answersFile)
    }

    /// The verdict from everything measured so far. Without an evaluation it is VOID and says what to do.
    public func decide(answersFile: String?, evaluation: String?) throws -> DecisionReport {
        let stored = try storedEvaluation(evaluation)
        let cases = (try? cases()) ?? []
        let evaluated = Set(stored?.results.map(\.case) ?? [])
        let dataset = try? checkDataset()
        let adapted = stored.map { Set($0.adapters.values) } ?? []
        let seeds = Set(adapted.compactMap(trainingSeed))
        let others = try stored.map(evaluationsOfOtherSeeds) ?? []
        let contextRun = stored?.adapters[Arm.ragLora.rawValue].flatMap { try? runStore.record($0).withContext }
        return DecisionReport.make(
            DecisionInput(
                results: stored?.results ?? [], split: stored.flatMap { Case.Split(rawValue: $0.split) } ?? .test, gaps: try storedGaps(),
                measurements: Measurements(
                    churn: try churn(), freshness: try freshnessMeasurement(),
                    effectiveExamples: dataset.map { $0.usable - $0.nearDuplicates },
                    promptSearch: try promptSearchMeasurement()),
                answers: try answers(file: answersFile), constraints: Constraints(latencyMilliseconds: configuration.latencyMilliseconds),
                parameters: DecisionParameters(
                    delta: configuration.delta, minimumRate: configuration.bar, isAnytime: configuration.isAnytime),
                leaks: dataset?.leaks ?? [],
                trainingSeeds: others.isEmpty ? max(1, seeds.count) : others.count + 1, model: try? languageModelName(),
                selfTest: stored.flatMap { $0.results.isEmpty ? nil : SelfTest.run(OutcomeTable($0.results)) },
                unanswerableCases: cases.isEmpty ? nil : cases.count { evaluated.contains($0.id) && !$0.answerable },
                adapterSawContext: contextRun, otherSeeds: others.map(\.results)))
    }

    /// How often the documents changed, from the store's own history; nothing is said of less than a day.
    private func churn() throws -> Measurements.Churn? {
        guard let churn = try knowledge().churn(), churn.watchedDays >= 1 else { return nil }
        return Measurements.Churn(changeDays: churn.changeDays, watchedDays: churn.watchedDays)
    }

    /// The last search; nothing when what it rested on has changed since.
    private func promptSearchMeasurement() throws -> Measurements.PromptSearch? {
        guard let search = try storedPromptSearch(), (try? isOutdated(search)) == false else { return nil }
        return Measurements.PromptSearch(
            tried: search.tried, plateau: search.conclusion == .exhausted, first: search.candidates[0].rate,
            best: search.candidates[search.best - 1].rate, cases: search.n,
            heldOut: search.heldOut.map { Estimate(estimate: $0.difference, low: $0.low, high: $0.high) },
            isInUse: configuration.fewshotPrompt == search.winner)
    }

    private func freshnessMeasurement() throws -> Measurements.Freshness? {
        guard let report = try storedFreshness(), let rag = report.arms.first(where: { $0.arm == .rag }) else { return nil }
        let lora = report.arms.first { $0.arm == .lora }
        return Measurements.Freshness(facts: rag.n, followed: rag.followed, stale: lora?.stale ?? 0)
    }
}
