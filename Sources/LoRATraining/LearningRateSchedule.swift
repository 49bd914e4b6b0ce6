import Foundation

/// How the learning rate goes on after its warm-up.
public enum LearningRateSchedule: String, Sendable, Codable, CaseIterable {
    case constant, linear, cosine

    /// The share of the full rate for step `step`, counted from 0: up in a straight line over `warmup` steps, then along the schedule
    /// towards 0 at `steps`.
    package func factor(step: Int, steps: Int, warmup: Int) -> Double {
        if step < warmup { return Double(step + 1) / Double(warmup) }
        let progress = Double(step - warmup) / Double(max(1, steps - warmup))
        switch self {
        case .constant: return 1
        case .linear: return max(0, 1 - progress)
        case .cosine: return 0.5 * (1 + cos(.pi * min(1, progress)))
        }
    }
}
