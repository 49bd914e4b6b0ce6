import Foundation
import LoRATraining

/// Turns the trainer's events into recorded points, with the times that the trainer does not know.
struct TrainingRecorder {
    private let run: String
    private let path: String
    private let samples: String
    private let memory: SystemMemory
    private let steps: Int
    private let earlier: Double
    private let watch = Stopwatch()
    private var first: (step: Int, seconds: Double, tokens: Int)?
    private var last: TrainingPoint?
    private var lastEvent = 0.0
    private var isResumed = false

    init(_ record: RunRecord, in store: RunStore, memory: SystemMemory) {
        run = record.name
        path = store.metrics(record.name)
        samples = store.sampleLines(record.name)
        self.memory = memory
        steps = record.steps
        earlier = record.seconds
    }

    /// Wall seconds of this run so far, over all resumptions.
    var seconds: Double { earlier + watch.seconds }

    /// - Returns: what to tell the front end; the point, if there is one, is on disk by then.
    mutating func record(_ progress: TrainingProgress) throws -> TrainingUpdate? {
        let now = watch.seconds
        defer { lastEvent = now }
        switch progress {
        case .resumed(let step, let steps, _):
            isResumed = true
            return TrainingUpdate(run: run, event: TrainingEvent(event: "resumed", step: step, steps: steps))
        case .step(let step, let steps, let loss, let learningRate, let gradientNorm, let tokens):
            // The first step of this process gives the baseline for its rate.
            let base = first ?? (step - 1, lastEvent, 0)
            // How many tokens came before it is not known after a resume.
            let rate = first == nil && isResumed ? 0 : Double(tokens - base.tokens) / max(now - base.seconds, 1e-9)
            if first == nil { first = (step, now, tokens) }
            let perStep = (now - base.seconds) / Double(max(1, step - base.step))
            return try keep(
                TrainingPoint(
                    step: step, steps: steps, loss: loss, validationLoss: nil, learningRate: learningRate, gradientNorm: gradientNorm,
                    tokensPerSecond: rate, etaSeconds: perStep * Double(steps - step), memoryBytes: memory.peak))
        case .validation(let step, let steps, let loss, _):
            return try keep(
                TrainingPoint(
                    step: step, steps: steps, loss: nil, validationLoss: loss, learningRate: last?.learningRate ?? 0, gradientNorm: nil,
                    tokensPerSecond: last?.tokensPerSecond ?? 0, etaSeconds: last?.etaSeconds, memoryBytes: memory.peak))
        case .checkpoint(let step, _):
            return TrainingUpdate(run: run, event: TrainingEvent(event: "checkpoint", step: step, steps: steps))
        case .done: return nil
        }
    }

    /// - Returns: what to tell the front end; the sample is on disk by then.
    func record(_ sample: TrainingSample) throws -> TrainingUpdate {
        try JSONFile.append(sample, to: samples)
        return TrainingUpdate(run: run, event: TrainingEvent(sample))
    }

    private mutating func keep(_ point: TrainingPoint) throws -> TrainingUpdate {
        try JSONFile.append(point, to: path)
        last = point
        return TrainingUpdate(run: run, event: TrainingEvent(point), point: point)
    }
}
