import Foundation

/// A training's progress line as `assay train watch` prints it.
public struct TrainingEvent: Codable, Equatable, Sendable {
    /// step, validation, sample, checkpoint or done.
    public var event: String
    public var step: Int
    public var steps: Int
    public var loss: Double?
    public var learningRate: Double?
    public var gradientNorm: Double?
    public var tokensPerSecond: Double?
    public var etaSeconds: Double?
    /// The most memory that the process has held so far.
    public var memoryBytes: Int?
    public var adapter: String?
    public var sample: TrainingSample?

    public init(event: String, step: Int, steps: Int, adapter: String? = nil) {
        self.event = event
        self.step = step
        self.steps = steps
        self.adapter = adapter
    }

    public init(_ point: TrainingPoint) {
        self.init(event: point.validationLoss == nil ? "step" : "validation", step: point.step, steps: point.steps)
        loss = point.validationLoss ?? point.loss
        learningRate = point.learningRate
        gradientNorm = point.gradientNorm
        tokensPerSecond = point.tokensPerSecond
        etaSeconds = point.etaSeconds
        memoryBytes = point.memoryBytes
    }

    public init(_ sample: TrainingSample) {
        self.init(event: "sample", step: sample.step, steps: sample.steps)
        self.sample = sample
    }
}

/// What a training reports while it runs.
public struct TrainingUpdate: Sendable {
    public var run: String
    public var event: TrainingEvent
    /// The recorded point, for steps and validations.
    public var point: TrainingPoint?

    public var fraction: Double { event.steps > 0 ? Double(event.step) / Double(event.steps) : 0 }
    public var isMilestone: Bool { event.event != "step" }

    /// nil before there is one.
    var rate: String? { event.tokensPerSecond.flatMap { $0 > 0 ? String(format: "%.0f tok/s", $0) : nil } }

    /// In one line, with speed and time left.
    public var text: String {
        let left = event.etaSeconds.map { String(format: "%.0f s left", $0) }
        let memory = event.memoryBytes.map { String(format: "%.1f GB", Double($0) / 1e9) }
        return ([detail] + (event.event == "step" ? [rate, memory, left].compactMap(\.self) : [])).joined(separator: " · ")
    }

    /// Where it is, without speed and time left.
    var detail: String {
        switch event.event {
        case "step":
            return ([run, "step \(event.step)/\(event.steps)"] + [event.loss.map { String(format: "loss %.4f", $0) }].compactMap(\.self))
                .joined(separator: " · ")
        case "validation":
            return "\(run) · step \(event.step)/\(event.steps) · validation loss " + String(format: "%.4f", event.loss ?? .nan)
        case "sample":
            let text = event.sample?.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
            return "\(run) · step \(event.step)/\(event.steps) · writes: " + (text.count > 60 ? text.prefix(59) + "…" : text)
        default: return "\(run) · \(event.event) at step \(event.step)/\(event.steps)"
        }
    }
}
