import Foundation
import LoRATraining

/// Turns the trainer's events into recorded points, with the times that the trainer does not know.
struct TrainingRecorder {
    private let run: String
    private let path: String
    private let samples: String
    private let memory: SystemMemory
    private let steps: Int
    /// Steps between validations; nil without validation examples.
    private let validationEvery: Int?
    private let earlier: Double
    private let watch = Stopwatch()
    private var pace = TrainingPace(isResumed: false)
    private var last: TrainingPoint?
    private var lastEvent = 0.0
    private var mostMemory = 0

    init(_ record: RunRecord, in store: RunStore, memory: SystemMemory) {
        run = record.name
        path = store.metrics(record.name)
        samples = store.sampleLines(record.name)
        self.memory = memory
        steps = record.steps
        let parameters = record.parameters
        validationEvery =
            record.validationExamples == 0
            ? nil : parameters.validationEvery ?? parameters.stepsPerEpoch(examples: record.trainingExamples)
        earlier = record.seconds
    }

    /// The model and the data are ready: what follows is timed as training.
    mutating func begin() { _ = takeTime() }

    /// Wall seconds of this run so far, over all resumptions.
    var seconds: Double { earlier + watch.seconds }

    /// The most memory held so far. The kernel sums it up from counters of each processor, and may say a little less than before.
    private mutating func peak() -> Int? {
        guard let bytes = memory.peak else { return nil }
        mostMemory = max(mostMemory, bytes)
        return mostMemory
    }

    /// - Returns: what to tell the front end; the point, if there is one, is on disk by then.
    mutating func record(_ progress: TrainingProgress) throws -> TrainingUpdate? {
        let spent = takeTime()
        switch progress {
        case .resumed(let step, let steps, _):
            pace = TrainingPace(isResumed: true)
            return TrainingUpdate(run: run, event: TrainingEvent(event: "resumed", step: step, steps: steps))
        case .step(let step, let steps, let loss, let learningRate, let gradientNorm, let tokens):
            pace.step(seconds: spent, tokens: tokens)
            return try keep(
                TrainingPoint(
                    step: step, steps: steps, loss: loss, validationLoss: nil, learningRate: learningRate, gradientNorm: gradientNorm,
                    tokensPerSecond: pace.tokensPerSecond, etaSeconds: secondsLeft(after: step), memoryBytes: peak()))
        case .validation(let step, let steps, let loss, _):
            pace.validation(seconds: spent)
            return try keep(
                TrainingPoint(
                    step: step, steps: steps, loss: nil, validationLoss: loss, learningRate: last?.learningRate ?? 0, gradientNorm: nil,
                    tokensPerSecond: pace.tokensPerSecond, etaSeconds: secondsLeft(after: step, isValidated: true), memoryBytes: peak()))
        case .checkpoint(let step, _):
            return TrainingUpdate(run: run, event: TrainingEvent(event: "checkpoint", step: step, steps: steps))
        case .done: return nil
        }
    }

    /// Seconds since the last event.
    private mutating func takeTime() -> Double {
        let now = watch.seconds
        defer { lastEvent = now }
        return now - lastEvent
    }

    /// - Parameter isValidated: whether the validation that may be due after this step has been made.
    private func secondsLeft(after step: Int, isValidated: Bool = false) -> Double? {
        let validations = (step...max(step, steps)).count { isValidationDue(after: $0) && !($0 == step && isValidated) }
        return pace.seconds(steps: steps - step, validations: validations)
    }

    private func isValidationDue(after step: Int) -> Bool {
        validationEvery.map { step == steps || step > 0 && step.isMultiple(of: $0) } ?? false
    }

    /// - Returns: what to tell the front end; the sample is on disk by then.
    mutating func record(_ sample: TrainingSample) throws -> TrainingUpdate {
        pace.afterValidation(seconds: takeTime())
        try JSONFile.append(sample, to: samples)
        return TrainingUpdate(run: run, event: TrainingEvent(sample))
    }

    private mutating func keep(_ point: TrainingPoint) throws -> TrainingUpdate {
        try JSONFile.append(point, to: path)
        last = point
        return TrainingUpdate(run: run, event: TrainingEvent(point), point: point)
    }
}
