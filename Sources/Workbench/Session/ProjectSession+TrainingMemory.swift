import Foundation
import LoRATraining

extension ProjectSession {
    /// What a training takes with its samples.
    func estimate(_ parameters: TrainingParameters, _ data: TrainingData, samples: Int) throws -> TrainingEstimate {
        var estimate = TrainingEstimate(
            model: try languageModel(), parameters: parameters, training: data.training, validation: data.validation)
        // The adapter as it is offered, as it is laid out for answering, and while it is; beside them keys and values are small.
        if samples > 0, !data.validation.isEmpty { estimate.memoryBytes += 3 * estimate.adapterBytes }
        return estimate
    }

    /// - Returns: what the training will take.
    /// - Throws: `.unavailable` when the machine has less memory left than that, with what would fit.
    func requireMemory(_ parameters: TrainingParameters, _ data: TrainingData, samples: Int) throws -> TrainingEstimate {
        let planned = try estimate(parameters, data, samples: samples)
        // The loaded model is no longer among what is available, nor among what the estimate counts.
        guard let available = memory.available, planned.memoryBytes > available else { return planned }
        let longest = (data.training + data.validation).map(\.tokens.count).max() ?? 0
        var smaller = parameters
        while smaller.rowsPerPass > max(64, longest) {
            smaller.rowsPerPass = max(64, longest, smaller.rowsPerPass / 2)
            let bytes = try estimate(smaller, data, samples: samples).memoryBytes
            guard bytes > available else {
                throw tooLarge(
                    planned, available, next: "With --tokens-per-pass \(smaller.rowsPerPass) it needs \(Self.gigabytes(bytes)): take that.")
            }
        }
        throw tooLarge(
            planned, available,
            next: "Close other programs, or shorten the longest examples: the longest has \(longest) tokens,"
                + " and goes through the model whole.")
    }

    private func tooLarge(_ planned: TrainingEstimate, _ available: Int, next: String) -> WorkbenchError {
        WorkbenchError(
            .unavailable,
            "This training needs \(Self.gigabytes(planned.memoryBytes)) of memory beside the loaded model, and \(Self.gigabytes(available))"
                + " are available.", next: next)
    }

    private static func gigabytes(_ bytes: Int) -> String { String(format: "%.2f GB", Double(bytes) / 1e9) }
}
