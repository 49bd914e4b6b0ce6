import Datasets
import Foundation
import LoRATraining
import ModelFormats
import Scoring

/// What a learning curve is measured with.
public struct CurveChoice: Sendable {
    /// Training examples of each point, rising; nil doubles from 25 and ends with all.
    public var sizes: [Int]?
    public var training: TrainingChoice
    public var split: String

    public init(sizes: [Int]? = nil, training: TrainingChoice = TrainingChoice(), split: String = "development") {
        self.sizes = sizes
        self.training = training
        self.split = split
    }
}

/// A finished point of a curve, kept so that a curve that was stopped, or is measured again, trains only what is missing.
private struct CurveRecord: Codable {
    var steps: Int
    var validationLoss: Double?
    var seconds: Double
}

extension ProjectSession {
    /// Small subsets are gone through more often, so that they don't merely get fewer steps; this much more often at most.
    private static let mostRepetitions = 4

    /// Trains on nested subsets of the training examples and asks the adapted arm the cases of a split with each.
    ///
    /// A subset holds whatever smaller ones hold, and keeps its members when examples are added. Validation examples are the same for
    /// all. Stopped, it goes on where it was: finished points are kept, and the one in training has its checkpoints.
    public func measureCurve(_ choice: CurveChoice, progress: ProgressSink) throws -> LearningCurve {
        let lock = try ProjectLock(project.state + "/curve.lock", doing: "measuring a learning curve")
        defer { withExtendedLifetime(lock) {} }
        let arm: Arm = choice.training.withContext ? .ragLora : .lora
        let chosen = try cases().filter { $0.split.rawValue == choice.split }
        guard !chosen.isEmpty else {
            throw WorkbenchError(.notFound, "There are no cases in the split \"\(choice.split)\".")
        }
        let data = try trainingData(withContext: choice.training.withContext, epochs: choice.training.epochs)
        let order = nestedOrder(data.training)
        let sizes = try curveSizes(choice.sizes, examples: order.count)

        var points: [(point: LearningCurve.Point, results: [ArmCaseResult])] = []
        for (index, size) in sizes.enumerated() {
            func report(_ share: Double, _ text: String, _ rate: String? = nil) -> Bool {
                progress(
                    ProgressUpdate(
                        fraction: (Double(index) + share) / Double(sizes.count), text: "\(size) examples · \(text)", rate: rate))
            }
            let members = order[..<size].sorted()
            let subset = TrainingData(
                training: members.map { data.training[$0] }, redraws: data.redraws.map { version in members.map { version[$0] } },
                validation: data.validation)
            let (adapter, record) = try curveAdapter(subset, choice.training, of: order.count) { report(0.8 * $0, $1, $2) }
            let results = try ask(chosen, arm, with: adapter) { report(0.8 + 0.2 * $0, $1) }
            points.append((Self.point(size, record, results), results))
            let done = String(
                format: "%d examples: success %.0f %%, format %.0f %%", size, 100 * points[index].point.success.rate,
                100 * points[index].point.format.rate)
            _ = progress(ProgressUpdate(fraction: Double(index + 1) / Double(sizes.count), text: done, isMilestone: true))
        }
        let curve = Self.curve(arm, choice.split, points)
        try JSONFile.write(curve, to: project.curveFile)
        return curve
    }

    /// The newest curve, if one was measured.
    public func storedCurve() throws -> LearningCurve? { try JSONFile.read(LearningCurve.self, from: project.curveFile) }

    /// Indices of the examples, so that each beginning is a subset: by a draw that depends on the example alone.
    private func nestedOrder(_ sequences: [TrainingSequence]) -> [Int] {
        let draws = sequences.map { sequence in
            var random = CounterRandom(seed: configuration.splitSeed, text: "\(sequence.tokens)")
            return random.next(below: .max)
        }
        return draws.indices.sorted { (draws[$0], $0) < (draws[$1], $1) }
    }

    private func curveSizes(_ wanted: [Int]?, examples: Int) throws -> [Int] {
        guard let wanted else {
            let doubled = sequence(first: 25) { $0 * 2 }.prefix { Double($0) < 0.8 * Double(examples) }
            return Array(doubled) + [examples]
        }
        guard let least = wanted.min(), let most = wanted.max(), least >= 1 else {
            throw WorkbenchError(.usage, "The sizes of a learning curve are numbers of examples from 1.")
        }
        guard most <= examples else {
            throw WorkbenchError(.usage, "There are \(examples) training examples, not \(most).", next: "Give smaller --sizes.")
        }
        return Array(Set(wanted)).sorted()
    }

    /// The adapter of a subset: kept from before, or trained now.
    private func curveAdapter(
        _ data: TrainingData, _ choice: TrainingChoice, of all: Int, report: (Double, String, String?) -> Bool
    ) throws -> (Adapter, CurveRecord) {
        var parameters = try parameters(choice)
        let longer = (all + data.training.count - 1) / data.training.count
        parameters.epochs *= min(Self.mostRepetitions, longer)
        let settings = String(decoding: try JSONFile.encoder.encode(parameters), as: UTF8.self)
        let identity = FileHash.sha256(Array("\(data.hash) \(try languageModelHash()) \(settings)".utf8))
        let folder = "\(project.state)/curve/\(data.training.count)-\(identity.prefix(16))"
        let recordPath = folder + "/point.json"
        if let record = try JSONFile.read(CurveRecord.self, from: recordPath) {
            return (try curveAdapter(folder, choice), record)
        }
        _ = try requireMemory(parameters, data, samples: 0)
        try Files.makeDirectory(folder)
        var record = CurveRecord(steps: parameters.steps(examples: data.training.count), seconds: 0)
        let watch = Stopwatch()
        var isStopped = false
        let trainer = try LoRATrainer(model: try languageModel(), baseModel: try catalogModel()?.repository, parameters: parameters)
        do {
            let adapter = try trainer.train(
                training: data.training, redraws: data.redraws, validation: data.validation,
                checkpointDirectory: folder + "/checkpoints", resume: true
            ) { event in
                switch event {
                case .step(let step, let steps, let loss, _, _, _):
                    let text = String(format: "step %d/%d · loss %.4f", step, steps, loss)
                    isStopped = isStopped || !report(Double(step) / Double(max(1, steps)), text, nil)
                case .done(let summary): record.validationLoss = summary.bestValidationLoss
                default: break
                }
                return isStopped ? .stop : .more
            }
            try Files.makeDirectory(folder + "/adapter")
            try adapter.write(to: folder + "/adapter")
        } catch TrainingError.stopped {
            throw WorkbenchError(.failed, "The learning curve was stopped.", next: "What was trained is kept: run it again to go on.")
        }
        record.seconds = watch.seconds
        try JSONFile.write(record, to: recordPath)
        try? FileManager.default.removeItem(atPath: folder + "/checkpoints")
        return (try curveAdapter(folder, choice), record)
    }

    private func curveAdapter(_ folder: String, _ choice: TrainingChoice) throws -> Adapter {
        Adapter(
            run: "curve", withContext: choice.withContext,
            prepared: try languageModel().prepare(adapter: try LoRAAdapter(directory: folder + "/adapter")),
            hash: try FileHash.sha256(path: folder + "/adapter/adapter_model.safetensors"))
    }

    private func ask(
        _ cases: [Case], _ arm: Arm, with adapter: Adapter, report: (Double, String) -> Bool
    ) throws -> [ArmCaseResult] {
        var answerer = SessionAnswerer(session: self, seed: nil, adapter: adapter)
        var prompts: [PreparedPrompt] = []
        for item in cases {
            // What can't be prepared is asked again for its result, which says why.
            if let prompt = try? answerer.prepare(item, arm) { prompts.append(prompt) }
        }
        let isDone = try answerAhead(prompts) { done, total in report(Double(done) / Double(max(1, total)), "answer \(done) of \(total)") }
        guard isDone else {
            throw WorkbenchError(.failed, "The learning curve was stopped.", next: "What was answered is kept: run it again to go on.")
        }
        // What more examples bring to an arm without passages is facts and form: it has no source to show however many there are.
        let parameters = ScoringParameters(requiresCitation: configuration.requiresCitation && arm.retrieves)
        return Evaluation.run(arms: [arm], cases: cases, answerer: answerer, parameters: parameters) { _ in .more }
    }

    // MARK: Statistics

    private static func rate(_ results: [ArmCaseResult], _ criterion: (ArmCaseResult) -> Bool) -> LearningCurve.Rate {
        let table = OutcomeTable(results, criterion: criterion)
        let arm = table.arms[0]
        let interval = ClusteredRate.interval(passes: table.clusterPasses(arm), sizes: table.clusterSizes)
        return .init(passed: table.passes(arm), rate: table.rate(arm), low: interval.low, high: interval.high)
    }

    private static func point(_ size: Int, _ record: CurveRecord, _ results: [ArmCaseResult]) -> LearningCurve.Point {
        .init(
            examples: size, steps: record.steps, validationLoss: record.validationLoss, success: rate(results) { $0.score.passed },
            format: rate(results) { $0.score.format }, seconds: record.seconds)
    }

    private static func curve(
        _ arm: Arm, _ split: String, _ points: [(point: LearningCurve.Point, results: [ArmCaseResult])]
    ) -> LearningCurve {
        var gains: [LearningCurve.Gain] = []
        for (less, more) in zip(points, points.dropFirst()) {
            for (metric, criterion) in [("success", { (result: ArmCaseResult) in result.score.passed }), ("format", { $0.score.format })] {
                let (a, b) = (OutcomeTable(more.results, criterion: criterion), OutcomeTable(less.results, criterion: criterion))
                let difference = PairedDifference(a.outcomes(arm), b.outcomes(arm), clusterOfCase: a.clusterOfCase)
                let interval = difference.interval()
                gains.append(
                    .init(
                        from: less.point.examples, to: more.point.examples, metric: metric, difference: difference.difference,
                        low: interval.low, high: interval.high, p: difference.clusterP))
            }
        }
        let (conclusion, summary) = LearningCurve.conclude(gains.last { $0.metric == "success" })
        let table = OutcomeTable(points[0].results)
        return LearningCurve(
            arm: arm, split: split, n: table.n, clusters: table.clusters, points: points.map(\.point), gains: gains,
            conclusion: conclusion, summary: summary)
    }
}
