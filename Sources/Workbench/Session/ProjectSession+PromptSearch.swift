import Datasets
import Foundation
import Scoring
import Tokenization

/// What a search over prompts is run with.
public struct PromptSearchChoice: Sendable {
    /// Answers in all: a candidate on a case is one, whether it is known from before or not.
    public var budget: Int
    /// The search ends when the best has not improved by the project's `delta` over so many candidates.
    public var patience: Int
    public var seed: UInt64
    /// Files with instructions that a person wants to have tried as well.
    public var variants: [String]
    /// Instructions that the language model is to draft, to be tried as well.
    public var drafts: Int

    public init(budget: Int = 600, patience: Int = 10, seed: UInt64 = 1, variants: [String] = [], drafts: Int = 0) {
        self.budget = budget
        self.patience = patience
        self.seed = seed
        self.variants = variants
        self.drafts = drafts
    }
}

extension ProjectSession {
    private static let exampleSizes = [2, 4, 6]
    private static let mostCandidates = 64

    /// Tries prompts on the development cases: rewrites of the instructions, by rule and by the language model where wanted, sets and orders of worked examples from the training
    /// examples, and the form where the project has one. Test cases are not looked at.
    ///
    /// What was answered is kept: a search that was stopped, or is run with a larger budget, answers only what is new.
    public func searchPrompts(_ choice: PromptSearchChoice = PromptSearchChoice(), progress: ProgressSink) throws -> PromptSearchReport {
        let lock = try ProjectLock(project.state + "/prompt-search.lock", doing: "searching for a prompt")
        defer { withExtendedLifetime(lock) {} }
        let cases = try cases().filter { $0.split == .development }
        guard !cases.isEmpty else {
            throw WorkbenchError(
                .notFound, "There are no development cases: prompts are never tuned on test cases.",
                next: "Give cases \"split\": \"development\".")
        }
        let parameters = CandidateRace.Parameters(
            budget: choice.budget, patience: choice.patience, worthwhile: configuration.delta, seed: choice.seed)
        let clusterOfCase = Self.clusters(cases)
        let race = CandidateRace(clusterOfCase: clusterOfCase, parameters: parameters)
        guard choice.budget >= race.leastBudget else {
            throw WorkbenchError(
                .usage, "A budget of \(choice.budget) answers is too small for \(cases.count) development cases.",
                next: "Give --budget \(race.leastBudget) or more.")
        }
        guard choice.patience > 0 else { throw WorkbenchError(.usage, "The patience of a search is a number of prompts from 1.") }
        guard choice.drafts >= 0 else { throw WorkbenchError(.usage, "The number of drafts is 0 or more.") }
        let stopped = WorkbenchError(.failed, "The prompt search was stopped.", next: "What was answered is kept: run it again to go on.")
        let rules = InstructionVariants.of(configuration.instructions, formats: cases.compactMap(\.format))
        let own = try ownVariants(choice)
        let drafted =
            choice.drafts == 0
            ? nil
            : try draftedInstructions(choice.drafts, seed: choice.seed, known: (rules + own).map(\.text)) { made in
                progress(ProgressUpdate(fraction: 0, text: "drafting instructions · \(made) of \(choice.drafts)"))
            }
        if choice.drafts > 0, drafted == nil { throw stopped }
        let candidates = try promptCandidates(choice, cases, rules, own: own + (drafted?.variants ?? []))
        // Without passages there is no source to show: prompts are held to facts and form.
        let scorer = CaseScorer()
        var rows = candidates.map { PromptSearchReport.Row(candidate: $0, results: .init(repeating: nil, count: cases.count)) }
        var spent = 0
        var best: Int?
        // The ladder below what is there now is asked every case: it is what the search is held against.
        let steps = Self.ladder(candidates)
        let result = try race.run(candidates: candidates.count, always: Set(steps.map(\.candidate))) { index, asked in
            let text = "prompt \(index + 1) of at most \(candidates.count) · \(candidates[index].name)"
            let results = try ask(candidates[index].prompt, asked.map { cases[$0] }, scorer) { done in
                let leading = best.map { " · best \($0) of \(cases.count)" } ?? ""
                return progress(
                    ProgressUpdate(fraction: min(1, Double(spent + done) / Double(choice.budget)), text: text + leading))
            }
            guard let results else { return nil }
            spent += results.count
            for (position, result) in zip(asked, results) { rows[index].results[position] = result }
            let whole = rows[index].results.compactMap(\.self)
            let passed = whole.count(where: \.score.passed)
            if whole.count == cases.count, passed > best ?? -1 {
                best = passed
                let line = "prompt \(index + 1): \(passed) of \(cases.count) · \(candidates[index].name)"
                _ = progress(ProgressUpdate(fraction: min(1, Double(spent) / Double(choice.budget)), text: line, isMilestone: true))
            }
            return results.map(\.raceOutcome)
        }
        guard let result else { throw stopped }
        var report = PromptSearchReport.make(
            result, rows: rows, clusterOfCase: clusterOfCase, parameters: parameters, steps: steps,
            identity: try promptSearchIdentity(), finished: Date().timeIntervalSince1970)
        report.drafts = drafted?.drafts
        try JSONFile.write(report, to: project.promptSearchFile)
        return report
    }

    /// The last search, if there was one.
    public func storedPromptSearch() throws -> PromptSearchReport? {
        try JSONFile.read(PromptSearchReport.self, from: project.promptSearchFile)
    }

    /// Whether cases, examples or settings have changed since the search.
    public func isOutdated(_ report: PromptSearchReport) throws -> Bool {
        let now = try promptSearchIdentity()
        return (report.casesHash, report.examplesHash, report.settingsHash) != (now.cases, now.examples, now.settings)
    }

    /// Makes the winner of the last search the few-shot arm's prompt: writes `prompts/fewshot.toml`, for the next time the project is
    /// opened.
    /// - Returns: the file's path, relative to the project.
    public func applyPromptSearch() throws -> String {
        guard let report = try storedPromptSearch() else {
            throw WorkbenchError(.notFound, "There is no search whose winner could be taken.", next: "Run: assay eval prompt-search")
        }
        guard try !isOutdated(report) else {
            throw WorkbenchError(
                .badData, "Cases, examples or settings have changed since the search.", next: "Run it again: assay eval prompt-search")
        }
        let origin = [
            "The few-shot arm's prompt. It stands in for [[fewshot.example]] of assay.toml; remove this file to go back.",
            "Found by: assay eval prompt-search \(report.flags)",
            "on \(report.n) development cases (sha256 \(report.casesHash.prefix(16))), finished \(Figures.moment(report.finished)).",
        ]
        try Files.writeAtomically(Data(report.winner.toml(origin: origin).utf8), to: project.promptFile)
        return project.relative(project.promptFile)
    }

    // MARK: What is tried

    private func ownVariants(_ choice: PromptSearchChoice) throws -> [InstructionVariants.Variant] {
        try choice.variants.map { path in
            InstructionVariants.Variant(
                name: "instructions of \((path as NSString).lastPathComponent)",
                text: try Files.readText(path).trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// - Parameters:
    ///   - rules: the instructions and their rewrites by rule.
    ///   - own: other instructions to try.
    private func promptCandidates(
        _ choice: PromptSearchChoice, _ cases: [Case], _ rules: [InstructionVariants.Variant], own: [InstructionVariants.Variant]
    ) throws -> [PromptCandidate] {
        let examples = try loadDataset().examples
        let sets = ExampleSets(splitDataset(examples).train, questions: cases.map(\.question), seed: choice.seed)
        let hasForm = configuration.form != nil
        let all = PromptCandidate.list(
            current: configuration.fewshotPrompt,
            instructions: rules, own: own,
            sets: sets.choices(sizes: Self.exampleSizes, draws: 2), hasForm: hasForm, count: Self.mostCandidates, seed: choice.seed)
        // A prompt that leaves no room for its answer is none.
        guard let longest = cases.max(by: { Self.asked($0).count < Self.asked($1).count }) else { return all }
        let room = try languageModel().configuration.context - configuration.maxTokens
        return try all.enumerated().filter { index, candidate in
            try index == 0 || prepare(candidate.prompt, longest).tokens.count <= room
        }.map(\.element)
    }

    private static func asked(_ item: Case) -> String { item.question + (item.input ?? "") }

    private static func ladder(_ candidates: [PromptCandidate]) -> [(name: String, candidate: Int)] {
        var steps: [(name: String, candidate: Int)] = []
        for name in ["the question alone", "the instructions alone", "the prompt as it is"] {
            if let index = candidates.firstIndex(where: { $0.name == name }) { steps.append((name, index)) }
        }
        return steps
    }

    private func prepare(_ prompt: SearchedPrompt, _ item: Case) throws -> PreparedPrompt {
        let model = try languageModel()
        let messages = promptBuilder.messages(question: item.question, input: item.input, with: prompt)
        return PreparedPrompt(
            arm: Arm(.fewshot, isConstrained: prompt.isConstrained),
            tokens: try model.template.encode(messages, addGenerationPrompt: true, with: model.tokenizer),
            text: try model.template.render(messages, addGenerationPrompt: true), passages: [], cites: false,
            parameters: generationParameters(), form: try prompt.isConstrained ? form() : nil)
    }

    /// - Returns: nil when it was stopped.
    private func ask(
        _ prompt: SearchedPrompt, _ cases: [Case], _ scorer: CaseScorer, progress: (_ done: Int) -> Bool
    ) throws -> [ArmCaseResult]? {
        let prompts = try cases.map { try prepare(prompt, $0) }
        guard try answerAhead(prompts, progress: { done, _ in progress(done) }) else { return nil }
        return try zip(cases, prompts).map { item, prompt in
            // How long an answer took decides nothing here.
            guard let answer = try cachedAnswer(prompt, isTimed: false, isCancelled: { false }) else { throw CancellationError() }
            let output = ArmOutput(text: answer.text, promptTokens: answer.promptTokens, completionTokens: answer.completionTokens)
            return ArmCaseResult(
                arm: prompt.arm, case: item.id, question: item.question, cluster: item.cluster, output: output,
                score: scorer.score(output, of: item, arm: prompt.arm))
        }
    }

    /// Per case the number of its cluster, from 0.
    static func clusters(_ cases: [Case]) -> [Int] {
        var numbers: [String: Int] = [:]
        return cases.map { item in
            let number = numbers[item.cluster] ?? numbers.count
            numbers[item.cluster] = number
            return number
        }
    }

    /// What the search rests on, apart from what it chooses itself.
    private func promptSearchIdentity() throws -> PromptSearchReport.Identity {
        func hash(_ text: String) -> String { FileHash.sha256(Array(text.utf8)) }
        let cases = try cases().filter { $0.split == .development }
        let lines = try cases.map { String(decoding: try JSONFile.encoder.encode($0), as: UTF8.self) }
        let examples = try loadDataset().examples.map { "\($0.id) \($0.prompt)\u{0}\($0.completion)" }
        let own = String(decoding: try JSONFile.encoder.encode(configuration.fewshot), as: UTF8.self)
        let settings =
            "\(try languageModelHash()) \(configuration.maxTokens) \(try formText() ?? "-") "
            + "\(configuration.delta) \(configuration.instructions)\u{0}\(own)"
        return .init(
            cases: hash(lines.joined(separator: "\n")), examples: hash(examples.joined(separator: "\n")), settings: hash(settings))
    }
}

extension ArmCaseResult {
    fileprivate var raceOutcome: RaceOutcome {
        let facts = score.factsAsked > 0 ? Double(score.factsFound) / Double(score.factsAsked) : score.fact ? 1 : 0
        return RaceOutcome(passed: score.passed, partial: (facts + (score.format ? 1 : 0)) / 2)
    }
}
