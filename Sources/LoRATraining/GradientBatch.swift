import Foundation

/// The loss and gradient of one optimiser step: the mean over all supervised positions of several sequences, computed in passes of a
/// bounded number of rows whose gradients add up.
enum GradientBatch {
    /// Splits sequences, in their order, into passes of at most `rowsPerPass` rows (a longer sequence is a pass of its own). What the
    /// sequences of a pass begin with counts once.
    static func passes(_ sequences: [TrainingSequence], rowsPerPass: Int) -> [[TrainingSequence]] {
        var passes: [[TrainingSequence]] = []
        var shared = SharedPrefix()
        for sequence in sequences where sequence.rows > 0 {
            let longer = shared.adding(sequence)
            if longer.rows > rowsPerPass || passes.isEmpty {
                passes.append([sequence])
                shared = SharedPrefix(of: [sequence])
            } else {
                passes[passes.count - 1].append(sequence)
                shared = longer
            }
        }
        return passes
    }

    /// The mean loss; with `gradients`, which must be zero at first, its gradient too. `noise` makes what is random in a pass from the pass's number.
    static func run(
        _ sequences: [TrainingSequence], rowsPerPass: Int, pass: LlamaPass, gradients: AdapterParameters?,
        noise: ((Int) -> PassNoise)? = nil
    ) throws(TrainingError) -> (loss: Double, supervised: Int) {
        let supervised = sequences.reduce(0) { $0 + $1.supervisedTokens }
        guard supervised > 0 else { throw .nothingToLearn("none of the \(sequences.count) sequences has a trained token") }
        var sum = 0.0
        for (index, part) in passes(sequences, rowsPerPass: rowsPerPass).enumerated() {
            let batch = PackedBatch(part)
            pass.noise = noise?(index)
            try pass.forward(batch)
            sum += pass.loss(batch, gradientScale: gradients == nil ? nil : 1 / Float(supervised))
            if let gradients { try pass.backward(batch, into: gradients) }
        }
        if let gradients { pass.finish(gradients) }
        return (sum / Double(supervised), supervised)
    }
}
