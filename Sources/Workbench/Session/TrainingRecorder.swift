import Foundation
import LoRATraining

/// Turns the trainer's events into recorded points with the times that the trainer does not know.
struct TrainingRecorder {
    private let run: String
    private let path: String
    private let steps: Int
    private let earlier: Double
    private let watch = Stopwatch()
    private var firstStep: (step: Int, seconds: Double, tokens: Int)?
    private var tokens = 0
    private var failure: (any Error)?

    init(run: String, path: String, steps: Int, seconds: Double) {
        self.run = run
        self.path = path
        self.steps = steps
        earlier = seconds
    }

    /// Wall seconds of this run so far, over all resumptions.
    var seconds: Double { earlier + watch.seconds }

    /// A metrics line that could not be written fails the run at its end, not silently.
    func throwIfFailed() throws { if let failure { throw failure } }
}
