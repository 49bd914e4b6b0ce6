import Decision
import Foundation
import Scoring

/// The renderings of a report.
public enum ReportFormat: String, CaseIterable, Sendable {
    case md, html, json

    /// By the end of a file's name; nil for another.
    public init?(path: String) { self.init(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased()) }
}

extension ProjectSession {
    /// Everything a team needs to read, in one file: the verdict first, then what it rests on. The verdict goes on record.
    public func report(_ format: ReportFormat) throws -> String {
        let report = try report()
        switch format {
        case .json: return String(decoding: try JSONFile.encoder.encode(report), as: UTF8.self)
        case .html: return HTMLReport(ReportDocument(report)).text()
        case .md: return MarkdownReport(ReportDocument(report)).text()
        }
    }

    /// - Parameter path: from the project's folder; its end tells the format.
    /// - Returns: where it stands.
    public func writeReport(to path: String) throws -> String {
        guard let format = ReportFormat(path: path) else {
            throw WorkbenchError(
                .usage, "“\(path)” does not tell the report's format.",
                next: "End the name in \(ReportFormat.allCases.map { "." + $0.rawValue }.joined(separator: ", ")).")
        }
        let place = URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: project.root, isDirectory: true)).standardizedFileURL.path
        try Self.writeReport(report(format), to: place)
        return place
    }

    public static func writeReport(_ text: String, to path: String) throws {
        try Files.writeAtomically(Data((text + "\n").utf8), to: URL(fileURLWithPath: path).path)
    }

    private func report() throws -> ProjectReport {
        let decision = try decide(answersFile: nil, evaluation: nil)
        try keep(decision)
        let stored = try storedEvaluation(nil)
        let evaluation = try stored.map { try self.report($0) }
        let leader = decision.leader?.arm
        let out = Set(decision.dropped.map(\.arm))
        let rival = decision.rates.filter { $0.arm != leader && !out.contains($0.arm) }.max { $0.rate < $1.rate }?.arm
        var report = ProjectReport(
            project: configuration.name, summary: configuration.summary, decision: decision, evaluation: evaluation,
            freshness: try storedFreshness(), curve: try storedCurve(),
            promptSearch: try storedPromptSearch().flatMap { try isOutdated($0) ? nil : $0 }, probes: try storedProbes(),
            judge: try storedJudge().flatMap { $0.run == nil || $0.run == stored?.run ? $0 : nil },
            training: try usedRuns(stored),
            disagreements: Disagreement.pick(
                stored?.results ?? [], flips: evaluation?.flips ?? [], expected: stored?.expected ?? [:], leader: leader, rival: rival),
            decidedCases: try decidedCases(), history: try decisionHistory(), record: try record(stored), version: ProgramVersion.text)
        report.claims = ClaimsLedger.make(report)
        return report
    }

    /// The runs whose adapters the evaluation used; before the first evaluation those that it would use.
    private func adapterRuns(_ stored: StoredEvaluation?) -> [(arm: Arm, run: String)] {
        let used = stored?.adapters ?? [:]
        let named = used.compactMap { entry in Arm(rawValue: entry.key).map { (arm: $0, run: entry.value) } }
        let pairs =
            stored == nil
            ? [Arm.lora, .ragLora].compactMap { arm in adapterRun(for: arm).map { (arm: arm, run: $0) } } : named
        return pairs.sorted { $0.arm < $1.arm }
    }

    private func usedRuns(_ stored: StoredEvaluation?) throws -> [RunRecord] {
        let names = adapterRuns(stored).map(\.run).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        // A run may have been deleted since.
        return try names.filter(runStore.names().contains).map { try runStore.record($0) }
    }

    private func record(_ stored: StoredEvaluation?) throws -> ReportRecord {
        let known = Set(runStore.names())
        let adapters = try adapterRuns(stored).filter { known.contains($0.run) }.map { arm, name in
            let run = try runStore.record(name)
            let weights = runStore.adapter(name) + "/adapter_model.safetensors"
            return ReportRecord.Adapter(
                arm: arm, run: name, seed: run.parameters.seed, dataHash: run.dataHash,
                weightsHash: Files.exists(weights) ? try FileHash.sha256(path: weights) : nil, summary: summary(run))
        }
        let parameters = DecisionParameters()
        let paths = configuration.cases + [configuration.dataset, Project.fileName, Project.promptName]
        let files = try paths.filter { Files.exists(project.absolute($0)) }.map {
            ReportRecord.File(path: project.relative($0), sha256: try FileHash.sha256(path: project.absolute($0)))
        }
        let times =
            answersAlone
            ? "one answer at a time" : "several at once, so that a time is the share of the machine's time that an answer costs"
        return ReportRecord(
            model: try? languageModelName(), modelHash: stored?.modelHash, evaluation: stored?.run, evaluated: stored?.started,
            split: stored?.split, evaluationVersion: stored?.version, requiresSource: try answers()[.attribution] == "yes",
            delta: configuration.delta, bar: configuration.bar, resamples: parameters.resamples, resamplingSeed: parameters.seed,
            decoding: "greedy, at most \(configuration.maxTokens) tokens; \(times)", adapters: adapters, files: files,
            commands: try repeatCommands(stored))
    }

    private func summary(_ run: RunRecord) -> String {
        let p = run.parameters
        let validations = ((try? runStore.points(run.name)) ?? []).compactMap(\.validationLoss)
        let curve =
            validations.isEmpty ? "" : String(format: ", validation loss %.3f → %.3f", validations[0], validations[validations.count - 1])
        return
            "\(run.name)\(run.withContext ? " (with retrieved context)" : " (closed book)"): \(run.trainingExamples) examples, rank \(p.rank), "
            + "\(p.epochs) epochs, learning rate \(p.learningRate), seed \(p.seed), \(run.steps) steps in "
            + String(format: "%.0f s", run.seconds) + curve
    }

    /// From the documents to the report, with the settings that were used.
    private func repeatCommands(_ stored: StoredEvaluation?) throws -> [String] {
        var commands = ["assay kb sync"]
        for run in try usedRuns(stored) where run.imported == nil {
            let p = run.parameters
            commands.append(
                "assay train start --name \(run.name)-again --rank \(p.rank) --alpha \(p.alpha) --epochs \(p.epochs) --batch \(p.batchSize) "
                    + "--learning-rate \(p.learningRate) --seed \(p.seed)" + (run.withContext ? " --with-context" : ""))
        }
        if try storedGaps() != nil { commands.append("assay eval gaps") }
        if try storedFreshness() != nil { commands.append("assay eval freshness") }
        if let curve = try storedCurve() {
            let sizes = curve.points.map { "\($0.examples)" }.joined(separator: ",")
            commands.append("assay eval curve --split \(curve.split) --sizes \(sizes)" + (curve.arm == .ragLora ? " --with-context" : ""))
        }
        if let probes = try storedProbes() { commands.append("assay eval probes --split \(probes.split)") }
        if let search = try storedPromptSearch() {
            commands.append("assay eval prompt-search \(search.flags)")
        }
        let arms = stored.map { Set($0.results.map(\.arm)).sorted().map { " --arm \($0.rawValue)" }.joined() } ?? ""
        commands.append("assay eval run --split \(stored?.split ?? "test")\(arms)")
        return commands + ["assay decide", "assay report --format html --out report.html"]
    }
}
