import Foundation

/// A training's progress line as `assay train watch` prints it.
public struct TrainingEvent: Codable, Equatable, Sendable {
    /// step, validation, checkpoint or done.
    public var event: String
    public var step: Int
    public var steps: Int
    public var loss: Double?
    public var learningRate: Double?
    public var gradientNorm: Double?
    public var tokensPerSecond: Double?
    public var etaSeconds: Double?
    public var adapter: String?

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
        return ([detail] + (event.event == "step" ? [rate, left].compactMap(\.self) : [])).joined(separator: " · ")
    }

    /// Where it is, without speed and time left.
    var detail: String {
        switch event.event {
        case "step":
            return ([run, "step \(event.step)/\(event.steps)"] + [event.loss.map { String(format: "loss %.4f", $0) }].compactMap(\.self))
                .joined(separator: " · ")
        case "validation":
            return "\(run) · step \(event.step)/\(event.steps) · validation loss " + String(format: "%.4f", event.loss ?? .nan)
        default: return "\(run) · \(event.event) at step \(event.step)/\(event.steps)"
        }
    }
}
