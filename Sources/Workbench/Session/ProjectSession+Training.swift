import Foundation
import Inference
import LoRATraining

/// What a training would take: the shape `assay train estimate --json` prints.
public struct TrainingEstimateReport: Codable, Equatable, Sendable {
    public struct Seconds: Codable, Equatable, Sendable {
        public var low: Double
        public var expected: Double
        public var high: Double
    }
    public var seconds: Seconds
    /// The most memory that the process will hold: the training, and what is loaded already.
    public var memoryBytes: Int
    /// What of it is held already, by the loaded model.
    public var heldBytes: Int
    /// What the machine, or the control group, has left for the rest; nil where that is not known.
    public var availableBytes: Int?
    public var steps: Int
    public var tokens: Int
}

extension ProjectSession {
    public func runs() throws -> [RunRow] { runStore.rows() }
    public func run(_ name: String) throws -> RunRow { try runStore.row(name) }
    public func runRecord(_ name: String) throws -> RunRecord { try runStore.record(name) }
    public func curve(of name: String) throws -> [TrainingPoint] {
        _ = try runStore.record(name)
        return try runStore.points(name)
    }

    public func samples(of name: String) throws -> [TrainingSample] {
        _ = try runStore.record(name)
        return try runStore.samples(name)
    }

    /// - Throws: `.notFound` for an unknown run, `.usage` unless there are two different ones.
    public func compareRuns(_ names: [String]) throws -> RunComparison {
        guard Set(names).count == names.count, names.count > 1 else {
            throw WorkbenchError(.usage, "A comparison needs two runs or more, each named once.", next: "See: assay train list")
        }
        let store = runStore
        return try RunComparison(
            try names.map { (try store.record($0), try store.row($0).state.rawValue, try store.points($0)) })
    }

    public func deleteRun(_ name: String) throws { try runStore.delete(name) }

    /// Trains a new run to its end, or until the sink says stop: then a checkpoint is written first.
    public func train(
        _ choice: TrainingChoice, progress: (TrainingUpdate) -> Bool, isStopped: @escaping () -> Bool = { false }
    ) throws -> RunRow {
        let store = runStore
        let name = choice.name ?? store.freshName()
        try RunStore.checkName(name)
        guard !store.names().contains(name) else {
            throw WorkbenchError(
                .cantWrite, "There is a run called \(name) already.",
                next: "Choose another --name, or resume it: assay train resume \(name)")
        }
        if choice.withContext, try knowledge().statistics().passages == 0 {
            throw WorkbenchError(
                .notFound, "Training with context needs documents, and the knowledge base is empty.", next: "Sync it first: assay kb sync")
        }
        let parameters = try parameters(choice)
        let data = try trainingData(withContext: choice.withContext, epochs: choice.epochs)
        let estimate = try requireMemory(parameters, data, samples: choice.options.samples)
        let record = RunRecord(
            name: name, started: Date().timeIntervalSince1970, state: "running", withContext: choice.withContext, parameters: parameters,
            steps: parameters.steps(examples: data.training.count), trainingExamples: data.training.count,
            validationExamples: data.validation.count, dataHash: data.hash, baseHash: try languageModelHash(), version: ProgramVersion.text,
            tokens: estimate.tokens, operations: estimate.operations, seconds: 0, samples: choice.options.samples)
        try Files.makeDirectory(store.folder(name))
        try store.save(record)
        return try follow(record, data: data, resume: false, progress: progress, isStopped: isStopped)
    }

    /// Goes on with a stopped or cut-off run from its last good checkpoint; the result is the one an uninterrupted run gives.
    public func resumeTraining(
        _ name: String, progress: (TrainingUpdate) -> Bool, isStopped: @escaping () -> Bool = { false }
    ) throws -> RunRow {
        let store = runStore
        let record = try store.record(name)
        guard record.state != "done" else {
            throw WorkbenchError(.usage, "The run \(name) is finished.", next: "Start a new one: assay train start")
        }
        let data = try trainingData(withContext: record.withContext, epochs: record.parameters.epochs)
        guard data.hash == record.dataHash else {
            throw WorkbenchError(
                .badData, "The training examples have changed since \(name) was started.",
                next: "Start a new run, or bring the old examples back.")
        }
        guard try languageModelHash() == record.baseHash else {
            throw WorkbenchError(.badData, "The base model has changed since \(name) was started.", next: "Start a new run.")
        }
        _ = try requireMemory(record.parameters, data, samples: record.samples ?? TrainingOptions.usualSamples)
        return try follow(record, data: data, resume: true, progress: progress, isStopped: isStopped)
    }

    /// Asks the process that trains a run to stop; it looks for the request before every layer.
    public func stopTraining(_ name: String) throws {
        let row = try runStore.row(name)
        guard row.state == .running else {
            throw WorkbenchError(.usage, "The run \(name) is not being trained.", next: "See: assay train list")
        }
        try Files.writeAtomically(Data(), to: stopRequest(name))
    }

    private func stopRequest(_ name: String) -> String { runStore.folder(name) + "/stop" }

    /// What a training would take, from the operations it needs and the rate this machine reached in earlier runs, or a cautious guess
    /// before there is one.
    public func estimateTraining(_ choice: TrainingChoice) throws -> TrainingEstimateReport {
        let data = try trainingData(withContext: choice.withContext)
        let estimate = try estimate(try parameters(choice), data, samples: choice.options.samples)
        let measured = measuredRate(estimate)
        let rate = measured ?? Self.cautiousRate
        // Other work on the machine, and steps of unequal length, spread the time; without a measurement the rate itself is a guess.
        let spread = measured == nil ? 2.5 : 1.3
        let expected = estimate.seconds(operationsPerSecond: rate)
        let held = memory.resident ?? 0
        return TrainingEstimateReport(
            seconds: .init(low: expected / spread, expected: expected, high: expected * spread), memoryBytes: held + estimate.memoryBytes,
            heldBytes: held, availableBytes: memory.available, steps: estimate.steps, tokens: estimate.tokens)
    }

    func trainingCost(_ choice: TrainingChoice) throws -> TrainingCost {
        let report = try estimateTraining(choice)
        return TrainingCost(
            lowSeconds: report.seconds.low, expectedSeconds: report.seconds.expected, highSeconds: report.seconds.high,
            memoryBytes: report.memoryBytes, heldBytes: report.heldBytes, availableBytes: report.availableBytes, steps: report.steps,
            tokens: report.tokens)
    }

    /// Operations a second on two cores of a processor with AVX2.
    private static let cautiousRate = 1.2e11

    /// Operations a second of the newest finished run. One of an earlier version says its tokens only: its operations per token are taken to
    /// be those of the planned one.
    private func measuredRate(_ estimate: TrainingEstimate) -> Double? {
        let records: [RunRecord] = runStore.names().compactMap { try? runStore.record($0) }
        guard let run = records.last(where: { $0.state == "done" && $0.seconds > 1 && $0.tokens > 0 }) else { return nil }
        return (run.operations ?? Double(run.tokens) * estimate.operations / Double(max(1, estimate.tokens))) / run.seconds
    }

    func parameters(_ choice: TrainingChoice) throws -> TrainingParameters {
        let options = choice.options
        var parameters = TrainingParameters()
        parameters.rank = choice.rank
        parameters.alpha = Float(choice.alpha ?? Double(2 * choice.rank))
        parameters.usesRankStabilization = options.usesRankStabilization
        parameters.usesDoRA = options.usesDoRA
        if options.usesSinglePrecision { parameters.precision = .single }
        parameters.targets = try options.projections()
        parameters.learningRate = choice.learningRate
        parameters.loraPlusRatio = options.loraPlusRatio
        parameters.schedule = try options.learningRateSchedule()
        parameters.warmup = options.warmup
        parameters.epochs = choice.epochs
        parameters.maximumSteps = options.maximumSteps
        parameters.batchSize = choice.batchSize
        parameters.rowsPerPass = options.rowsPerPass ?? parameters.rowsPerPass
        parameters.weightDecay = options.weightDecay
        parameters.clip = options.clip > 0 ? options.clip : nil
        parameters.dropout = Float(options.dropout)
        parameters.neftuneAlpha = Float(options.neftuneAlpha)
        parameters.seed = choice.seed
        parameters.validationEvery = options.validationEvery
        parameters.checkpointEvery = options.checkpointEvery ?? parameters.checkpointEvery
        parameters.patience = options.patience
        do throws(TrainingError) {
            try parameters.check()
        } catch {
            throw WorkbenchError(.usage, error.description, next: "See: assay train start --help")
        }
        return parameters
    }

    /// Runs the trainer with its progress recorded: every step's point is on disk before the next one is taken.
    private func follow(
        _ initial: RunRecord, data: TrainingData, resume: Bool, progress: (TrainingUpdate) -> Bool, isStopped: @escaping () -> Bool
    ) throws -> RunRow {
        var record = initial
        let store = runStore
        let name = record.name
        let lock = try ProjectLock(store.lock(name), doing: "training \(name)")
        defer { withExtendedLifetime(lock) {} }
        let request = stopRequest(name)
        try? FileManager.default.removeItem(atPath: request)
        record.state = "running"
        try store.save(record)

        var recorder = TrainingRecorder(record, in: store, memory: memory)
        let stops = { isStopped() || Files.exists(request) }
        do {
            let prompts = try samplePrompts(record, data)
            let trainer = try LoRATrainer(
                model: try languageModel(), baseModel: try catalogModel()?.repository, parameters: record.parameters)
            recorder.begin()
            let adapter = try trainer.train(
                training: data.training, redraws: data.redraws, validation: data.validation, checkpointDirectory: store.checkpoints(name),
                resume: resume,
                progress: { event in
                    guard let update = try recorder.record(event) else { return .more }
                    return progress(update) ? .more : .stop
                },
                isStopped: stops,
                atValidation: { step, adapter in
                    let samples = try self.samples(prompts, step: step, of: record, adapter: adapter(), isStopped: stops)
                    return try samples.allSatisfy { progress(try recorder.record($0)) } ? .more : .stop
                })
            try Files.makeDirectory(store.adapter(name))
            try adapter.write(to: store.adapter(name))
            record.state = "done"
            record.note = nil
            _ = progress(
                TrainingUpdate(
                    run: name, event: TrainingEvent(event: "done", step: record.steps, steps: record.steps, adapter: store.adapter(name))))
        } catch TrainingError.stopped {
            record.state = "stopped"
        } catch {
            record.state = "failed"
            record.note = "\(error)"
            record.seconds = recorder.seconds
            try? store.save(record)
            throw error
        }
        record.seconds = recorder.seconds
        try store.save(record)
        return try store.row(name)
    }
}
