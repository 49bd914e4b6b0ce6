import Foundation
import Inference
import LoRATraining
import ModelFormats
import Testing

@Suite struct TrainerTests {
    private static let training = (0..<7).map { row -> TrainingSequence in
        let tokens = (0..<9 + row).map { ($0 * 3 + row * 5) % 37 }
        return TrainingSequence(tokens: tokens, trained: tokens.indices.map { $0 > 3 })
    }
    private static let validation = [TinyModel.batch[0], TinyModel.batch[2]]

    private static var parameters: TrainingParameters {
        var parameters = TrainingParameters()
        parameters.rank = 2
        parameters.alpha = 4
        parameters.learningRate = 0.02
        parameters.batchSize = 3
        parameters.epochs = 4
        parameters.rowsPerPass = 20
        parameters.validationEvery = 5
        parameters.checkpointEvery = 4
        parameters.weightDecay = 0.01
        parameters.seed = 11
        return parameters
    }

    @discardableResult
    private func train(
        _ folder: TemporaryFolder, _ parameters: TrainingParameters = Self.parameters, training: [TrainingSequence] = training,
        validation: [TrainingSequence] = validation, model: FrozenModel = TinyModel.make(), resume: Bool = false,
        progress: (TrainingProgress) throws -> Continuation = { _ in .more }, isStopped: @escaping () -> Bool = { false }
    ) throws -> LoRAAdapter {
        try LoRATrainer(model: model, baseModel: "tiny", parameters: parameters).train(
            training: training, validation: validation, checkpointDirectory: folder.path, resume: resume, progress: progress,
            isStopped: isStopped)
    }

    private func error(_ body: () throws -> Void) -> TrainingError? {
        do {
            try body()
            return nil
        } catch { return error as? TrainingError }
    }

    private func checkpoints(_ folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("checkpoint-") }.sorted()
    }

    // MARK: Models

    /// Their scores are computed, their gradients are not.
    @Test(arguments: [("qwen2", "qwen2"), ("qwen3", "qwen3"), ("gemma3", "gemma3"), ("llama-yarn", "YaRN")])
    func aModelThatIsNoPlainLlamaIsRefused(name: String, word: String) throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let model = try LanguageModel(path: tests.path + "/InferenceTests/Fixtures/Architectures/\(name).gguf")
        let error = error { _ = try LoRATrainer(model: model, parameters: Self.parameters) }
        guard case .unsupportedModel(let problem)? = error else {
            Issue.record("it is taken, or refused otherwise: \(String(describing: error))")
            return
        }
        #expect(problem.contains(word) && error?.description.contains("Take a plain model of the llama architecture") == true)
    }

    // MARK: Learning

    @Test func trainingLowersTheLossAndReportsInOrder() throws {
        let folder = try TemporaryFolder()
        var events: [TrainingProgress] = []
        let adapter = try train(folder) {
            events.append($0)
            return .more
        }
        let losses = events.compactMap { if case .step(_, _, let loss, _, _, _) = $0 { loss } else { nil } }
        let steps = events.compactMap { if case .step(let step, 12, _, _, _, _) = $0 { step } else { nil } }
        let validations = events.compactMap { if case .validation(let step, _, _, _) = $0 { step } else { nil } }
        let saved = events.compactMap { if case .checkpoint(let step, _) = $0 { step } else { nil } }
        #expect(steps == Array(1...12))
        #expect(validations == [0, 5, 10, 12])
        #expect(saved == [4, 8, 12])
        let (early, late): (Double, Double) = (losses.prefix(3).reduce(0, +), losses.suffix(3).reduce(0, +))
        #expect(late < 0.8 * early)
        guard case .validation(0, 12, let first, false) = events.first, case .done(let summary) = events.last else {
            Issue.record("it began with \(String(describing: events.first)) and ended with \(String(describing: events.last))")
            return
        }
        #expect(summary.initialValidationLoss == first && summary.steps == 12 && !summary.endedEarly)
        #expect(summary.tokens == 4 * Self.training.reduce(0) { $0 + $1.tokens.count })
        #expect(try checkpoints(folder) == ["checkpoint-00000008", "checkpoint-00000012"])
        #expect(try LoRAAdapter(directory: folder.path + "/best") == adapter)
        #expect(try LoRAAdapter(directory: folder.path + "/last").modules.count == 14)
    }

    /// The same tokens with fewer of them trained stand in for other passages around an answer.
    @Test func theEpochsTakeTheVersionsOfTheExamplesInTurn() throws {
        let redraw = Self.training.map { sequence in
            TrainingSequence(tokens: sequence.tokens, trained: sequence.tokens.indices.map { $0 > 5 })
        }
        func losses(_ redraws: [[TrainingSequence]], stop: Int? = nil) throws -> (losses: [Double], adapter: LoRAAdapter) {
            let folder = try TemporaryFolder()
            let trainer = try LoRATrainer(model: TinyModel.make(), baseModel: "tiny", parameters: Self.parameters)
            var losses: [Double] = []
            func run(resume: Bool, until stop: Int?) throws -> LoRAAdapter {
                try trainer.train(
                    training: Self.training, redraws: redraws, validation: [], checkpointDirectory: folder.path, resume: resume
                ) { event in
                    if case .step(let step, _, let loss, _, _, _) = event {
                        losses.append(loss)
                        return step == stop ? .stop : .more
                    }
                    return .more
                }
            }
            if let stop { #expect(throws: TrainingError.self) { try run(resume: false, until: stop) } }
            let adapter = try run(resume: stop != nil, until: nil)
            return (losses, adapter)
        }
        let (plain, adapter) = try losses([])
        #expect(try losses([Self.training]).adapter == adapter, "a version that differs in nothing changes nothing")
        let (drawn, other) = try losses([redraw])
        #expect(drawn[..<3] == plain[..<3] && drawn[3] != plain[3], "the second epoch of three steps takes the second version")
        #expect(other != adapter)
        #expect(try losses([redraw], stop: 5).adapter == other, "stopped within the second version and resumed")
    }

    @Test func theAdapterIsOfferedAtEachValidationAndMayEndTheTraining() throws {
        let folder = try TemporaryFolder()
        var offered: [Int: LoRAAdapter] = [:]
        let trainer = try LoRATrainer(model: TinyModel.make(), baseModel: "tiny", parameters: Self.parameters)
        let adapter = try trainer.train(
            training: Self.training, validation: Self.validation, checkpointDirectory: folder.path, progress: { _ in .more },
            atValidation: { step, adapter in
                offered[step] = adapter()
                return .more
            })
        #expect(offered.keys.sorted() == [0, 5, 10, 12])
        #expect(offered[0]?.modules.allSatisfy { $0.b.allSatisfy { $0 == 0 } } == true, "none has learned before the first step")
        #expect(offered[12] == (try LoRAAdapter(directory: folder.path + "/last")))
        #expect(offered.values.contains(adapter))
        #expect(try train(TemporaryFolder()) == adapter)

        let cut = try TemporaryFolder()
        let stop = error {
            _ = try trainer.train(
                training: Self.training, validation: Self.validation, checkpointDirectory: cut.path, progress: { _ in .more },
                atValidation: { step, _ in step == 5 ? .stop : .more })
        }
        guard case .stopped(5, _) = stop else {
            Issue.record("it went on, or ended otherwise: \(String(describing: stop))")
            return
        }
        #expect(try train(cut, resume: true) == adapter)
    }

    @Test func aStartedAdapterIsKaimingInAAndZeroInB() throws {
        let folder = try TemporaryFolder()
        var parameters = Self.parameters
        parameters.learningRate = 1e-30
        parameters.maximumSteps = 1
        let adapter = try train(folder, parameters, validation: [])
        for module in adapter.modules {
            let bound = 1 / Float(module.inputs).squareRoot()
            #expect(module.b.allSatisfy { abs($0) < 1e-20 })
            #expect(module.a.allSatisfy { abs($0) <= bound } && module.a.contains { abs($0) > bound / 2 })
        }
        #expect(adapter.modules[0].a != adapter.modules[1].a)
    }

    @Test func theBestAdapterIsTheOneOfTheLowestValidationLoss() throws {
        let folder = try TemporaryFolder()
        var parameters = Self.parameters
        parameters.learningRate = 0.3
        parameters.validationEvery = 1
        var losses: [Double] = []
        var best: Double?
        let adapter = try train(folder, parameters) {
            if case .validation(let step, _, let loss, _) = $0, step > 0 { losses.append(loss) }
            if case .done(let summary) = $0 { best = summary.bestValidationLoss }
            return .more
        }
        let measured = try AdapterGradients.compute(model: TinyModel.make(), adapter: adapter, batch: Self.validation).loss
        #expect(best == losses.min())
        #expect(abs(measured - (best ?? 0)) < 1e-5)
    }

    @Test func patienceEndsATrainingThatNoLongerImproves() throws {
        let folder = try TemporaryFolder()
        var parameters = Self.parameters
        parameters.learningRate = 0.5
        parameters.validationEvery = 1
        parameters.epochs = 20
        parameters.patience = 3
        var summary: TrainingSummary?
        try train(folder, parameters) {
            if case .done(let value) = $0 { summary = value }
            return .more
        }
        let end = try #require(summary)
        #expect(end.endedEarly && end.steps == (end.bestStep ?? 0) + 3)
    }

    // MARK: Interruption

    @Test func anInterruptedTrainingEndsInTheSameBytes() throws {
        let whole = try TemporaryFolder()
        try train(whole)
        let expected = try ["best", "last"].map {
            try Data(contentsOf: URL(fileURLWithPath: whole.path + "/\($0)/adapter_model.safetensors"))
        }
        for stopAt in [0, 1, 4, 5, 11] {
            let folder = try TemporaryFolder()
            let stopped = error {
                try train(folder) { event in
                    switch event {
                    case .validation(let step, _, _, _) where step == 0 && stopAt == 0: .stop
                    case .step(let step, _, _, _, _, _) where step == stopAt: .stop
                    default: .more
                    }
                }
            }
            guard case .stopped(stopAt, let path) = stopped else {
                Issue.record("it ended with \(String(describing: stopped))")
                continue
            }
            #expect(FileManager.default.fileExists(atPath: path))
            var resumedAt: Int?
            try train(folder, resume: true) {
                if case .resumed(let step, _, let skipped) = $0, skipped.isEmpty { resumedAt = step }
                return .more
            }
            #expect(resumedAt == stopAt)
            let found = try ["best", "last"].map {
                try Data(contentsOf: URL(fileURLWithPath: folder.path + "/\($0)/adapter_model.safetensors"))
            }
            #expect(found == expected, "stopped at \(stopAt)")
        }
    }

    @Test func aStopWithinAStepLosesThatStepOnly() throws {
        let whole = try TemporaryFolder()
        let expected = try train(whole)
        // Two layers forward, two back, for each pass: these counts fall into the first validation and into forwards and backwards.
        for allowed in [0, 3, 17, 18, 19, 20, 57] {
            let folder = try TemporaryFolder()
            var asked = 0
            var steps = 0
            let stopped = error {
                try train(folder) {
                    if case .step(let step, _, _, _, _, _) = $0 { steps = step }
                    return .more
                } isStopped: {
                    asked += 1
                    return asked > allowed
                }
            }
            guard case .stopped(steps, let path) = stopped else {
                Issue.record("after \(allowed) layers it ended with \(String(describing: stopped))")
                continue
            }
            #expect(asked == allowed + 1, "it went on after it was stopped")
            #expect(FileManager.default.fileExists(atPath: path))
            #expect(try train(folder, resume: true) == expected, "stopped after \(allowed) layers")
        }
    }

    static let options: [@Sendable (inout TrainingParameters) -> Void] = [
        { $0.dropout = 0.2 }, { $0.neftuneAlpha = 5 }, { $0.usesDoRA = true }, { $0.usesRankStabilization = true },
        { $0.loraPlusRatio = 4 },
        { $0.targets = [.q, .down] },
        {
            $0.usesDoRA = true
            $0.usesRankStabilization = true
            $0.dropout = 0.1
            $0.neftuneAlpha = 5
            $0.loraPlusRatio = 2
            $0.schedule = .linear
        },
    ]

    /// Each option changes the adapter, and an interruption changes nothing.
    @Test(arguments: options.indices) func optionsAreRepeatedAfterAnInterruption(option: Int) throws {
        var parameters = Self.parameters
        Self.options[option](&parameters)
        let whole = try TemporaryFolder()
        let expected = try train(whole, parameters)
        #expect(try train(whole) != expected)
        #expect(expected.usesDoRA == parameters.usesDoRA && expected.usesRankStabilization == parameters.usesRankStabilization)
        #expect(Set(expected.modules.map(\.projection)) == Set(parameters.targets))
        for stop in [3, 7] {
            let folder = try TemporaryFolder()
            _ = error { try train(folder, parameters) { if case .step(stop, _, _, _, _, _) = $0 { .stop } else { .more } } }
            #expect(try train(folder, parameters, resume: true) == expected)
        }
        // What the options add is for training only: the reported best loss is the adapter's own.
        let measured = try AdapterGradients.loss(model: TinyModel.make(), adapter: expected, batch: Self.validation)
        var best: Double?
        try train(whole, parameters) {
            if case .done(let summary) = $0 { best = summary.bestValidationLoss }
            return .more
        }
        #expect(abs(measured - (best ?? 0)) < 1e-5)
    }

    @Test func parametersOfAnEarlierVersionAreRead() throws {
        let old = """
            {"alpha":4,"batchSize":3,"beta1":0.9,"beta2":0.999,"checkpointEvery":4,"clip":1,"dropout":0,"epochs":4,"epsilon":1e-08,\
            "learningRate":0.02,"rank":2,"rowsPerPass":20,"schedule":"cosine","seed":11,"targets":["self_attn.q_proj","mlp.down_proj"],\
            "validationEvery":5,"warmup":0.03,"weightDecay":0.01}
            """
        var expected = Self.parameters
        expected.targets = [.q, .down]
        // There was no other arithmetic then.
        expected.precision = .single
        #expect(try JSONDecoder().decode(TrainingParameters.self, from: Data(old.utf8)) == expected)
        for change in Self.options {
            var parameters = expected
            change(&parameters)
            parameters.clip = nil
            #expect(try JSONDecoder().decode(TrainingParameters.self, from: JSONEncoder().encode(parameters)) == parameters)
        }
    }

    @Test func aKilledTrainingGoesOnFromItsLastCheckpoint() throws {
        struct Killed: Error {}
        let whole = try TemporaryFolder()
        let expected = try train(whole)
        let folder = try TemporaryFolder()
        // An error out of the sink leaves at once, as a kill would: nothing is written on the way out.
        #expect(throws: Killed.self) {
            try train(folder) { if case .step(10, _, _, _, _, _) = $0 { throw Killed() } else { .more } }
        }
        #expect(try checkpoints(folder) == ["checkpoint-00000004", "checkpoint-00000008"])
        #expect(try train(folder, resume: true) == expected)
    }

    @Test func aDamagedCheckpointIsSkippedAndNamed() throws {
        let whole = try TemporaryFolder()
        let expected = try train(whole)
        let folder = try TemporaryFolder()
        _ = error { try train(folder) { if case .step(9, _, _, _, _, _) = $0 { .stop } else { .more } } }
        let newest = folder.path + "/checkpoint-00000009"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: newest))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: newest))
        var skipped: [String] = []
        let adapter = try train(folder, resume: true) {
            if case .resumed(8, 12, let paths) = $0 { skipped = paths }
            return .more
        }
        #expect(skipped == [newest])
        #expect(adapter == expected)
    }

    @Test func anyDamageToACheckpointIsNoticed() throws {
        let folder = try TemporaryFolder()
        var parameters = Self.parameters
        parameters.maximumSteps = 2
        try train(folder, parameters)
        let path = folder.path + "/checkpoint-00000002"
        let good = try Data(contentsOf: URL(fileURLWithPath: path))
        for count in [0, 7, 20, good.count / 3, good.count - 1] {
            try good.prefix(count).write(to: URL(fileURLWithPath: path))
            guard case .unusableCheckpoint(path, _) = error({ try train(folder, parameters, resume: true) }) else {
                Issue.record("\(count) bytes of a checkpoint were taken")
                continue
            }
        }
    }

    @Test func aCheckpointOfAnotherTrainingIsRefused() throws {
        let folder = try TemporaryFolder()
        _ = error { try train(folder) { if case .step(2, _, _, _, _, _) = $0 { .stop } else { .more } } }
        var parameters = Self.parameters
        parameters.learningRate = 0.01
        let refused = [
            error { try train(folder, parameters, resume: true) },
            error { try train(folder, training: Array(Self.training.dropLast()), resume: true) },
            error { try train(folder, model: TinyModel.make { $0[3] += 1 }, resume: true) },
        ]
        let problems = refused.map { if case .unusableCheckpoint(_, let problem) = $0 { problem } else { "" } }
        #expect(
            problems == [
                "it belongs to other training parameters", "it belongs to other training or validation examples",
                "it belongs to another model",
            ])
    }

    @Test func aNewTrainingRemovesOldCheckpoints() throws {
        let folder = try TemporaryFolder()
        try train(folder)
        var parameters = Self.parameters
        parameters.maximumSteps = 2
        try train(folder, parameters)
        #expect(try checkpoints(folder) == ["checkpoint-00000002"])
    }

    // MARK: What can't be trained

    @Test func aLossThatIsNotFiniteStopsBeforeTheStep() throws {
        let folder = try TemporaryFolder()
        // Token 20 comes up in some batches only.
        let model = TinyModel.make { $0[20 * 24] = .infinity }
        var steps = 0
        let failure = error {
            try train(folder, validation: [], model: model) {
                if case .step = $0 { steps += 1 }
                return .more
            }
        }
        guard case .notFinite("loss", let step, _) = failure else {
            Issue.record("it ended with \(String(describing: failure))")
            return
        }
        #expect(step == steps + 1)
    }

    /// The checkpoint before it is whole, is named, and the training can be looked at or taken up from there.
    @Test func aGradientThatIsNotFiniteKeepsTheLastGoodCheckpoint() throws {
        let folder = try TemporaryFolder()
        var parameters = Self.parameters
        parameters.checkpointEvery = 1
        parameters.clip = nil
        // Every step moves each number by about the rate: the loss stays finite for some steps.
        parameters.learningRate = 1e12
        parameters.warmup = 1
        var good = 0
        let failure = error {
            try train(folder, parameters, validation: []) {
                if case .step(let step, _, _, _, let norm, _) = $0 {
                    #expect(norm.isFinite)
                    good = step
                }
                return .more
            }
        }
        guard case .notFinite(_, good + 1, let path?) = failure else {
            Issue.record("it ended with \(String(describing: failure)) after \(good) steps")
            return
        }
        #expect(path.hasSuffix(String(format: "checkpoint-%08d", good)) && FileManager.default.fileExists(atPath: path))
        #expect(failure?.description.contains("The last good state is") == true)
        var resumed: Int?
        _ = error {
            try train(folder, parameters, validation: [], resume: true) {
                if case .resumed(let step, _, _) = $0 { resumed = step }
                return .more
            }
        }
        #expect(resumed == good)
    }

    @Test func examplesWithoutATrainedTokenAreNamed() throws {
        let folder = try TemporaryFolder()
        let masked = TrainingSequence(tokens: [1, 2, 3], labels: [1, -100, -100])
        let expected = TrainingError.nothingToLearn("training example 8 has no trained token; its completion is empty or cut off")
        #expect(error { try train(folder, training: Self.training + [masked]) } == expected)
        guard case .nothingToLearn = error({ try train(folder, training: []) }) else {
            Issue.record("no examples at all were accepted")
            return
        }
    }

    @Test func parametersOutOfRangeAreRefused() throws {
        let changes: [(inout TrainingParameters) -> Void] = [
            { $0.rank = 0 }, { $0.alpha = .nan }, { $0.targets = [] }, { $0.targets = [.q, .q] }, { $0.learningRate = 0 },
            { $0.warmup = 2 }, { $0.epochs = 0 }, { $0.batchSize = 0 }, { $0.rowsPerPass = 0 }, { $0.beta1 = 1 }, { $0.epsilon = 0 },
            { $0.weightDecay = -1 }, { $0.dropout = 1 }, { $0.clip = 0 }, { $0.validationEvery = 0 }, { $0.checkpointEvery = 0 },
            { $0.patience = 0 },
            { $0.maximumSteps = 0 }, { $0.loraPlusRatio = 0.5 }, { $0.neftuneAlpha = -1 }, { $0.neftuneAlpha = .nan },
        ]
        for change in changes {
            var parameters = Self.parameters
            change(&parameters)
            guard case .invalidParameter = error({ _ = try LoRATrainer(model: TinyModel.make(), baseModel: nil, parameters: parameters) })
            else {
                Issue.record("\(parameters) was accepted")
                continue
            }
        }
    }

    // MARK: Costs

    @Test func anEstimateCountsStepsAndTokens() throws {
        let estimate = TrainingEstimate(shape: TinyModel.shape, tied: true, Self.parameters, Self.training, Self.validation)
        #expect(estimate.steps == 12)
        #expect(estimate.tokens == 4 * Self.training.reduce(0) { $0 + $1.tokens.count })
        #expect(estimate.validationTokens == 4 * 18)
        #expect(estimate.memoryBytes > 0 && estimate.operations > 0)
        #expect(estimate.seconds(operationsPerSecond: estimate.operations) == 1)
    }

    @Test func anEstimateFollowsTheOptions() throws {
        func estimate(_ change: (inout TrainingParameters) -> Void) -> TrainingEstimate {
            var parameters = Self.parameters
            change(&parameters)
            return TrainingEstimate(shape: TinyModel.shape, tied: true, parameters, Self.training, Self.validation)
        }
        let plain = estimate { _ in }
        let dora = estimate { $0.usesDoRA = true }
        #expect(dora.memoryBytes > plain.memoryBytes && dora.operations > 1.2 * plain.operations && dora.operations < 2 * plain.operations)
        #expect(estimate { $0.dropout = 0.1 }.memoryBytes > plain.memoryBytes)
        #expect(estimate { $0.targets = [.q] }.memoryBytes < plain.memoryBytes)
        #expect(estimate { $0.maximumSteps = 5 }.steps == 5)
        #expect(estimate { $0.neftuneAlpha = 5 } == plain)
    }

    @Test func aBenchmarkReportsTokensForEachSecondOfItsClock() throws {
        var time = 0.0
        let result = try TrainingBenchmark.run(model: TinyModel.make(), batch: .init(sequences: 2, length: 8), rank: 2, steps: 3) {
            time += 0.5
            return time
        }
        #expect(result.samples == [32, 32, 32])
        #expect(result.tokensPerSecond == 32)
    }
}
